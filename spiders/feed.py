"""Kind `feed`: RSS, Atom, RDF or JSON Feed."""

from collections.abc import Iterable

from scrapy import Request
from scrapy.http import Response

from crawler.feed import read_feed
from crawler.sources import FeedSource
from spiders.found import Found, header


def requests(source: FeedSource) -> Iterable[Request]:
    yield Request(source.url)


def links(source: FeedSource, response: Response) -> Found:
    """Raises BadPage for an answer that is no feed."""
    feed = read_feed(response.body, response.url, header(response, "Content-Type"))
    return Found(feed.links, whole=feed.whole)
