"""sources.yaml, checked: what to watch, how often and how gently.

    - {name: chenbao, kind: feed, url: https://example.org/rss.xml, every: 30m}   ->   FeedSource(name="chenbao", ...)

One model a kind; a key that a kind does not know is an error with its line. `retold check --schema` prints the JSON
schema of these models for editors.
"""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from crawler.durations import duration
from indexer.config import load
from indexer.errors import UsageError
from indexer.model import DEFAULT_ZONE

DEFAULT_DELAY = timedelta(seconds=2)  # between two requests to a host; Media Cloud keeps 5 s, Scrapy's template 1 s
DEFAULT_EVERY = timedelta(hours=1)

Duration = Annotated[timedelta, BeforeValidator(duration, json_schema_input_type=str | float)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is no time zone; write an IANA name such as Asia/Shanghai") from None
    return name


Zone = Annotated[str, BeforeValidator(_zone, json_schema_input_type=str)]


def _range(text: object) -> object:
    """`5..200` -> (5, 200)"""
    low, dots, high = str(text).partition("..")
    if not (dots and low.strip().isdigit() and high.strip().isdigit() and int(low) <= int(high)):
        raise ValueError(f"{text!r} is no range; write 5..200")
    return (int(low), int(high))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Expect(_Strict):
    """What a healthy source gives; anything else is said in the table of a crawl."""

    links: Annotated[tuple[int, int], BeforeValidator(_range, json_schema_input_type=str)] = Field(
        description="how many links its list holds, as 5..200"
    )


class _Source(_Strict):
    """What every source may say."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", description="letters, digits, - _ .; unique")
    url: str = Field(description="address of the list")
    every: Duration | None = Field(default=None, description="30m, 2h, 1d")
    cron: str | None = Field(default=None, description="a cron line instead of `every`, in the source's zone")
    delay: Duration = Field(default=DEFAULT_DELAY, description="least time between two requests to its host")
    zone: Zone = Field(default=DEFAULT_ZONE, description="what a time without a zone means on its pages")
    keep: Literal["all", "topics"] = Field(default="all", description="topics: store only what a topic matches")
    outlet: str | None = Field(default=None, description="who publishes its pages; whom they credit is kept apart")
    expect: Expect | None = None

    @field_validator("url")
    @classmethod
    def _http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no web address; only http:// and https:// are ever requested")
        return url

    @field_validator("cron")
    @classmethod
    def _cron(cls, line: str | None) -> str | None:
        if line is not None:
            from datetime import UTC, datetime

            try:
                CronSim(line, datetime(2026, 1, 1, tzinfo=UTC))
            except CronSimError as why:
                raise ValueError(
                    f"{line!r} is no cron line ({why}); write five fields such as 0 8-20 * * 1-5"
                ) from None
        return line

    @model_validator(mode="after")
    def _one_schedule(self) -> "_Source":
        if self.every is not None and self.cron is not None:
            raise ValueError("`every` and `cron` exclude each other; keep one")
        return self

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


class FeedSource(_Source):
    """RSS, Atom, RDF or JSON Feed."""

    kind: Literal["feed"]
    follow: Literal["auto", "always", "never"] = Field(
        default="auto", description="fetch the page of an entry: auto = only where the entry lacks the full text"
    )


class SitemapSource(_Source):
    """A sitemap or sitemap index, plain or gzipped, news extension included."""

    kind: Literal["sitemap"]
    match: str | None = Field(default=None, description="regular expression that an article's url must match")
    within: Duration = Field(default=timedelta(days=7), description="leave out urls whose lastmod is older")


class ListingSource(_Source):
    """An HTML page of links."""

    kind: Literal["listing"]
    links: str = Field(description="CSS or XPath (starts with / or .//) of the <a> elements")
    next: str | None = Field(default=None, description="CSS or XPath of the link to the next page")
    pages: int = Field(default=1, ge=1, le=100, description="how many pages of the list to read at most")
    time: str | None = Field(default=None, description="CSS or XPath of the time, looked for around each link")


class JsonListSource(_Source):
    """A JSON answer that holds a list of articles."""

    kind: Literal["jsonlist"]
    items: str = Field(description="key path of the list: data.list")
    link: str = Field(description="key path of the url inside an item")
    title: str | None = None
    time: str | None = None
    author: str | None = None


Source = FeedSource | SitemapSource | ListingSource | JsonListSource


class Defaults(_Strict):
    """Values for every source that does not say otherwise."""

    every: Duration | None = DEFAULT_EVERY
    cron: str | None = None
    delay: Duration = DEFAULT_DELAY
    zone: Zone = DEFAULT_ZONE
    keep: Literal["all", "topics"] = "all"


class Sources(_Strict):
    """The whole file."""

    contact: str | None = Field(default=None, description="mail address or url shown to the sites that are crawled")
    allow_private: bool = Field(default=False, description="also fetch from private and loopback addresses")
    defaults: Defaults = Defaults()
    sources: tuple[Annotated[Source, Field(discriminator="kind")], ...] = Field(strict=False)

    @model_validator(mode="before")
    @classmethod
    def _fill_in_defaults(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("defaults", {}), dict):
            return data
        given = {k: v for k, v in data.get("defaults", {}).items() if k in Defaults.model_fields}
        if not isinstance(data.get("sources"), list):
            return data
        return {**data, "sources": [_with_defaults(entry, given) for entry in data["sources"]]}

    @field_validator("sources")
    @classmethod
    def _unique(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        at: dict[str, int] = {}
        for number, source in enumerate(sources):
            if source.name in at:
                both = f"sources.{at[source.name]} and sources.{number}"
                raise ValueError(f"{source.name!r} is the name of two sources ({both}); rename one")
            at[source.name] = number
        return sources

    @field_validator("contact")
    @classmethod
    def _reachable(cls, contact: str | None) -> str | None:
        if contact is not None and not (contact.startswith(("http://", "https://")) or "@" in contact):
            raise ValueError(f"{contact!r} reaches nobody; write a mail address or a web address")
        return contact

    def named(self, names: Iterable[str]) -> tuple[Source, ...]:
        """The sources of these names, all where none is given. Raises UsageError for an unknown one."""
        wanted = list(names)
        known = {source.name: source for source in self.sources}
        for name in wanted:
            if name not in known:
                raise UsageError(f"no source is called {name!r}; there are: {', '.join(known) or 'none'}")
        return tuple(known[name] for name in wanted) if wanted else self.sources


def _with_defaults(entry: Any, given: dict[str, Any]) -> Any:
    if not isinstance(entry, dict):
        return entry
    schedule = {"every", "cron"}
    if schedule & entry.keys():  # an entry's own schedule replaces the default one, of either kind
        given = {k: v for k, v in given.items() if k not in schedule}
    return {**given, **entry}


def load_sources(folder: Path) -> Sources:
    """Read `folder/sources.yaml`. Raises ConfigError with a line for each problem."""
    return load(folder / "sources.yaml", Sources)
