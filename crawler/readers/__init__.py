"""From a page's bytes to what the page says: Page -> Draft.

    the platform that knows the address | the platform that knows the markup | the general rules | the list's own text

A platform is one file of this package that defines PLATFORM; nothing else names it. Every page ends in a Draft, whose
`state` says whether it is an article, or in BadPage; no bytes lead to any other exception.
"""

import pkgutil
from dataclasses import replace
from functools import lru_cache
from importlib import import_module

from crawler.readers import feed_entry, generic
from crawler.readers.document import NO_END_TAG, Document, Platform, open_document, without_document
from crawler.readers.row import PLAIN, ROW, read_plain, read_row
from indexer.errors import BadPage
from indexer.model import Draft, Link, Page, Reading, Said

LARGEST = 10 * 1024 * 1024  # bytes; the largest honest article page we have seen is 4 MB, most of it scripts
BLANK_BYTES = b"\xef\xbb\xbf \t\r\n"  # the UTF-8 mark, and white space
GONE = frozenset({404, 410})
NOT_HTML = (  # how other kinds of file begin
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF8", "GIF image"),
    (b"RIFF", "WebP image or other media"),
    (b"PK\x03\x04", "ZIP archive or office document"),
    (b"\x1f\x8b", "gzip, not unpacked"),
    (b"\xd0\xcf\x11\xe0", "office document"),
    (b"{", "JSON"),
    (b"[", "JSON"),
)
NOT_HTML_TYPES = ("application/pdf", "application/json", "application/zip", "image/", "audio/", "video/", "font/")
FEED_STARTS = (b"<rss", b"<feed", b"<rdf:rdf", b"<urlset", b"<sitemapindex")
UNREADABLE = frozenset({Reading.NO_ARTICLE, Reading.DEGRADED})


def read(page: Page) -> Draft:
    """What the page says. Raises BadPage where it can never be read."""
    if len(page.body) > LARGEST:
        raise BadPage("too large")
    kind = page.headers.get("content-type", "").lower()
    if kind.startswith(ROW):
        return _identified(read_row(page, read))
    if kind.startswith(PLAIN) and page.status == 200 and _is_plain(page.body):
        return read_plain(page)
    draft = _refused(page) or _opened(page)
    if draft.state in UNREADABLE and page.link and page.link.html:
        carried = feed_entry.read(page, page.link)
        draft = carried if carried.state is Reading.ARTICLE else draft
    elif draft.state is Reading.ARTICLE and page.link:
        draft = _with_link(draft, page.link)
    return _identified(draft)


@lru_cache(maxsize=1)
def platforms() -> tuple[Platform, ...]:
    """The platforms with a reader of their own, by name."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    found: list[Platform] = [module.PLATFORM for module in modules if hasattr(module, "PLATFORM")]
    return tuple(sorted(found, key=lambda platform: platform.name))


def _is_plain(body: bytes) -> bool:
    """Whether a body that is called plain text is some; servers say so of HTML, too."""
    start = body.lstrip(BLANK_BYTES)[:20].lower()
    return bool(start) and not start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml"))


def _refused(page: Page) -> Draft | None:
    """A Draft about a page that is not worth opening, else None."""
    kind = page.headers.get("content-type", "").lower()
    body = page.body.lstrip(BLANK_BYTES)
    if page.status in GONE:
        return without_document(page, Reading.TOMBSTONE, f"HTTP {page.status}")
    if page.status != 200:
        return without_document(page, Reading.DEGRADED, f"HTTP {page.status}")
    if not body:
        return without_document(page, Reading.DEGRADED, "empty body")
    for start, name in NOT_HTML:
        if body.startswith(start):
            return without_document(page, Reading.NO_ARTICLE, f"not HTML: {name}")
    if kind.startswith(NOT_HTML_TYPES):
        return without_document(page, Reading.NO_ARTICLE, f"not HTML: {kind}")
    if any(start in body[:1024].lower() for start in FEED_STARTS):
        return without_document(page, Reading.NO_ARTICLE, "not HTML: a feed or a sitemap")
    return None


def _opened(page: Page) -> Draft:
    document = open_document(page)
    if document is None:
        return without_document(page, Reading.DEGRADED, "nothing in the page")
    if document.cut not in ("", NO_END_TAG):  # half an article must not pass for the whole
        return without_document(page, Reading.DEGRADED, document.cut)
    platform = _platform(document)
    draft = (platform.read(document) if platform else None) or generic.read(document)
    if platform and _is_elsewhere(document, platform):  # a mirror: read by the same markup, but an article of its own
        return replace(draft, key=None, platform=None)
    return draft


def _platform(document: Document) -> Platform | None:
    """By address, else by markup: a saved page has no address, a mirror another one."""
    by_address = (platform for platform in platforms() if any(platform.key(url) for url in document.urls))
    by_markup = (platform for platform in platforms() if platform.is_mine(document))
    return next(by_address, None) or next(by_markup, None)


def _is_elsewhere(document: Document, platform: Platform) -> bool:
    """Whether a page has web addresses, and none of them is the platform's."""
    addresses = [url for url in document.urls if url.startswith(("http://", "https://"))]
    return bool(addresses) and not any(platform.key(url) for url in addresses)


def _with_link(draft: Draft, link: Link) -> Draft:
    """With what the list said, where the page itself says nothing."""
    title = draft.title or (Said(link.title, "list") if link.title else None)
    published = (*draft.published, Said(link.time, "list")) if link.time else draft.published
    return replace(draft, title=title, published=published)


def _identified(draft: Draft) -> Draft:
    """With platform and key, which hold whoever has read the page: a new layout does not change what an article is."""
    for platform in platforms():
        keys = [key for url in draft.urls if (key := platform.key(url))]
        if keys or (draft.key or "").startswith(f"{platform.name}:"):
            return replace(draft, platform=platform.name, key=draft.key or keys[0])
    return draft
