"""The sample web is what expected.yaml says of it, and its server behaves like one worth crawling politely."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from urllib.robotparser import RobotFileParser
from zoneinfo import ZoneInfo

import opencc
import pytest
import trafilatura
import yaml
from lxml import html
from pypinyin import Style, pinyin

from crawler.sample import SampleSite, serve
from crawler.sources import load_sources

FOLDER = Path(__file__).parent.parent / "config" / "sample"
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
ARTICLES: dict[str, dict[str, Any]] = {article["path"]: article for article in EXPECTED["articles"]}
GROUPS: list[dict[str, Any]] = EXPECTED["groups"]
OTHERS: dict[str, list[str]] = EXPECTED["others"]
LISTS = (
    "/chenbao/rss.xml", "/xinshi/atom.xml", "/guan/sitemap-2026-11.xml", "/guan/sitemap-hant.xml", "/hao/",
    "/hao/list_2.html", "/wire/latest.json",
)  # fmt: skip
NOW = datetime(2027, 1, 1, 1, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # five hours before was last year
GLOSS = re.compile(r"([\u3400-\u9fff])\(([a-zü\u00e0-\u01dc]+)\)")  # 內(nèi)
SIMPLIFY = opencc.OpenCC("t2s")


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with serve(FOLDER, NOW) as running:
        yield running


@pytest.fixture
def fresh() -> Iterator[SampleSite]:
    """A site of one's own, for tests that switch it to the second crawl or read its log."""
    with serve(FOLDER, NOW) as running:
        yield running


def get(site: SampleSite, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in lower case, without the clock) and body."""
    request = Request(site.base + path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urlopen(request, timeout=5) as answer:
            return answer.status, without_clock(answer.headers), answer.read()
    except HTTPError as refusal:  # 304 and 404; an answer as well
        with refusal:
            return refusal.code, without_clock(refusal.headers), refusal.read()


def without_clock(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items() if name.lower() != "date"}


@lru_cache
def page(path: str) -> str:
    body = (FOLDER / "site" / path.lstrip("/")).read_bytes()
    return body.decode(ARTICLES.get(path, {}).get("encoding", "utf-8"))


@lru_cache
def extracted(path: str) -> tuple[str, ...]:
    """The lines that a reader which knows nothing of these outlets takes for the article."""
    text = trafilatura.extract(page(path), include_comments=False) or ""
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def notices(path: str) -> set[str]:
    return {notice["text"] for notice in ARTICLES[path].get("notices", [])}


@lru_cache
def told(path: str) -> str:
    """What an article tells: without title, notices, references, glosses and script; Han and alphanumerics only."""
    dropped = {ARTICLES[path]["title"], "参考资料：", *notices(path)}
    dropped |= {f"{r['outlet']}:{r['date']}:{r['title']}" for r in ARTICLES[path].get("references", [])}
    text = "".join(line for line in extracted(path) if line not in dropped)
    return re.sub(r"[^\u3400-\u9fffA-Za-z0-9]", "", SIMPLIFY.convert(GLOSS.sub(r"\1", text)))


def share(path: str, of: str) -> float:
    """How much of an article's 5-grams stand in another one."""
    mine, other = ({told(p)[i : i + 5] for i in range(len(told(p)) - 4)} for p in (path, of))
    return len(mine & other) / len(mine)


def pairs(kind: str) -> list[tuple[str, str]]:
    return [(path, group["first"]) for group in GROUPS for path in group.get(kind, [])]


# --- the pages


def test_there_are_thirty_articles_of_five_outlets_on_ten_events() -> None:
    assert len(ARTICLES) >= 30
    assert len({article["outlet"] for article in ARTICLES.values()}) == 5
    assert len(GROUPS) == 10


