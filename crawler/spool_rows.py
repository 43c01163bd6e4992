"""What the spool gives out, and how its rows become these: links to fetch, pages in hand, pages kept of an article."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from crawler.spool_schema import decompress
from indexer.model import Link, Page

Facts = Mapping[str, Any]  # what a caller wants to know again; plain values


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional GET sends back to the server (RFC 9110 §13)."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link that is due to be fetched, for the first time or again."""

    key: str  # canonical url: what `keep` and `fail` name it by
    link: Link
    validators: Validators


@dataclass(frozen=True, slots=True)
class Taken:
    """A page in hand; `number` is what `done` names it by."""

    number: int
    page: Page
    tries: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The filed pages of one article, oldest first; a page that gave no article stands alone, without an id."""

    article_id: str | None
    pages: tuple[Taken, ...]


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def to_json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def link_json(link: Link) -> str:
    return to_json(asdict(link))


def page_of(row: tuple[Any, ...]) -> Page:
    _, url, source, fetched_at, facts, body, *_ = row
    said = json.loads(facts)
    link = Link(**said.pop("link")) if said["link"] else None
    said.pop("link", None)
    return replace(
        Page(url=url, body=decompress(body), fetched_at=datetime.fromisoformat(fetched_at), source=source, link=link),
        **said,
    )
