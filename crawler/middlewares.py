"""What stands between the spider and the network: the guard, the pace of each host, robots.txt.

Scrapy paces by downloader slot, one a host; a host's delay is the largest of those that its sources ask for.
"""

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle

from crawler.guard import Guard, Refused, configured_guard, refused_names

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class NotAllowed(IgnoreRequest):
    """A request that was never sent because of the guard."""


class GuardMiddleware:
    """Stops what must not be requested before anything else sees it."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        return cls(configured_guard())

    def process_request(self, request: "Request") -> None:
        try:
            self._guard.check_url(request.url)
        except Refused as why:
            raise NotAllowed(str(why)) from None
        if reason := refused_names.get(urlsplit(request.url).hostname or ""):
            raise NotAllowed(reason)


class PaceMiddleware:
    """Raises a host's delay to what the source behind a request asks for; it never lowers one."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        return cls(crawler)

    def process_request(self, request: "Request") -> None:
        if "delay" not in request.meta:  # robots.txt
            return
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        host = downloader.get_slot_key(request)
        wanted = downloader.per_slot_settings.setdefault(host, {"delay": 0.0})
        wanted["delay"] = max(wanted["delay"], request.meta["delay"])
        if slot := downloader.slots.get(host):
            slot.delay = max(slot.delay, wanted["delay"])


class RobotsMiddleware(RobotsTxtMiddleware):
    """robots.txt as RFC 9309 has it: a server that cannot answer (5xx, no connection) allows nothing for now.

    Scrapy's own middleware fetches everything then (measured on 503 and on a timeout).
    """

    async def _parse_robots(self, response: "Response", netloc: str, request: "Request") -> None:
        if response.status >= 500:
            response = response.replace(status=200, body=b"User-agent: *\nDisallow: /\n")
        await super()._parse_robots(response, netloc, request)


class Throttle(AutoThrottle):
    """AutoThrottle with a floor per host: it slows down for a slow server and never goes below the host's delay.

    Scrapy's own goes below: a slot's .3 s fell to .05 s within 20 requests to a fast server (measured). Where the
    delay is 0 there is nothing to throttle.
    """

    def _response_downloaded(self, response: "Response", request: "Request", spider: "Spider") -> None:
        key, slot = self._get_slot(request, spider)
        if key is None or slot is None:
            return
        assert self.crawler.engine is not None
        settings = self.crawler.engine.downloader.per_slot_settings
        floor = settings.get(key, {}).get("delay", self._min_delay())
        if floor > 0:
            self.mindelay = floor  # what the method below keeps to
            super()._response_downloaded(response, request, spider)