def test_every_page_is_expected_and_every_expected_page_is_there() -> None:
    there = {f"/{file.relative_to(FOLDER / 'site')}" for file in (FOLDER / "site").glob("*/*/**/*.html")}
    corrected = set(yaml.safe_load((FOLDER / "site.yaml").read_text(encoding="utf-8"))["second"].values())
    assert there - corrected == ARTICLES.keys() | set(OTHERS["tombstone"]) | set(OTHERS["forbidden"])


def test_every_article_is_in_some_list(site: SampleSite) -> None:
    listed = "".join(get(site, path)[2].decode() for path in LISTS)
    wanted = [*ARTICLES, *OTHERS["tombstone"], *OTHERS["missing"], *OTHERS["forbidden"]]
    assert [path for path in wanted if path not in listed] == []


def test_each_outlet_has_a_layout_of_its_own() -> None:
    layouts: dict[str, set[str]] = {}
    for path, article in ARTICLES.items():
        marks = re.findall(r'(?:class|id)="([^"]+)"', page(path))
        layouts.setdefault(article["outlet"], set()).update(marks)
    assert all(layouts.values())
    assert [pair for pair in combinations(layouts, 2) if layouts[pair[0]] & layouts[pair[1]]] == []


@pytest.mark.parametrize("path", ARTICLES)
def test_the_body_comes_out_whole_and_alone(path: str) -> None:
    article = ARTICLES[path]
    assert 300 <= len(told(path)) <= 900
    if article.get("script") != "hant":  # every paragraph that stands between the page's own marks
        tree = html.fromstring(page(path).encode(), parser=html.HTMLParser(encoding="utf-8"))
        paragraphs = tree.cssselect("#zw > p, #content > p, #story > p, .note-text > p, .hao-text > p")
        assert len(paragraphs) >= 5
        for paragraph in paragraphs:
            assert " ".join("".join(map(str, paragraph.itertext())).split()) in extracted(path)
    text = "\n".join(line for line in extracted(path) if line != article["title"])
    cited = {reference["title"] for reference in article.get("references", [])}
    others = {other["title"] for other in ARTICLES.values()} - cited
    assert [title for title in others if title in text] == []
    assert [word for word in ("版权所有", "登录", "订阅", "相关阅读", "用户协议", "广告服务") if word in text] == []


@pytest.mark.parametrize("path", ARTICLES)
def test_title_and_notices_stand_on_the_page(path: str) -> None:
    assert f">{ARTICLES[path]['title']}</h1>" in page(path)
    assert [text for text in notices(path) if text not in page(path)] == []


@pytest.mark.parametrize("path", ARTICLES)
def test_the_date_stands_on_the_page_as_precisely_as_expected(site: SampleSite, path: str) -> None:
    published = ARTICLES[path]["published"]
    body = get(site, path)[2].decode(ARTICLES[path].get("encoding", "utf-8"))
    if published["at"] == "now-3h":
        forms = ["3小时前"]
    elif published["at"].startswith("now-"):
        forms = [(NOW - timedelta(hours=int(published["at"][4:-1]))).strftime(">%m-%d %H:%M<")]
    else:
        at = datetime.fromisoformat(published["at"])
        clock = {"day": "", "minute": " %H:%M", "second": " %H:%M:%S"}[published["precision"]]
        forms = [at.strftime(day + clock) for day in ("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d")] + [at.isoformat()]
    body = body.replace("发稿时间：", ">")
    assert [form for form in forms if form in body] != []


def test_the_gb18030_page_needs_gb18030() -> None:
    [path] = [path for path, article in ARTICLES.items() if article.get("encoding") == "gb18030"]
    body = (FOLDER / "site" / path.lstrip("/")).read_bytes()
    assert b"charset=gb2312" in body
    assert "方喆" in body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        body.decode("gb2312")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_the_farm_page_glosses_traditional_characters_with_right_readings() -> None:
    [(path, article)] = [(path, article) for path, article in ARTICLES.items() if "glosses" in article]
    glosses = GLOSS.findall("\n".join(line for line in extracted(path) if line not in notices(path)))
    assert len(glosses) == article["glosses"] >= 30
    wrong = [(c, sound) for c, sound in glosses if sound not in pinyin(c, style=Style.TONE, heteronym=True)[0]]
    assert wrong == []
    assert [c for c, _ in glosses if SIMPLIFY.convert(c) == c] == []


