"""What may be fetched: http and https only; private addresses where sources.yaml says so; nothing without a contact.

    check_url("file:///etc/passwd")                    -> Refused("only http and https are requested")
    Guard(contact=None, allow_private=True).check_address("93.184.216.34") -> Refused("no contact ...")

Names are judged by the address that they resolve to, in the resolver itself, so that nothing can change in between;
an address written into a url is judged by the downloader middleware, on every hop of a redirect.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred

from crawler.places import find_places
from crawler.sources import load_sources

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase


class Refused(Exception):
    """Not to be requested; the words say why."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The two switches of sources.yaml."""

    contact: str | None
    allow_private: bool

    def check_url(self, url: str) -> None:
        """Raises Refused for a scheme or a literal address that must not be requested."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused("only http and https are requested")
        try:
            ipaddress.ip_address(parts.hostname)
        except ValueError:
            return  # a name: the resolver judges its address
        self.check_address(parts.hostname)

    def check_address(self, text: str) -> None:
        """Raises Refused for an IP address that must not be connected to."""
        address = ipaddress.ip_address(text.partition("%")[0])
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if address.is_global and not address.is_multicast:
            if not self.contact:
                raise Refused("no contact in sources.yaml: without one only loopback is crawled")
        elif not self.allow_private:
            raise Refused(f"{text} is a private address; `allow_private: true` in sources.yaml permits it")
        elif not (self.contact or address.is_loopback):
            raise Refused("no contact in sources.yaml: without one only loopback is crawled")


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's caching resolver, which answers only with addresses that the guard lets pass."""

    def __init__(self, reactor: "ReactorBase", cache_size: int, timeout: float, guard: Guard) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> Self:
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, cache_size, settings.getfloat("DNS_TIMEOUT"), configured_guard())

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        try:
            self._guard.check_address(address)
        except Refused as why:
            # Twisted turns any failure here into a DNS error; the middleware says the reason at the next try
            refused_names[name] = str(why)
            raise
        return address


refused_names: dict[str, str] = {}  # host name -> why its address was refused, in this process


def configured_guard() -> Guard:
    """The guard that sources.yaml asks for. Scrapy makes its resolver before any spider has settings of its own."""
    config = load_sources(find_places().config)
    return Guard(config.contact, config.allow_private)
