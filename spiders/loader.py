"""Shows Scrapy one spider per entry of sources.yaml, so that `scrapy list` and `scrapy crawl NAME` work as anywhere.

sources.yaml is read when Scrapy asks for its spiders, never on import.
"""

import builtins
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.places import find_places
from crawler.sources import load_sources
from spiders.spider import SourcesSpider


class SourceLoader:
    """Implements scrapy.spiderloader.SpiderLoaderProtocol."""

    def __init__(self, names: builtins.list[str]) -> None:
        self._names = names

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls([source.name for source in load_sources(find_places().config).sources])

    def load(self, spider_name: str) -> type[Spider]:
        """A spider class for one source, or for all due ones under the name that `retold` uses. Raises KeyError."""
        if spider_name == SourcesSpider.name:
            return SourcesSpider
        if spider_name not in self._names:
            raise KeyError(f"Spider not found: {spider_name}")
        return type(f"Spider_{spider_name}", (SourcesSpider,), {"name": spider_name, "only": (spider_name,)})

    def list(self) -> builtins.list[str]:
        return self._names

    def find_by_request(self, request: Request) -> builtins.list[str]:
        return []
