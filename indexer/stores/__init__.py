"""Where articles and stories are kept: one Protocol, one package a store, chosen by the scheme of a url.

    open_store("sqlite:///var/retold.db")   relative to the working folder; sqlite:////abs/path is absolute
    open_store("sqlite://:memory:")         for tests

The article record is the unit of writing: `save` writes it with its filing and its marks in one go. Stories,
redirects and second decisions are derived from marked articles by steps that may run twice (`indexer.file`).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from indexer.errors import UsageError
from indexer.model import Article, Candidate, Fingerprint, Moment, Story
from indexer.query import Node

Mark = Literal["story_due", "later_due"]
Sort = Literal["newest", "relevance"]


@dataclass(frozen=True, slots=True)
class Kin:
    """A member of a family, as much as is needed to move it."""

    article_id: str
    parent: str | None
    story_id: str
    family_id: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search or listing is narrowed to. `since` (inclusive) and `until` (exclusive) mean publication, or
    first sight where an article has no date. Outlet and account are compared folded. Of stories those fit that have
    an article that fits."""

    topic: str | None = None
    outlet: str | None = None
    account: str | None = None
    platform: str | None = None
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    story: str | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """The first `limit` articles of a search and how many there are in all."""

    total: int
    articles: tuple[Article, ...]


EVERYTHING = Filters()


class Store(Protocol):
    """What a store can do. Every method may raise StoreError; writing outside `writing` is a RuntimeError.

    Reading: get, history, articles, ids_by_url, search, counts
    Filing: candidates, kin, writing, save, refile, touch
    Deriving: due, done, members, put_story, drop_story, redirect, resolve
    Stories: story, stories
    Upkeep: tag, forget, backup, close
    """

    def get(self, article_id: str) -> Article | None: ...

    def history(self, article_id: str) -> list[Article]:
        """Earlier revisions, oldest first, without the stored one."""

    def articles(self, filters: Filters = EVERYTHING) -> Iterator[Article]:
        """All that fit, in the order they were first filed."""

    def ids_by_url(self, url: str) -> list[str]:
        """Articles that were seen at this address."""

    def search(self, query: Node, filters: Filters, *, limit: int, sort: Sort) -> Hits: ...

    def counts(self) -> Mapping[str, int]:
        """`articles`, `stories`, and how many articles wait for each mark."""

    def candidates(self, fingerprint: Fingerprint, *, but: str, limit: int = 50) -> list[Candidate]:
        """Stored articles that share sampled hashes with it, most shared first; the article `but` left out.

        Of articles with one and the same text only the earliest comes back (by Moment). An article with the very text
        is always the first, also where the text is too short to have hashes. Other schemes are never compared.
        A hash that very many texts have may be counted for the first stored of them only.
        """

    def kin(self, family_id: str) -> list[Kin]:
        """A family's members, by Moment."""

    def writing(self, owner: str) -> AbstractContextManager[None]:
        """One transaction under the lease of the one filer; all or nothing. Raises LeaseLost, AlreadyRunning.

        Inside another `writing` it is a part of that one: a caller makes one transaction of many articles by it.
        `owner` is "host:pid". The lease lasts 60 s from the last `writing`, or until `close`; that of a dead process
        of this host may be taken at once.
        """

    def save(self, article: Article, fingerprint: Fingerprint, *, later_due: bool = False) -> None:
        """Write the article with its filing, mark its story due; an older revision of it goes to the history.

        Raises StoreError where a later revision is stored already.
        """

    def refile(self, moves: Mapping[str, tuple[str, str]]) -> None:
        """Give articles another (story_id, family_id); both stories become due."""

    def touch(self, article_id: str, *, fetched_at: datetime, url: str) -> None:
        """Note that an article was read again unchanged; adds the address where it is new, and writes nothing else."""

    def due(self, mark: Mark, limit: int = 500) -> list[str]:
        """For later_due ids of articles, for story_due ids of stories."""

    def done(self, mark: Mark, ids: Iterable[str]) -> None: ...

    def members(self, story_id: str) -> list[Article]:
        """A story's articles by Moment; redirects are followed."""

    def put_story(self, story: Story) -> None: ...

    def drop_story(self, story_id: str) -> None:
        """Delete the record of a story that has no articles any more."""

    def redirect(self, old: str, new: str) -> None:
        """The story or family `old` is now `new`: its articles, its mark and older redirects to it go there.

        Of two contrary redirects the later holds. The record of the story `old` is dropped.
        """

    def resolve(self, any_id: str) -> str:
        """The id after redirects; itself where there is none."""

    def story(self, story_id: str) -> Story | None:
        """Follows redirects."""

    def stories(
        self, filters: Filters = EVERYTHING, *, min_articles: int = 1, min_families: int = 1, limit: int | None = None
    ) -> list[Story]:
        """Most independent tellings first, then most articles, then newest."""

    def tag(self, topics: Mapping[str, tuple[str, ...]]) -> None:
        """Give articles (by id) other topics; their stories become due."""

    def forget(self, ids: Iterable[str]) -> int:
        """Delete articles with all that was kept of them; their stories become due. Returns how many were there."""

    def backup(self, target: Path) -> None:
        """A copy that can be opened as a store, taken while others read and write."""

    def close(self) -> None: ...


def open_store(url: str) -> Store:
    """Open (and make or upgrade) the store that a url names. Raises UsageError, StoreError."""
    scheme, _, rest = url.partition("://")
    path = rest.removeprefix("/")
    if scheme == "sqlite" and path:
        from indexer.stores.sqlite import open_sqlite

        return open_sqlite(path)
    raise UsageError(f"store {url!r}: expected sqlite:///FILE (relative) or sqlite:////FILE (absolute)")
