"""tests/pages/READER/NAME: a page in bytes, what was known of it (page.json), what its Draft says (draft.json)."""

import json
import os
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.readers import LARGEST, platforms, read
from crawler.readers.markup import first, lines, metas, parse
from crawler.readers.netease import ADDRESS
from indexer.errors import BadPage
from indexer.model import Draft, Link, Notice, Page, Reading, Said

PAGES = Path(__file__).parent / "pages"
FOLDERS = sorted(folder.parent for folder in PAGES.glob("*/*/draft.json"))
FETCHED = datetime.fromisoformat("2026-03-05T08:00:00+08:00")


def page_of(folder: Path) -> Page:
    known = json.loads((folder / "page.json").read_text(encoding="utf-8"))
    known["fetched_at"] = datetime.fromisoformat(known["fetched_at"])
    if "link" in known:
        known["link"] = Link(**known["link"])
    return Page(body=(folder / "page.html").read_bytes(), **known)


@lru_cache
def draft_of(folder: Path) -> dict[str, Any]:
    """The fields of the Draft that say something, as JSON has them."""
    return said(read(page_of(folder)))


def said(draft: Draft) -> dict[str, Any]:
    values = {field.name: getattr(draft, field.name) for field in fields(draft)}
    defaults = {field.name: field.default for field in fields(draft) if field.default is not MISSING}
    return {name: plain(value) for name, value in values.items() if name not in defaults or value != defaults[name]}


def plain(value: Any) -> Any:
    if isinstance(value, Said):
        return [value.text, value.where]
    if isinstance(value, Notice):
        return [value.kind, value.text, value.lang, value.where]
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def expected(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "draft.json").read_text(encoding="utf-8"))
    return found


EVERY_FIELD = [
    pytest.param(folder, name, id=f"{folder.parent.name}-{folder.name}-{name}")
    for folder in FOLDERS
    for name in expected(folder)
]


@pytest.mark.parametrize(("folder", "name"), EVERY_FIELD)
def test_field_is_as_the_page_says(folder: Path, name: str) -> None:
    assert draft_of(folder).get(name) == expected(folder)[name]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_draft_says_nothing_else(folder: Path) -> None:
    assert set(draft_of(folder)) == set(expected(folder))
    assert "\ufffd" not in (folder / "draft.json").read_text(encoding="utf-8")


def test_every_kind_of_page_has_a_recorded_one() -> None:
    states = {expected(folder).get("state", "article") for folder in FOLDERS}
    readers = {expected(folder)["read_by"] for folder in FOLDERS}
    assert states == {"article", "tombstone", "no_article", "degraded"}
    assert {"netease", "generic", "feed_entry"} <= readers


