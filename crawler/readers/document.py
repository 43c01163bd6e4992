"""A page opened for reading: decoded once, parsed once, its address decided.

Page(b"<html>...") -> Document(page, decoded, tree, meta, url, urls) -> begin(document, "netease") -> Draft
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.decode import Decoded, decode
from crawler.identity import site
from crawler.readers.markup import canonical_links, metas, parse
from indexer.errors import BadPage
from indexer.model import Draft, Page, Reading

MOST_TAGS = 400_000  # real pages have up to 16,000; a tree costs about 400 bytes a tag
NO_END_TAG = "no end tag"  # a suspicion only: HTML allows to leave out </body> and </html>
END_TAG = re.compile("</(?:html|body)", re.I)


@dataclass(frozen=True, slots=True)
class Document:
    """`url` is the page's address by its own word where that can be true, else the one it was fetched from."""

    page: Page
    decoded: Decoded
    tree: HtmlElement
    meta: Mapping[str, str]  # <meta> names in lower case without blanks
    url: str
    urls: tuple[str, ...]
    cut: str = ""  # why the tree lacks the end of the page, "" where it is whole


@dataclass(frozen=True, slots=True)
class Platform:
    """A site with a reader of its own; each module of this package that defines PLATFORM is one.

    `address` finds an article's address (its group 1 is the native id, of which the key is made); `is_mine` knows a
    saved page without an address by its markup. `read` returns None for a layout that it does not know, which is then
    read by the general rules.
    """

    name: str
    address: re.Pattern[str]
    is_mine: Callable[[Document], bool]
    read: Callable[[Document], Draft | None]

    def key(self, url: str) -> str | None:
        """`name:native-id`, or None where `url` is not the address of an article of this platform."""
        match = self.address.search(url)
        return f"{self.name}:{match[1]}" if match else None


def open_document(page: Page) -> Document | None:
    """None where the body holds nothing that could be parsed. Raises BadPage where the tree would fill the memory."""
    decoded = decode(page.body, page.headers.get("content-type", ""))
    if decoded.text.count("<") > MOST_TAGS:
        raise BadPage(f"more than {MOST_TAGS} tags")
    tree, gave_up = parse(decoded.text)
    if tree is None:
        return None
    meta = metas(tree)
    url = _own_url(page, canonical_links(tree, dict(meta)))
    addresses = (url, page.url, page.asked_url, page.link.url if page.link else "")
    return Document(page, decoded, tree, meta, url, unique(addresses), _cut(page, decoded.text, gave_up))


def begin(document: Document, read_by: str) -> Draft:
    """A Draft with all that holds for any reader: addresses, source, zone, encoding."""
    page = document.page
    return Draft(
        url=document.url,
        fetched_at=page.fetched_at,
        read_by=read_by,
        source=page.source,
        urls=document.urls,
        zone=page.zone,
        encoding=document.decoded.encoding,
        declared_encoding=document.decoded.declared,
    )


def without_document(page: Page, state: Reading, why: str) -> Draft:
    """A Draft about a page that was not opened."""
    addresses = (page.url, page.asked_url, page.link.url if page.link else "")
    return Draft(
        url=page.url,
        fetched_at=page.fetched_at,
        read_by="page",
        state=state,
        why=why,
        source=page.source,
        urls=unique(addresses),
        zone=page.zone,
    )


def unique(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Without empty ones and repeats, in the same order."""
    return tuple(dict.fromkeys(address for address in addresses if address))


def _own_url(page: Page, links: list[str]) -> str:
    """The first canonical link that can be the page's own: on the same site, and not just the front page, which many
    templates name on every page. A saved page without an address takes it from any site.
    """
    fetched = page.url.startswith(("http://", "https://"))
    for link in links:
        try:
            url = urljoin(page.url, link) if fetched else link
            parts = urlsplit(url)
        except ValueError:  # "http://[" and the like
            continue
        names_a_page = bool(parts.path.strip("/") or parts.query)
        if parts.scheme in ("http", "https") and names_a_page and (not fetched or site(url) == site(page.url)):
            return url
    return page.url


def _cut(page: Page, text: str, gave_up: bool) -> str:
    """Why the end is missing: fewer bytes than announced, too deep or too long for the parser, or no end tag at all."""
    announced = page.headers.get("content-length", "")
    if "content-encoding" not in page.headers and announced.isdigit() and int(announced) > len(page.body):
        return f"truncated: {len(page.body)} of {announced} bytes"
    if gave_up:
        return "markup beyond the limits of the parser"
    return "" if END_TAG.search(text, max(0, len(text) - 65_536)) else NO_END_TAG
