"""Kind `listing`: an HTML page of links, found by CSS or XPath, and its next pages up to a limit."""

from collections.abc import Iterable

from parsel import Selector, SelectorList
from scrapy import Request
from scrapy.http import Response

from crawler.decode import decode
from crawler.sources import ListingSource
from indexer.errors import BadPage
from indexer.model import Link
from spiders.found import Found, header


def requests(source: ListingSource) -> Iterable[Request]:
    yield Request(source.url, meta={"list_page": 1})


def links(source: ListingSource, response: Response) -> Found:
    """Raises BadPage where no element fits `links`: the page was redesigned, or is another one."""
    page = Selector(text=decode(response.body, header(response, "Content-Type")).text)
    anchors = _select(page, source.links)
    if not anchors:
        raise BadPage(f"nothing on the page fits links: {source.links!r}")
    found = [link for anchor in anchors if (link := _link(anchor, source, response)) is not None]
    number = response.meta.get("list_page", 1)
    further: list[Request] = []
    if source.next and number < source.pages and (address := _select(page, source.next).xpath("@href").get()):
        further.append(Request(response.urljoin(address), meta={"list_page": number + 1}))
    return Found(tuple(found), tuple(further))


def _link(anchor: Selector, source: ListingSource, response: Response) -> Link | None:
    address = anchor.xpath("@href").get("").strip()
    target = response.urljoin(address)
    if not address or not target.startswith(("http://", "https://")):  # javascript:, mailto:, #top
        return None
    title = " ".join(anchor.xpath("@title").get("").split() or anchor.xpath("string()").get("").split())
    return Link(target, title=title or None, time=_time_near(anchor, source) if source.time else None)


def _time_near(anchor: Selector, source: ListingSource) -> str | None:
    """The first element that fits `time` in the largest block around the link that holds no other link of the list."""
    assert source.time is not None
    text = None
    for block in reversed(anchor.xpath("ancestor::*")):
        if len(set(_select(block, source.links).xpath("@href").getall())) > 1:
            break
        text = _select(block, source.time).xpath("string()").get("").strip() or text
    return text


def _select(page: Selector, expression: str) -> SelectorList[Selector]:
    if not expression.startswith(("/", "./", "(")):
        return page.css(expression)
    return page.xpath(f".{expression}" if expression.startswith("//") else expression)  # "//" would leave the block