def html(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def page(body: bytes, url: str = "https://site.example/a/1", **known: Any) -> Page:
    return Page(url, body, FETCHED, **known)


PROSE = "".join(
    f"<p>岚芯公司第{i}号厂房本月投产，月产能增加一万二千片，供应车用控制器和电源管理。</p>" for i in range(9)
)
ARTICLE = html(f"<h1>岚芯一期投产</h1><p>2026-03-02 09:30</p>{PROSE}", "<title>岚芯一期投产_澜江网</title>")


@pytest.mark.parametrize(
    ("known", "state", "why"),
    [
        (page(ARTICLE, status=404), Reading.TOMBSTONE, "HTTP 404"),
        (page(ARTICLE, status=410), Reading.TOMBSTONE, "HTTP 410"),
        (page(ARTICLE, status=403), Reading.DEGRADED, "HTTP 403"),
        (page(b""), Reading.DEGRADED, "empty body"),
        (page(b" \r\n "), Reading.DEGRADED, "empty body"),
        (page(b"%PDF-1.7 ..."), Reading.NO_ARTICLE, "not HTML: PDF"),
        (page(b"\x89PNG\r\n"), Reading.NO_ARTICLE, "not HTML: PNG image"),
        (page(b'{"data": []}'), Reading.NO_ARTICLE, "not HTML: JSON"),
        (page(ARTICLE, headers={"content-type": "image/webp"}), Reading.NO_ARTICLE, "not HTML: image/webp"),
        (page(b'<?xml version="1.0"?><rss><channel/></rss>'), Reading.NO_ARTICLE, "not HTML: a feed or a sitemap"),
        (page(b"<!-- nothing -->"), Reading.DEGRADED, "nothing in the page"),
        (page(ARTICLE, headers={"content-length": "99999"}), Reading.DEGRADED, "truncated: {size} of 99999 bytes"),
        (page(ARTICLE, url="https://site.example/"), Reading.NO_ARTICLE, "a front page"),
        (page(html("<div>" * 200_000 + "某某")), Reading.DEGRADED, "markup beyond the limits of the parser"),
        (page(html("<p>x" * 70_000)), Reading.NO_ARTICLE, "more than 60000 elements"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_page_that_is_no_article_says_why(known: Page, state: Reading, why: str) -> None:
    draft = read(known)
    assert (draft.state, draft.why) == (state, why.format(size=len(ARTICLE)))
    assert draft.body is None


@pytest.mark.parametrize(("body", "why"), [(b"x" * (LARGEST + 1), "too large"), (b"<p>" * 400_001, "tags")])
def test_page_that_would_fill_the_memory_is_a_bad_page(body: bytes, why: str) -> None:
    with pytest.raises(BadPage, match=why):
        read(page(body))


def test_list_gives_what_the_page_does_not_say() -> None:
    link = Link("https://site.example/a/1", title="岚芯投产", time="03-02 09:30", html="<p>短</p>")
    draft = read(page(html(PROSE), link=link))
    assert (draft.title, draft.published) == (Said("岚芯投产", "list"), (Said("03-02 09:30", "list"),))
    assert draft.read_by == "generic"


def test_headline_about_a_deleted_text_is_no_tombstone() -> None:
    heads = "".join(f"<li>第{i}期 该文章已被删除 <span>澜江晚报本期要目</span></li>" for i in range(60))
    assert read(page(html(f"<ul>{heads}</ul>"))).state is Reading.NO_ARTICLE


def test_text_of_the_list_is_never_taken_for_a_withdrawn_page() -> None:
    link = Link("https://site.example/a/1", title="旧闻", html=PROSE)
    assert read(page(b"", status=404, link=link)).state is Reading.TOMBSTONE


@pytest.mark.parametrize(
    ("url", "link", "found"),
    [
        ("https://m.site.example/a/1?from=app", "https://www.site.example/a/1", "https://www.site.example/a/1"),
        ("https://www.site.example/a/1", "/a/1", "https://www.site.example/a/1"),
        ("https://site.example/a/1", "https://other.example/a/1", "https://site.example/a/1"),
        ("https://site.example/a/1", "https://site.example/", "https://site.example/a/1"),
        ("file:saved.html", "https://other.example/a/1", "https://other.example/a/1"),
        ("file:saved.html", "http://[", "file:saved.html"),
    ],
)
def test_canonical_link_is_taken_on_the_same_site_unless_it_is_the_front_page(url: str, link: str, found: str) -> None:
    body = html(f"<h1>岚芯一期投产</h1>{PROSE}", f'<link rel="canonical" href="{link}">')
    draft = read(page(body, url))
    assert draft.url == found
    assert set(draft.urls) == {found, url}


@pytest.mark.parametrize(
    ("url", "docid"),
    [
        ("https://www.163.com/dy/article/KX2B8RRT0514ABCD.html", "KX2B8RRT0514ABCD"),
        ("https://www.163.com/news/article/KX2B8RRT0514ABCD.html?f=x", "KX2B8RRT0514ABCD"),
        ("http://dy.163.com/v2/article/detail/KX2B8RRT0514ABCD.html", "KX2B8RRT0514ABCD"),
        ("https://3g.163.com/money/article/KX2B8RRT0514ABCD.html", "KX2B8RRT0514ABCD"),
        ("https://c.m.163.com/news/a/KX2B8RRT0514ABCD.html", "KX2B8RRT0514ABCD"),
        ("https://news.163.com/20/0704/20/KX2B8RRT0514ABCD.html", "KX2B8RRT0514ABCD"),
        ("https://www.163.com/dy/media/T1600000000001.html", None),
        ("https://news.163.com/special/0001386F/rank_news.html", None),
        ("https://evil.example/www.163.com/dy/article/KX2B8RRT0514ABCD.html", None),
    ],
)
def test_one_docid_stands_in_every_address_of_a_netease_article(url: str, docid: str | None) -> None:
    match = ADDRESS.search(url)
    assert (match[1] if match else None) == docid


def test_layout_that_a_platform_does_not_know_is_read_by_general_rules_and_keeps_its_key() -> None:
    draft = read(page(ARTICLE, "https://www.163.com/dy/article/KX2B8RRT0514ABCD.html"))
    assert (draft.read_by, draft.platform, draft.key) == ("generic", "163", "163:KX2B8RRT0514ABCD")


def test_mirror_of_a_platforms_page_is_read_by_its_markup_as_an_article_of_its_own() -> None:
    body = (PAGES / "netease" / "hao_2024" / "page.html").read_bytes()
    draft = read(Page("https://mirror.example/x/1.html", body, datetime(2026, 11, 18, tzinfo=UTC)))
    assert (draft.read_by, draft.key, draft.platform) == ("netease", None, None)


def test_netease_page_that_was_cut_is_degraded_instead_of_half_an_article() -> None:
    folder = PAGES / "netease" / "news_2025"
    whole = page_of(folder)
    cut = whole.body[: whole.body.index("分析机构".encode())]
    draft = read(page(cut, whole.url))
    assert (draft.state, draft.why) == (Reading.DEGRADED, "no end tag")


def test_netease_page_without_text_is_no_article() -> None:
    body = html('<h1 class="post_title">视频</h1><div class="post_body"><video src="a.mp4"></video></div>')
    draft = read(page(body, "https://www.163.com/dy/article/KX2B8RRT0514ABCD.html"))
    assert (draft.read_by, draft.state) == ("netease", Reading.NO_ARTICLE)


@pytest.mark.parametrize(
    ("body", "status", "read_by", "state"),
    [
        ("<注> 岚芯公司一期投产。".encode(), 200, "plain", Reading.ARTICLE),
        (ARTICLE, 200, "generic", Reading.ARTICLE),
        (b"gone", 404, "page", Reading.TOMBSTONE),
        (b"", 200, "page", Reading.DEGRADED),
    ],
)
def test_plain_text_is_an_article_unless_it_is_html_or_an_error(
    body: bytes, status: int, read_by: str, state: Reading
) -> None:
    draft = read(page(body, status=status, headers={"content-type": "text/plain"}))
    assert (draft.read_by, draft.state) == (read_by, state)


def test_platforms_are_found_by_their_files() -> None:
    assert "163" in [platform.name for platform in platforms()]


@pytest.mark.parametrize(
    ("near_title", "meta", "best"),
    [
        ("2026-03-02 09:30", "2026-03-02", "2026-03-02 09:30"),  # a day in a meta tag hides no minute
        ("2026-03-02 09:30", "2026-03-02T09:30:17+08:00", "2026-03-02T09:30:17+08:00"),  # the second of that minute
        ("2026-03-02 09:30", "2026-03-02T11:02:00+08:00", "2026-03-02 09:30"),  # a later edition
        ("最后更新：2026-03-04 10:00", "2026-03-02", "2026-03-02"),  # a change is no publication
    ],
)
def test_published_is_the_minute_that_people_see_at_its_finest(near_title: str, meta: str, best: str) -> None:
    head = f'<title>岚芯一期投产_澜江网</title><meta property="article:published_time" content="{meta}">'
    draft = read(page(html(f"<h1>岚芯一期投产</h1><p>{near_title}</p>{PROSE}", head)))
    assert draft.published[0].text == best


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>岚芯一期投产_产业_澜江网</title>", "<h1>澜江网</h1><h2>岚芯一期投产</h2>", "岚芯一期投产"),
        ("<title>岚芯一期投产 - 澜江网</title>", "", "岚芯一期投产"),
        ("<title>岚芯RTX-50芯片投产</title>", "", "岚芯RTX-50芯片投产"),
        ("<title>澜江网--岚芯一期投产了吗_产业</title>", "<div>岚芯一期投产了吗</div>", "岚芯一期投产了吗"),
        ('<meta property="og:title" content="岚芯一期投产">', "<h1>产业频道</h1>", "岚芯一期投产"),
        ("", "<h1>岚芯一期投产</h1>", "岚芯一期投产"),
    ],
)
def test_title_is_the_heading_that_agrees_with_the_page_without_the_site(head: str, body: str, title: str) -> None:
    found = read(page(html(f"{body}{PROSE}", head))).title
    assert found is not None
    assert found.text == title


@pytest.mark.parametrize(
    ("line", "account", "author"),
    [
        ("2026-03-02 09:30 来源：澜江晚报作者：赵三", "澜江晚报", "赵三"),
        ("本文来源于澜江晚报　2026-03-02 09:30", "澜江晚报", None),
        ("2026-03-02 09:30:11 澜江晚报", "澜江晚报", None),
        ("发布于 2026-03-02 09:30 阅读 1200", None, None),
        ("文丨晨潮特约评论员 钱四", None, "钱四"),
    ],
)
def test_names_stand_in_the_short_lines_under_the_title(line: str, account: str | None, author: str | None) -> None:
    draft = read(page(html(f"<h1>岚芯一期投产</h1><p>{line}</p>{PROSE}", "<title>岚芯一期投产_澜江网</title>")))
    assert (draft.account.text if draft.account else None) == account
    assert (draft.author.text if draft.author else None) == author


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>甲<br>乙</p>丙", "甲\n乙\n丙"),
        ("<p>甲\n  乙<b>丙</b>丁</p>", "甲 乙丙丁"),
        ("<p>喆<ruby>镕<rp>(</rp><rt>róng</rt><rp>)</rp></ruby>。</p>", "喆镕。"),
        ("<p>甲<script>x</script>乙<style>y</style><!-- z -->丙</p>", "甲乙丙"),
        ("<table><tr><td>一</td><td>二</td></tr><tr><td>三</td></tr></table>", "一 二\n三"),
        ("<pre>一\n二</pre>", "一\n二"),
        ("<p>\u3000\u3000甲\u00a0乙</p>", "甲\u00a0乙"),
        ("</html><p>后面的</p>", "后面的"),
    ],
)
def test_lines_are_what_people_read(markup: str, text: str) -> None:
    tree, _ = parse(f"<html><body>{markup}</body></html>")
    assert tree is not None
    assert lines(tree) == text