# --- how the articles retell one another


@pytest.mark.parametrize(("copy", "first"), pairs("copies"))
def test_copies_have_the_same_text(copy: str, first: str) -> None:
    assert told(copy) == told(first)


@pytest.mark.parametrize(("light", "first"), pairs("light"))
def test_light_rewordings_keep_most_of_the_text(light: str, first: str) -> None:
    assert 0.6 <= share(light, first) <= 0.9


@pytest.mark.parametrize(("heavy", "first"), pairs("heavy"))
def test_heavy_rewordings_keep_next_to_nothing_of_the_text(heavy: str, first: str) -> None:
    assert share(heavy, first) < 0.15


@pytest.mark.parametrize(("composite", "first"), pairs("composite"))
def test_a_composite_is_made_of_both_its_sources(composite: str, first: str) -> None:
    assert 0.25 <= share(composite, first) <= 0.6


def test_articles_that_no_group_joins_share_next_to_nothing() -> None:
    families = [
        {group["first"], *group.get("copies", []), *group.get("light", []), *group.get("composite", [])}
        for group in GROUPS
    ]
    apart = [pair for pair in combinations(ARTICLES, 2) if not any(set(pair) <= family for family in families)]
    [composite] = {
        path for group in GROUPS for path in group.get("composite", [])
    }  # kin of whatever is kin of its two sources
    assert [(a, b) for a, b in apart if composite not in (a, b) and share(a, b) >= 0.15] == []


def test_every_other_article_of_a_group_came_out_after_its_first() -> None:
    def span_end(path: str) -> datetime:
        published = ARTICLES[path]["published"]
        if published["at"].startswith("now-"):
            return NOW - timedelta(hours=int(published["at"][4:-1]))
        at = datetime.fromisoformat(published["at"])
        return at + timedelta(days=1) if at.tzinfo and published["precision"] == "day" else at

    for kind in ("copies", "light", "heavy", "composite"):
        assert [(path, first) for path, first in pairs(kind) if span_end(path) <= span_end(first)] == []


def test_references_name_sample_articles_as_they_are() -> None:
    [path] = [path for path, article in ARTICLES.items() if "references" in article]
    references = ARTICLES[path]["references"]
    assert len(references) == 3
    for reference in references:
        assert f"{reference['outlet']}:{reference['date']}:{reference['title']}" in extracted(path)
    known = [reference for reference in references if "path" in reference]
    assert [(r["outlet"], r["title"]) for r in known] == [
        (ARTICLES[r["path"]]["outlet"], ARTICLES[r["path"]]["title"]) for r in known
    ]
    assert [r["date"] for r in known] == [ARTICLES[r["path"]]["published"]["at"][:10] for r in known]


# --- the configuration


