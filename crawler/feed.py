"""A feed's bytes -> links, with what it says of each entry, full text included: RSS, Atom, RDF or JSON Feed.

Broken XML is recovered as far as it goes (feedparser), relative links are resolved against the feed's address.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawler.decode import decode
from indexer.errors import BadPage
from indexer.model import Link

# <?xml version="1.0" encoding="gb2312"?>
_XML_ENCODING = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*(\"[^\"]*\"|'[^']*')", re.I)


@dataclass(frozen=True, slots=True)
class Feed:
    """`whole` is False where the XML was broken and entries may be missing."""

    links: tuple[Link, ...]
    whole: bool = True


def read_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Raises BadPage for bytes that are no feed; one without entries is a feed."""
    text = decode(body, content_type).text
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return _json_feed(text, url)
    # The bytes are decoded once, by us: feedparser is told so in both places where it looks. Never pass it text: it
    # takes a str for an address to fetch.
    utf8 = _XML_ENCODING.sub(r"\1", text, count=1).encode()
    feed = feedparser.parse(
        utf8, response_headers={"content-type": "application/xml; charset=utf-8"}, sanitize_html=False
    )
    if not feed.version and not feed.entries:
        raise BadPage(f"no feed: {'HTML' if '<html' in text[:2000].lower() else 'nothing that feedparser knows'}")
    return Feed(tuple(_entry_links(feed.entries, url)), whole=not feed.bozo or _is_only_encoding(feed))


def _entry_links(entries: Iterable[Any], base: str) -> Iterator[Link]:
    for entry in entries:
        address = entry.get("link") or entry.get("id", "")
        target = urljoin(base, address.strip()) if address else ""
        if target.startswith(("http://", "https://")):
            yield Link(
                url=target,
                title=_text(entry.get("title")),
                time=entry.get("published") or entry.get("updated") or None,
                author=_text(entry.get("author")),
                html=_longest([content.get("value", "") for content in entry.get("content", [])], entry.get("summary")),
            )


def _longest(contents: list[str], summary: str | None) -> str | None:
    """Bridges put the full text into content:encoded, content or description; the longest is the fullest."""
    return max([*contents, summary or ""], key=len) or None


def _text(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _is_only_encoding(feed: Any) -> bool:
    return isinstance(feed.get("bozo_exception"), feedparser.CharacterEncodingOverride)


def _json_feed(text: str, url: str) -> Feed:
    """JSON Feed 1.1, https://jsonfeed.org/version/1.1"""
    try:
        feed = json.loads(text)
        items = feed["items"]
    except (ValueError, KeyError, TypeError) as why:
        raise BadPage(f"no JSON feed: {why!r}") from None
    if not isinstance(items, list):
        raise BadPage("no JSON feed: `items` is no list")
    return Feed(tuple(_item_links(items, url)))


def _address(item: dict[str, Any], base: str) -> str:
    """The item's url, else its id where that is a web address."""
    url, name = item.get("url"), item.get("id")
    if isinstance(url, str) and url:
        return urljoin(base, url)
    return name if isinstance(name, str) else ""


def _item_links(items: list[Any], base: str) -> Iterator[Link]:
    for item in items:
        if not isinstance(item, dict):
            continue
        target = _address(item, base)
        if target.startswith(("http://", "https://")):
            authors = item.get("authors") or [item.get("author") or {}]
            yield Link(
                url=target,
                title=item.get("title"),
                time=item.get("date_published") or item.get("date_modified"),
                author=authors[0].get("name") if isinstance(authors[0], dict) else None,
                html=item.get("content_html") or item.get("content_text"),
            )
