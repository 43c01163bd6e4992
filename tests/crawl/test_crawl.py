"""A crawl over loopback: what is fetched, what is asked conditionally, what is refused, what is too much."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from crawler.places import CHECKOUT
from indexer.model import Page
from tests.crawl.test_polite import ARTICLE, feed, sources
from tests.crawl.web import Answer, crawl, spool_of, web, write_config


def kept(places: object) -> list[Page]:
    from datetime import UTC, datetime

    spool = spool_of(places)  # type: ignore[arg-type]
    pages = []
    while (taken := spool.take(datetime.now(UTC))) and taken.tries == 1:
        pages.append(taken.page)
    return pages


def conditional(body: Answer, etag: str = '"v1"') -> object:
    def answer(headers: Mapping[str, str]) -> Answer:
        if headers.get("If-None-Match") == etag:
            return Answer(status=304, headers={"ETag": etag})
        return Answer(body.body, headers={"ETag": etag})

    return answer


def test_pages_go_to_the_spool_with_all_that_the_server_and_the_list_said(tmp_path: Path) -> None:
    with web(
        {"/0.xml": feed("/old"), "/old": Answer(status=301, headers={"Location": "/new"}), "/new": ARTICLE}
    ) as server:
        places = write_config(tmp_path, sources(server, 1, "0s", zone="Asia/Taipei"))
        crawl(places)
        (page,) = kept(places)
    assert (page.url, page.asked_url) == (f"{server.base}/new", f"{server.base}/old")
    assert (page.source, page.status, page.zone) == ("s0", 200, "Asia/Taipei")
    assert page.link is not None
    assert page.link.title == "t"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert isinstance(ARTICLE.body, str)
    assert page.body == ARTICLE.body.encode()


def test_a_list_that_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    with web({"/0.xml": conditional(feed("/a")), "/a": ARTICLE}) as server:  # type: ignore[dict-item]
        places = write_config(tmp_path, sources(server, 1, "0s"))
        crawl(places)
        crawl(places)
        assert server.asked[-1].headers.get("If-None-Match") == '"v1"'
        assert server.paths().count("/a") == 1


def test_a_sitemap_index_that_has_not_changed_still_leads_to_its_sitemaps(tmp_path: Path) -> None:
    index = Answer("<sitemapindex><sitemap><loc>{{base}}/1.xml</loc></sitemap></sitemapindex>")
    urls = "<urlset><url><loc>{{base}}/a</loc></url>%s</urlset>"
    with web({"/0.xml": conditional(index), "/1.xml": Answer(urls % ""), "/a": ARTICLE, "/b": ARTICLE}) as server:  # type: ignore[dict-item]
        places = write_config(tmp_path, sources(server, 1, "0s").replace("feed", "sitemap"))
        crawl(places)
        server.answers["/1.xml"] = Answer(urls % "<url><loc>{{base}}/b</loc></url>")
        crawl(places)
        assert [path for path in server.paths() if len(path) == 2] == ["/a", "/b"]


def test_a_feed_that_is_cut_is_asked_for_again_without_conditions(tmp_path: Path) -> None:
    whole = str(feed("/a", "/b").body)
    cut = Answer(whole[: whole.index("/b")], headers={"ETag": '"v1"'}, raw=True)  # 200, its ETag, and half a body
    with web({"/0.xml": cut, "/a": ARTICLE, "/b": ARTICLE}) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        crawl(places)
        assert "/a" in server.paths()
        server.answers["/0.xml"] = Answer(whole, headers={"ETag": '"v1"'})
        crawl(places)
        last = [one for one in server.asked if one.path == "/0.xml"][-1]
        assert "If-None-Match" not in last.headers
        assert "/b" in server.paths()


def test_what_was_found_and_not_fetched_is_fetched_by_the_next_crawl_even_if_the_list_is_unchanged(
    tmp_path: Path,
) -> None:
    with web({"/0.xml": conditional(feed("/a", "/b")), "/a": ARTICLE, "/b": ARTICLE}) as server:  # type: ignore[dict-item]
        places = write_config(tmp_path, sources(server, 1, "0s"))
        crawl(places, "limit=1")
        assert [path for path in server.paths() if len(path) == 2] == ["/a"]
        crawl(places)
        assert "/b" in server.paths()
        assert server.paths().count("/a") == 1


FORBIDDEN = (
    "file:///etc/passwd",
    "data:text/html,x",
    "ftp://127.0.0.1/x",
    "http://127.0.0.1:{port}/private",
    "http://[::1]:{port}/private",
    "http://[::ffff:127.0.0.1]:{port}/private",
    "http://localhost:{port}/private",
    "http://2130706433:{port}/private",
    "http://0x7f000001:{port}/private",
    "http://0.0.0.0:{port}/private",
    "http://169.254.169.254/latest/meta-data/",
)

ASK = """
import sys, scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from crawler import settings as project

class Asking(scrapy.Spider):
    name = "asking"
    async def start(self):
        for url in sys.argv[1:]:
            yield scrapy.Request(url, callback=self.got, errback=self.refused, cb_kwargs={"url": url})
    def got(self, response, url):
        print("FETCHED", url)
    def refused(self, failure):
        print("refused", failure.request.cb_kwargs["url"], failure.value)