def test_sources_read_all_lists_of_the_site(site: SampleSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOLD_SAMPLE", site.base)
    sources = load_sources(FOLDER)
    assert {source.kind for source in sources.sources} == {"feed", "sitemap", "listing", "jsonlist"}
    assert [get(site, source.url.removeprefix(site.base))[0] for source in sources.sources] == [200] * 5
    assert {source.outlet for source in sources.sources} == {article["outlet"] for article in ARTICLES.values()}


def test_every_article_is_on_a_topic() -> None:
    topics = yaml.safe_load((FOLDER / "topics.yaml").read_text(encoding="utf-8"))["topics"]
    words = [word for topic in topics for word in topic["any"]]
    assert [path for path in ARTICLES if not any(word in told(path) for word in words)] == []


# --- the server


def test_marks_are_filled_in(site: SampleSite) -> None:
    for path in (*ARTICLES, *LISTS, "/guan/sitemap-index.xml", "/robots.txt"):
        assert b"{{" not in get(site, path)[2], path
    assert site.base.encode() in get(site, "/chenbao/rss.xml")[2]
    newest = json.loads(get(site, "/wire/latest.json")[2])["data"]["list"][0]
    assert newest["ptime"] == "12-31 20:30"


@pytest.mark.parametrize("path", [*LISTS, *ARTICLES])
def test_what_has_not_changed_is_not_sent_again(site: SampleSite, path: str) -> None:
    status, headers, body = get(site, path)
    assert (status, bool(body)) == (200, True)
    for validator in ({"If_None_Match": headers["etag"]}, {"If_Modified_Since": headers["last-modified"]}):
        status, again, body = get(site, path, **validator)
        assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert get(site, path, If_None_Match='"other"', If_Modified_Since=headers["last-modified"])[0] == 200


def test_only_one_page_changes_in_the_second_crawl(fresh: SampleSite) -> None:
    paths = [*LISTS, *ARTICLES, *OTHERS["tombstone"]]
    first = {path: get(fresh, path) for path in paths}
    fresh.crawl = 2
    second = {path: get(fresh, path) for path in paths}
    assert [path for path in paths if first[path] != second[path]] == OTHERS["changed"]
    [path] = OTHERS["changed"]
    status, _, body = get(fresh, path, If_Modified_Since=first[path][1]["last-modified"])
    assert (status, "更正" in body.decode()) == (200, True)


def test_a_page_that_is_listed_but_gone_answers_404(site: SampleSite) -> None:
    assert [get(site, path)[0] for path in OTHERS["missing"]] == [404]


def test_nothing_outside_the_folder_is_served(site: SampleSite) -> None:
    assert [get(site, path)[0] for path in ("/../site.yaml", "/../../../pyproject.toml")] == [404, 404]


def test_a_deleted_page_answers_200_and_says_so(site: SampleSite) -> None:
    for path in OTHERS["tombstone"]:
        status, _, body = get(site, path)
        assert (status, "该内容已被发布者删除" in body.decode()) == (200, True)


def test_robots_forbids_only_what_is_expected(site: SampleSite) -> None:
    robots = RobotFileParser()
    robots.parse(get(site, "/robots.txt")[2].decode().splitlines())
    paths = [*ARTICLES, *LISTS, *OTHERS["tombstone"], *OTHERS["missing"], *OTHERS["forbidden"]]
    assert [path for path in paths if not robots.can_fetch("retold", path)] == OTHERS["forbidden"]


def test_one_article_has_two_addresses_and_says_which_is_its_own(site: SampleSite) -> None:
    [(path, article)] = [(path, article) for path, article in ARTICLES.items() if "also_at" in article]
    [other] = article["also_at"]
    assert get(site, other)[2] == get(site, path)[2]
    assert f'<link rel="canonical" href="{site.base}{path}" />' in get(site, other)[2].decode()
    assert other.replace("&", "&amp;") in get(site, "/hao/")[2].decode()


def test_some_outlets_name_their_charset_in_the_header_and_some_do_not(site: SampleSite) -> None:
    named = {
        article["outlet"]
        for path, article in ARTICLES.items()
        if "charset" in get(site, path)[1]["content-type"].lower()
    }
    assert named == {"芯拾", "观汐网", "岚讯社"}


def test_every_request_is_logged(fresh: SampleSite) -> None:
    etag = get(fresh, "/wire/latest.json")[1]["etag"]
    fresh.crawl = 2
    get(fresh, "/wire/latest.json?page=1", If_None_Match=etag)
    get(fresh, "/nothing")
    assert [(request.path, request.status, request.crawl) for request in fresh.requests] == [
        ("/wire/latest.json", 200, 1),
        ("/wire/latest.json?page=1", 304, 2),
        ("/nothing", 404, 2),
    ]
