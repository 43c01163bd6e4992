"""FIND: one spider over all due sources of a run.

    due sources | requests | fetch | links | spool.discover | fetch | spool.keep(page)

What is fetched goes into the spool, nothing else leaves this process; with `-O out.jsonl` each page is also read here
and its article yielded as the item. One spider and not one a source, since Scrapy paces per crawler: twenty spiders on
one host ask it twenty times at once (measured: 25 requests/s where 1/s was set).
"""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, Self

import scrapy
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.durations import duration
from crawler.middlewares import NotAllowed
from crawler.normalise import normalise
from crawler.normalise.dates import read_published
from crawler.places import find_places
from crawler.readers import read
from crawler.sources import FeedSource, SitemapSource, Source, load_sources
from crawler.spool import Spool
from crawler.spool_rows import Validators, Wanted
from indexer.errors import BadPage
from indexer.model import Link, Page, Reading
from indexer.record import to_record
from spiders import feed, jsonlist, listing, sitemap
from spiders.found import Found, header

KINDS: dict[str, Any] = {"feed": feed, "sitemap": sitemap, "listing": listing, "jsonlist": jsonlist}
FULL_TEXT = 200  # characters of a feed entry, tags included: below it is a headline or a summary
TOO_LARGE = "too large"  # over DOWNLOAD_MAXSIZE, as sent or unpacked
GONE = (404, 410)  # kept as pages: the server says that there is no such article

FILING_FIELDS = {"topics", "story_id", "family_id", "filed_as", "parent", "relations"}  # known only once it is filed

log = logging.getLogger(__name__)