settings = Settings()
settings.setmodule(project, priority="project")
settings.setdict({"ROBOTSTXT_OBEY": False, "RETRY_TIMES": 1, "LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": 0})
process = AsyncCrawlerProcess(settings)
process.crawl(Asking)
process.start()
"""


def test_what_must_not_be_requested_never_is(tmp_path: Path) -> None:
    """With the project's settings as they are, robots.txt set aside so that the guard alone stands in the way."""
    with web({"/private": ARTICLE}) as server:
        places = write_config(tmp_path, "contact: a@b.example\nsources: []\n")
        targets = [target.replace("{port}", str(server.server_port)) for target in FORBIDDEN]
        done = subprocess.run(
            [sys.executable, "-c", ASK, *targets],
            env={**os.environ, **places.environment()},
            capture_output=True,
            text=True,
            cwd=CHECKOUT,
            timeout=60,
            check=False,
        )
        assert server.asked == []
    assert "FETCHED" not in done.stdout
    assert sorted(line.split()[1] for line in done.stdout.splitlines()) == sorted(targets), done.stderr


def test_a_redirect_to_a_file_or_another_scheme_is_refused_and_said(tmp_path: Path) -> None:
    with web({"/0.xml": feed("/a"), "/a": Answer(status=302, headers={"Location": "file:///etc/passwd"})}) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        crawl(places)
        assert all(b"root:" not in page.body for page in kept(places))


def test_a_page_that_is_too_large_is_given_up_unparsed(tmp_path: Path) -> None:
    big = Answer(b"<p>" + b"x" * (10 * 1024 * 1024))
    bomb = Answer(gzip.compress(bytes(40 * 1024 * 1024)), headers={"Content-Encoding": "gzip"})
    with web({"/0.xml": feed("/big", "/bomb", "/a"), "/big": big, "/bomb": bomb, "/a": ARTICLE}) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        assert crawl(places).returncode == 0
        assert [page.url for page in kept(places)] == [f"{server.base}/a"]
    letters = spool_of(places).dead_letters()
    assert {url: why for url, why, _ in letters} == {
        f"{server.base}/big": "too large",
        f"{server.base}/bomb": "too large",
    }


def test_gone_pages_are_kept_and_failing_ones_tried_again_later(tmp_path: Path) -> None:
    with web({"/0.xml": feed("/gone", "/broken"), "/broken": Answer(status=500)}) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        crawl(places)
        assert [(page.url, page.status) for page in kept(places)] == [(f"{server.base}/gone", 404)]
        assert server.paths().count("/broken") == 3
    rows = spool_of(places)._rows("SELECT state, tries, why FROM links WHERE why IS NOT NULL")
    assert rows == [("new", 1, "HTTP 500")]


def test_a_list_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    with web({"/0.xml": Answer("<html>login</html>"), "/1.xml": feed("/a"), "/a": ARTICLE}) as server:
        places = write_config(tmp_path, sources(server, 3, "0s"))
        assert crawl(places).returncode == 0
    tally = {}
    for row in spool_of(places)._rows("SELECT source, name, n FROM tally WHERE name LIKE 'lists%'"):
        tally[row[0], row[1]] = row[2]
    assert tally == {("s0", "lists_failed"): 1, ("s1", "lists"): 1, ("s2", "lists_failed"): 1}


def test_the_full_text_of_a_feed_is_kept_without_asking_for_the_page(tmp_path: Path) -> None:
    html = "&lt;p&gt;" + "芯片出口管制" * 60 + "&lt;/p&gt;"
    item = f"<item><title>t</title><link>/a</link><description>{html}</description></item>"
    body = f"<rss version='2.0'><channel><title>x</title>{item}</channel></rss>"
    with web({"/0.xml": Answer(body)}) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        crawl(places)
        assert "/a" not in server.paths()
        (page,) = kept(places)
    assert page.link is not None
    assert "芯片出口管制" in (page.link.html or "")


class TestScrapyProject:
    """`scrapy list` and `scrapy crawl` work in the checkout as in any Scrapy project."""

    def scrapy(self, places: object, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scrapy", *words],
            env={**os.environ, **places.environment()},  # type: ignore[attr-defined]
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def test_list_shows_a_spider_per_source(self, tmp_path: Path) -> None:
        text = "sources:\n  - {name: b, kind: feed, url: 'http://x.example/'}\n  - {name: a, kind: feed, url: 'http://x.example/'}\n"
        assert sorted(self.scrapy(write_config(tmp_path, text), "list").stdout.split()) == ["a", "b"]

    def test_crawl_with_o_gives_articles_and_fills_the_spool_all_the_same(self, tmp_path: Path) -> None:
        paragraph = "".join(
            f"<p>第{n}段：这一段写的是芯片出口的许可证如何发放，谁先拿到，谁还在等。</p>" for n in range(9)
        )
        article = f"<article><h1>许可证发放了</h1>{paragraph}</article>"
        page = f"<html><head><title>许可证发放了</title></head><body>{article}</body></html>"
        with web({"/0.xml": feed("/a", "/b"), "/1.xml": feed(), "/a": Answer(page), "/b": Answer(page)}) as server:
            places = write_config(tmp_path, sources(server, 2, "0s"))
            out = tmp_path / "out.jsonl"
            done = self.scrapy(places, "crawl", "s0", "-a", "limit=1", "-s", "LOG_LEVEL=INFO", "-O", str(out))
            assert "/1.xml" not in server.paths()
        rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [row["title"] for row in rows] == ["许可证发放了"], done.stderr[-2000:]
        assert "story_id" not in rows[0]
        assert len(kept(places)) == 1
