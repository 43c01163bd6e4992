"""Politeness as the server sees it: one request at a time, never faster than asked, robots.txt once, who we are."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawl.web import Answer, Web, crawl, log_of, spool_of, web, write_config

ARTICLE = Answer("<html><body><h1>t</h1><p>text</p></body></html>")


def feed(*paths: str) -> Answer:
    items = "".join(f"<item><title>t</title><link>{path}</link></item>" for path in paths)
    return Answer(f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")


def sources(server: Web, count: int, delay: str, **more: str) -> str:
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    entries = "".join(
        f"  - {{name: s{n}, kind: feed, url: {server.base}/{n}.xml, delay: {delay}{extra}}}\n" for n in range(count)
    )
    return f"contact: desk@example.org\nallow_private: true\nsources:\n{entries}"


def test_twenty_sources_on_one_host_are_asked_one_at_a_time_and_never_too_fast(tmp_path: Path) -> None:
    delay = 0.2
    answers = {f"/{n}.xml": feed(f"/{n}/a", f"/{n}/b") for n in range(20)}
    answers |= {f"/{n}/{page}": ARTICLE for n in range(20) for page in "ab"}
    with web({"/robots.txt": Answer("User-agent: *\nDisallow:\n"), **answers}) as server:
        done = crawl(write_config(tmp_path, sources(server, 20, f"{delay}s")))
        assert done.returncode == 0, done.stderr
        asked = sorted(server.asked, key=lambda one: one.begun)
    assert len(asked) == 1 + 20 + 40
    assert [one.path for one in asked].count("/robots.txt") == 1
    at_once = [(a.path, b.path) for a, b in pairwise(asked) if b.begun < a.ended - 0.005]
    assert at_once == []
    gaps = [b.begun - a.begun for a, b in pairwise(asked)]
    assert min(gaps) >= 0.95 * delay, f"shortest gap {min(gaps):.3f} s"


def test_the_longest_delay_of_a_hosts_sources_counts_for_all(tmp_path: Path) -> None:
    with web({"/0.xml": feed(), "/1.xml": feed("/a", "/b"), "/a": ARTICLE, "/b": ARTICLE}) as server:
        text = sources(server, 1, "0.4s") + sources(server, 2, "0.1s").split("\n")[-2] + "\n"
        assert crawl(write_config(tmp_path, text)).returncode == 0
        times = sorted(one.begun for one in server.asked)
    assert min(b - a for a, b in pairwise(times)) >= 0.95 * 0.4


def test_a_fast_server_does_not_talk_us_below_the_delay_and_a_slow_one_slows_us_down(tmp_path: Path) -> None:
    pages = {f"/p{n}": Answer("<p>x", slow=0.5 if n < 3 else 0) for n in range(9)}
    with web({"/0.xml": feed(*pages), **pages}) as server:
        assert crawl(write_config(tmp_path, sources(server, 1, "0.1s"))).returncode == 0
        asked = {one.path: one.begun for one in server.asked}
    assert asked["/p4"] - asked["/p3"] > 0.2  # after answers of half a second
    times = sorted(asked.values())
    assert min(b - a for a, b in pairwise(times)) >= 0.095


def test_robots_txt_is_obeyed_and_the_refusal_is_kept_with_its_reason(tmp_path: Path) -> None:
    with web(
        {
            "/robots.txt": Answer("User-agent: *\nDisallow: /private/\n"),
            "/0.xml": feed("/private/1", "/open/2"),
            "/open/2": ARTICLE,
            "/private/1": ARTICLE,
        }
    ) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        assert crawl(places).returncode == 0
        assert "/private/1" not in server.paths()
        assert "/open/2" in server.paths()
    rows = spool_of(places)._rows("SELECT why FROM links WHERE why IS NOT NULL")
    assert rows == [("Forbidden by robots.txt",)]


@pytest.mark.parametrize(("robots", "allowed"), [(Answer(status=503), False), (Answer(status=404), True)])
def test_a_server_whose_robots_txt_fails_is_left_alone_and_one_that_has_none_is_not(
    tmp_path: Path, robots: Answer, allowed: bool
) -> None:
    """RFC 9309, 2.3.1.3 and 2.3.1.4."""
    with web({"/robots.txt": robots, "/0.xml": feed()}) as server:
        crawl(write_config(tmp_path, sources(server, 1, "0s")))
        assert ("/0.xml" in server.paths()) is allowed


def test_requests_carry_name_and_contact(tmp_path: Path) -> None:
    with web({"/0.xml": feed()}) as server:
        crawl(write_config(tmp_path, sources(server, 1, "0s")))
        agents = {one.headers["User-Agent"] for one in server.asked}
    assert len(agents) == 1
    assert re.fullmatch(r"retold/\d+\.\d+ \(\+desk@example\.org\)", agents.pop())


def test_without_contact_loopback_is_crawled_and_nothing_else(tmp_path: Path) -> None:
    with web({"/0.xml": feed("/a", "http://10.255.255.1/b", "http://93.184.216.34/c"), "/a": ARTICLE}) as server:
        text = sources(server, 1, "0s").replace("contact: desk@example.org\n", "")
        places = write_config(tmp_path, text)
        assert crawl(places).returncode == 0
        assert "/a" in server.paths()
    reasons = {url: why for url, why, _ in spool_of(places).dead_letters()}
    assert set(reasons) == {"http://10.255.255.1/b", "http://93.184.216.34/c"}
    assert all("no contact" in why for why in reasons.values()), log_of(places)