class SourcesSpider(scrapy.Spider):
    """Crawls the sources named in `only`, all of them where it is empty.

    Arguments (`-a`): only=a,b  limit=N pages a source  since=2d, leaves out links that the list dates earlier.
    """

    name = "sources"
    only: tuple[str, ...] = ()

    def __init__(self, only: str = "", limit: str = "", since: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.only = tuple(filter(None, only.split(","))) or self.only
        self.limit = int(limit) if limit else None
        self.since = datetime.now(UTC) - duration(since) if since else None
        self.sources: dict[str, Source] = {}
        self.asked: dict[str, set[str]] = {}  # source name -> keys of links that this crawl has asked for

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        config = load_sources(find_places().config)
        contact = f" (+{config.contact})" if config.contact else ""
        delays: dict[str, float] = {}
        for source in config.sources:
            delays[source.host] = max(delays.get(source.host, 0.0), source.delay.total_seconds())
        own = {
            "USER_AGENT": f"retold/0.1{contact}",
            "DOWNLOAD_DELAY": config.defaults.delay.total_seconds(),
            "AUTOTHROTTLE_START_DELAY": config.defaults.delay.total_seconds(),
            "DOWNLOAD_SLOTS": {host: {"delay": delay} for host, delay in delays.items()},
        }
        for name, value in own.items():
            settings.set(name, value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        places = find_places()
        spider.sources = {source.name: source for source in load_sources(places.config).named(spider.only)}
        spider.exporting = bool(crawler.settings.getdict("FEEDS"))
        spider.spool = Spool(places.spool, run=crawler.settings.getint("RETOLD_RUN"))
        if not spider.spool.run:  # `scrapy crawl`; `retold` has begun the run itself
            spider.spool.begin("crawl", spider.sources, _now())
        return spider

    exporting: bool
    spool: Spool

    async def start(self) -> AsyncIterator[Any]:
        for source in self.sources.values():
            for request in KINDS[source.kind].requests(source):
                yield self._list_request(source, request)

    # Lists

    def _list_request(self, source: Source, request: Request) -> Request:
        return request.replace(
            callback=self.parse_list,
            errback=self.list_failed,
            headers={**request.headers, **self.spool.validators(request.url).headers()},
            meta={
                **request.meta,
                "source": source.name,
                "list": request.url,
                "delay": source.delay.total_seconds(),
                "handle_httpstatus_list": [304],
            },
            dont_filter=True,
            priority=10,  # lists first: what they name is then fetched in turn
        )

    def parse_list(self, response: Response) -> Iterator[Request]:
        source = self.sources[response.meta["source"]]
        if response.status == 304:
            further = self.spool.not_modified(response.meta["list"], source.name, _now())
            yield from (self._list_request(source, Request(url, meta=dict(meta))) for url, meta in further.items())
        else:
            try:
                found: Found = KINDS[source.kind].links(source, response)
            except BadPage as why:
                log.warning("bad list", extra={"source": source.name, "url": response.url, "why": str(why)})
                self.spool.list_failed(source.name, response.meta["list"], str(why), _now())
            else:
                whole = found.whole and not {"partial", "dataloss"} & set(response.flags)
                self.spool.discover(
                    response.meta["list"],
                    source.name,
                    [link for link in found.links if self._is_recent(link, source)],
                    status=response.status,
                    validators=_validators(response) if whole else Validators(),
                    now=_now(),
                    further={request.url: request.meta for request in found.further},
                )
                yield from (self._list_request(source, request) for request in found.further)
        yield from self._page_requests(source)

    def list_failed(self, failure: Failure) -> Iterator[Request]:
        source = self.sources[failure.request.meta["source"]]  # type: ignore[attr-defined]
        self.spool.list_failed(source.name, failure.request.meta["list"], _reason(failure), _now())  # type: ignore[attr-defined]
        yield from self._page_requests(source)

    def _is_recent(self, link: Link, source: Source) -> bool:
        """A link that its list dates too early is left out; one without a date is not."""
        now = _now()
        oldest = [self.since] if self.since else []
        if isinstance(source, SitemapSource):
            oldest.append(now - source.within)
        dated = read_published(link.time, now, source.zone) if oldest and link.time else None
        return dated is None or dated.value >= max(oldest)

    # Pages

    def _page_requests(self, source: Source) -> Iterator[Request]:
        """Ask for every link of the source that is due; one whose text the list carried is kept at once."""
        asked = self.asked.setdefault(source.name, set())
        for wanted in self.spool.wanted(source.name, _now()):
            if wanted.key in asked or (self.limit is not None and len(asked) >= self.limit):
                continue
            asked.add(wanted.key)
            if _carries_text(source, wanted.link):
                page = Page(wanted.link.url, b"", _now(), source=source.name, link=wanted.link, zone=source.zone)
                self.spool.keep(wanted.key, page, Validators())
            else:
                yield self._page_request(source, wanted)

    def _page_request(self, source: Source, wanted: Wanted) -> Request:
        return Request(
            wanted.link.url,
            callback=self.parse_page,
            errback=self.page_failed,
            headers=wanted.validators.headers(),
            meta={
                "source": source.name,
                "wanted": wanted,
                "delay": source.delay.total_seconds(),
                "handle_httpstatus_list": [304, *GONE],
            },
            dont_filter=True,
        )

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        wanted: Wanted = response.meta["wanted"]
        source = self.sources[response.meta["source"]]
        if response.status == 304:
            self.spool.page_not_modified(wanted.key, source.name, wanted.validators, _now())
            return
        page = Page(
            url=response.url,
            body=response.body,
            fetched_at=_now(),
            status=response.status,
            headers={str(name).lower(): value for name, value in response.headers.to_unicode_dict().items()},
            source=source.name,
            link=wanted.link,
            asked_url=wanted.link.url if wanted.link.url != response.url else "",
            zone=source.zone,
        )
        self.spool.keep(wanted.key, page, _validators(response))
        if self.exporting:
            yield from _items(page)

    def page_failed(self, failure: Failure) -> None:
        meta = failure.request.meta  # type: ignore[attr-defined]
        why = _reason(failure)
        final = isinstance(failure.value, NotAllowed) or why == TOO_LARGE
        log.warning("not fetched", extra={"source": meta["source"], "url": meta["wanted"].link.url, "why": why})
        self.spool.fail(meta["wanted"].key, meta["source"], why, _now(), final=final)

    def closed(self, reason: str) -> None:
        self.spool.close()


def _carries_text(source: Source, link: Link) -> bool:
    if not isinstance(source, FeedSource) or source.follow == "always":
        return False
    return source.follow == "never" or len(link.html or "") >= FULL_TEXT


def _items(page: Page) -> Iterator[dict[str, Any]]:
    """The page as `scrapy crawl -O` exports it: its article, if it is one, without filing fields."""
    try:
        draft = read(page)
    except BadPage as why:
        log.warning("bad page", extra={"url": page.url, "why": str(why)})
        return
    if draft.state is Reading.ARTICLE:
        record = to_record(normalise(draft))
        yield {name: value for name, value in record.items() if name not in FILING_FIELDS}


def _validators(response: Response) -> Validators:
    return Validators(header(response, "ETag") or None, header(response, "Last-Modified") or None)


def _reason(failure: Failure) -> str:
    """Why a request failed, in words for a table and a dead letter."""
    error = failure.value
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, DownloadCancelledError) or (isinstance(error, IgnoreRequest) and "MAXSIZE" in str(error)):
        return TOO_LARGE
    return str(error) if isinstance(error, IgnoreRequest) else f"{type(error).__name__}: {error}".removesuffix(": ")


def _now() -> datetime:
    return datetime.now(UTC)
