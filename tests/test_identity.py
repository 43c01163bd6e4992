"""Two spellings of one address are one; two pages never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.identity import TRACKING, article_id, canonical_url, site

ADDRESSES = st.one_of(
    st.text(),
    st.text().map(lambda tail: f"http://site.example/{tail}"),
    st.from_regex(
        r"https?://(www\.)?[a-z]{1,5}\.(cn|com)(:\d{1,5})?(/[a-zA-Z0-9%.~]{0,6}){0,3}/?(\?[a-z&=%0-9]{0,20})?(#.{0,5})?"
    ),
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://WWW.Site.Example:80/a/?spm=1&b=2#top", "https://www.site.example/a?b=2"),
        ("https://site.example", "https://site.example/"),
        ("https://site.example:8443/a", "https://site.example:8443/a"),
        ("https://site.example/a?b=2&a=1", "https://site.example/a?a=1&b=2"),
        ("https://site.example/a?utm_source=x&UTM_Medium=y&from=timeline", "https://site.example/a"),
        ("https://site.example/list?from=20", "https://site.example/list?from=20"),
        ("https://site.example/s?q=%d6%d0", "https://site.example/s?q=%D6%D0"),
        ("https://site.example/%e4%b8%ad/%41", "https://site.example/%E4%B8%AD/A"),
        ("https://site.example/中", "https://site.example/%E4%B8%AD"),
        ("https://site.example/5%off", "https://site.example/5%25off"),
        ("https://例子.example/a", "https://xn--fsqu00a.example/a"),
        ("https://site.example/#/post?id=1", "https://site.example/#/post?id=1"),
        ("https://m.site.example/a", "https://m.site.example/a"),
        ("http://[::1]:8080/a", "https://[::1]:8080/a"),
        ("file:a page.html", "file:a page.html"),
        ("http://[::1", "http://[::1"),
        (" mailto:a@b.example ", "mailto:a@b.example"),
    ],
)
def test_address_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@given(ADDRESSES)
def test_canonical_address_is_its_own(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(st.sampled_from(sorted(TRACKING)), st.text("abcXYZ", min_size=1))
def test_tracking_never_makes_another_page(name: str, value: str) -> None:
    assert canonical_url(f"https://site.example/a?id=7&{name}={value}") == canonical_url("https://site.example/a?id=7")


@given(st.integers(0, 999), st.integers(0, 999))
def test_another_id_is_another_page(one: int, other: int) -> None:
    same = canonical_url(f"http://site.example/a?id={one}") == canonical_url(f"https://site.example/a/?id={other}")
    assert same == (one == other)


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://news.sina.com.cn/a", "sina.com.cn"),
        ("https://c.m.163.com/news/a/1.html", "163.com"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://localhost/", "localhost"),
        ("file:a.html", ""),
        ("http://[::1", ""),
    ],
)
def test_site_is_what_one_owner_holds(url: str, owner: str) -> None:
    assert site(url) == owner


def test_id_is_32_hexadecimal_digits_and_never_changes() -> None:
    assert article_id("163:KX2B8RRT0514ABCD") == article_id("163:KX2B8RRT0514ABCD")
    assert article_id("163:KX2B8RRT0514ABCD") == "c5ca7272cc638c58e79676d0cf7f3ddb"


@given(st.text())
def test_any_key_has_an_id(key: str) -> None:
    assert len(article_id(key)) == 32
    assert int(article_id(key), 16) >= 0
