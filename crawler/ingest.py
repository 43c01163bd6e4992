"""READ and REMEMBER: the line from a kept page to a filed article, in a process of its own that may be killed.

    spool.take -> Page | decode | read -> Draft | normalise -> Article | topics | file_article: fingerprint |
    store.candidates | choose -> Filing | store.save | spool.done | settle: redecide_later, refresh_stories

`python -m crawler.ingest` drains the spool until its standard input ends and the spool is empty. A page that kills or
stalls it is taken again last, and set aside after three times.
"""

import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crawler.identity import article_id
from crawler.normalise import normalise
from crawler.places import Places, find_places
from crawler.readers import read
from crawler.sources import Source
from crawler.spool import Spool
from indexer.errors import AlreadyRunning, BadPage, RetoldError
from indexer.file import file_article, settle, withdraw
from indexer.model import Article, Draft, Notice, Outcome, Page, Reading
from indexer.stores import Store
from indexer.topics import Topics

STALLED = 60  # seconds of CPU on one page; the slowest honest page measured takes under 2
SETTLE_EVERY = 50  # pages between two derivations of stories, so that a story of many copies is not summed up for each
PATIENCE = 90  # seconds to wait for another filer; its lease runs out after 60
IDLE = 0.1  # seconds between two looks into an empty spool

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the line needs beside a page: the store, the topics, and what sources.yaml says of a page's source."""

    store: Store
    topics: Topics
    sources: Mapping[str, Source] = field(default_factory=dict)
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a page ended."""

    outcome: Outcome
    why: str = ""
    article_id: str | None = None


def ingest_page(page: Page, desk: Desk) -> Ended:
    """The line. Raises RetoldError where the store cannot take the article; all else about a page is its outcome."""
    try:
        draft = read(page)
    except BadPage as why:
        return Ended(Outcome.FAILED, str(why))
    if draft.state is Reading.TOMBSTONE:
        withdraw(desk.store, desk.owner, draft, _stored_ids(desk.store, draft))
    if draft.state is not Reading.ARTICLE:
        return Ended(Outcome(draft.state.value), draft.why)
    article = article_of(draft, desk)
    source = desk.sources.get(article.source)
    if source is not None and source.keep == "topics" and not article.topics:
        return Ended(Outcome.OFF_TOPIC, "no topic fits")
    filed = file_article(desk.store, desk.owner, article)
    return Ended(filed.outcome, article_id=filed.article_id)


def article_of(draft: Draft, desk: Desk) -> Article:
    """Normalise, then add what the page does not say itself: its topics, and the outlet that sources.yaml names."""
    article = normalise(draft)
    article = replace(article, topics=desk.topics.match(article.title or "", article.body))
    source = desk.sources.get(article.source)
    return article if source is None or source.outlet is None else _published_by(source.outlet, article, draft)


def _published_by(outlet: str, article: Article, draft: Draft) -> Article:
    """The source's outlet; another one that the page names (来源：某社) is whom it credits, and kept as a notice."""
    credit = article.outlet
    if credit is None or credit == outlet or draft.outlet is None:
        return replace(article, outlet=outlet)
    notice = Notice("source_attribution", credit, article.lang, draft.outlet.where)
    return replace(article, outlet=outlet, notices=(notice, *article.notices))


def drain(spool: Spool, desk: Desk, goes_on: Callable[[], bool]) -> None:
    """Take pages until the spool is empty and `goes_on` (is more to come?) says no; it may wait for more."""
    since_settled = 0
    while True:
        taken = spool.take(datetime.now(UTC))
        if taken is None:
            settle(desk.store, desk.owner)
            since_settled = 0
            if not goes_on():
                return
            continue
        try:
            with _killed_when_stalled():
                ended = ingest_page(taken.page, desk)
        except RetoldError:
            raise  # the store: the page waits
        except Exception as error:  # a fault of ours in reading one page must not stop all others; it is tried again
            log.exception("page failed", extra={"url": taken.page.url, "tries": taken.tries})
            spool.put_back(taken.number, f"{type(error).__name__}: {error}")
            continue
        spool.done(taken, ended.outcome, why=ended.why, article_id=ended.article_id)
        log.info("filed", extra={"url": taken.page.url, "outcome": ended.outcome.value, "why": ended.why})
        since_settled += 1
        if since_settled >= SETTLE_EVERY:
            settle(desk.store, desk.owner)
            since_settled = 0


def _stored_ids(store: Store, draft: Draft) -> list[str]:
    by_key = [article_id(draft.key)] if draft.key else []
    return [*by_key, *(stored for url in (draft.url, *draft.urls) for stored in store.ids_by_url(url))]


@contextmanager
def _killed_when_stalled() -> Iterator[None]:
    """Let the kernel end this process when a page takes too long: no Python handler runs inside a stuck C call."""
    signal.setitimer(signal.ITIMER_PROF, STALLED)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _input_goes_on() -> bool:
    """Wait a moment; False once standard input has ended: the run that started this process has no more to crawl."""
    readable, _, _ = select.select([sys.stdin], [], [], IDLE)
    return not readable or bool(os.read(sys.stdin.fileno(), 64))


def main() -> int:
    """Drain for a run: the places and the run's number come by environment."""
    from crawler.logs import log_to_file

    places = find_places()
    log_to_file(places.var / "log" / "ingest.log")
    spool = Spool(places.spool, run=int(os.environ.get("RETOLD_RUN", "0")))
    try:
        desk = open_desk(places)
        with closing(desk.store):
            _wait_for(desk)
            drain(spool, desk, _input_goes_on)
    except RetoldError as why:
        log.error("stopped", extra={"why": str(why)})
        print(f"ingest: {why}", file=sys.stderr)  # noqa: T201 - the run shows it
        return why.exit_code
    finally:
        spool.close()
    return 0


def _wait_for(desk: Desk) -> None:
    """Carry on with what the last filer left; one that died without a word may hold the store for a minute."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            settle(desk.store, desk.owner)
            with desk.store.writing(desk.owner):
                return
        except AlreadyRunning:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def open_desk(places: Places) -> Desk:
    """The desk for a person's places. Raises ConfigError, StoreError."""
    from crawler.sources import load_sources
    from indexer.stores import open_store
    from indexer.topics import load_topics

    sources = {source.name: source for source in load_sources(places.config).sources}
    return Desk(open_store(places.store), load_topics(places.config / "topics.yaml"), sources)


if __name__ == "__main__":
    sys.exit(main())