def test_a_place_is_a_selector_or_an_attribute() -> None:
    tree, _ = parse('<div id="a" data-t=" 1 "><h1> 甲 </h1></div><meta name="og:time " content="2">')
    assert tree is not None
    assert first(tree, ("h2", "#a @data-t")) == Said("1", "#a @data-t")
    assert first(tree, ("h1",)) == Said("甲", "h1")
    assert metas(tree) == {"og:time": "2"}


SKELETONS = [page_of(folder) for folder in FOLDERS]


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_end_in_a_draft(body: bytes) -> None:
    assert isinstance(read(page(body)), Draft)


@given(st.sampled_from(SKELETONS), st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 40), st.binary(max_size=8))))
@settings(max_examples=60, deadline=None)
def test_any_damage_to_a_page_ends_in_a_draft(whole: Page, damages: list[tuple[int, int, bytes]]) -> None:
    body = whole.body
    for start, size, put in damages:
        body = body[:start] + put + body[start + size :]
    assert isinstance(read(page(body, whole.url)), Draft)


CORPUS = os.environ.get("RETOLD_CORPUS")


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="RETOLD_CORPUS names no folder of real pages")
def test_every_real_page_ends_in_a_draft() -> None:
    files = sorted(Path(CORPUS or "").glob("pages/*/*.html"))
    assert files
    for file in files:
        assert isinstance(read(page(file.read_bytes(), f"file:{file.name}")), Draft)
