"""Kind `sitemap`: a sitemap or an index of sitemaps (sitemaps.org, with Google's news extension), plain or gzipped."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from lxml import etree
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.gz import gunzip

from crawler.sources import SitemapSource
from indexer.errors import BadPage
from indexer.model import Link
from spiders.found import Found

MAX_BYTES = 50 * 1024 * 1024  # the protocol's own limit for one unpacked sitemap
DEEPEST = 3  # an index may name itself


def requests(source: SitemapSource) -> Iterable[Request]:
    yield _request(source.url, depth=0)


def links(source: SitemapSource, response: Response) -> Found:
    """Raises BadPage for an answer that is no sitemap."""
    body = response.body
    if body[:2] == b"\x1f\x8b":
        body = gunzip(body, max_size=MAX_BYTES)
    depth = response.meta.get("sitemap_depth", 0)
    found: list[Link] = []
    further: list[Request] = []
    parser = etree.iterparse(
        BytesIO(body), events=("end",), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    root = None
    for _, element in parser:
        name = etree.QName(element).localname
        if name == "url" or name == "sitemap":
            values = dict(_values(element))
            address = values.get("loc", "")
            if name == "sitemap" and depth < DEEPEST and address:
                further.append(_request(address, depth + 1))
            elif name == "url" and (source.match is None or re.search(source.match, address)):
                time = values.get("publication_date") or values.get("lastmod")
                found.append(Link(address, title=values.get("title"), time=time))
            element.clear()  # a sitemap may hold 50,000 urls
        root = element
    if root is None or etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise BadPage("no sitemap: neither <urlset> nor <sitemapindex>")
    return Found(tuple(link for link in found if link.url), tuple(further), whole=len(parser.error_log) == 0)


def _values(element: etree._Element) -> Iterator[tuple[str, str]]:
    for child in element.iter(etree.Element):
        if child.text and child.text.strip():
            yield etree.QName(child).localname, child.text.strip()


def _request(url: str, depth: int) -> Request:
    return Request(url, meta={"sitemap_depth": depth, "download_maxsize": MAX_BYTES})
