"""retold rebuild: read all kept pages again with today's readers and rules, into the same store.

    spool.kept: pages of one article | read | normalise | topics -> readings | unchanged, changed, moved, ... | settle

What an article went through so far stays: its id, when it was first seen, its revisions, its story, redirects. Where
today's readers know a better key for a page, its article gets the new id and the old one leaves the store. All pages
stay kept, so that whatever leaves the store can be read again by better readers.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from typing import TYPE_CHECKING

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import say, show_json, show_progress, show_table
from indexer.errors import BadPage, RetoldError
from indexer.model import Article, Outcome, Page, Reading

if TYPE_CHECKING:
    from crawler.ingest import Desk, Ended
    from crawler.spool import Spool
    from crawler.spool_rows import Kept, Taken
    from indexer.file import Filed

app = typer.Typer()
apps = {"rebuild": app}

SETTLE_EVERY = 500  # articles; see crawler.ingest

ENDINGS = {  # how the pages of one article may end, and what that means
    "unchanged": "read as before",
    "changed": "read otherwise than before",
    "new": "were not in the store",
    "moved": "are known by a better id; the old one is gone",
    "removed": "turned out to be no article; gone from the store",
    "no article": "were none and are none",
    "failed": "cannot be read; what is stored of them stays",
}

log = logging.getLogger(__name__)


@app.command()
def rebuild(
    config: Config = None, var: Var = None, store: StoreUrl = None, json: Json = False, log_format: LogFormat = "text"
) -> None:
    """Read all kept pages again with today's readers and rules. Nothing is fetched; ids and histories stay."""
    from crawler.ingest import open_desk
    from crawler.lock import run_lock
    from crawler.spool import Spool

    places = places_of(config, var, store, log_format)
    with run_lock(places.var):
        spool = Spool(places.spool)
        desk = open_desk(places)
        spool.begin("rebuild", (), datetime.now(UTC))
        with show_progress("articles read again") as bar:
            endings = rebuild_all(spool, desk, lambda n: bar.update(bar.task_ids[0], completed=n) if bar else None)
        spool.end(0, datetime.now(UTC))
        spool.close()
    counts = desk.store.counts()
    desk.store.close()
    if json:
        numbers = {name: endings[name] for name in ENDINGS}
        show_json({"endings": numbers, "articles": counts["articles"], "stories": counts["stories"]})
        return
    rows = [
        {"articles": endings[name], "ended": name, "that is": why} for name, why in ENDINGS.items() if endings[name]
    ]
    show_table(rows, ("ended", "articles", "that is"))
    say(f"{counts['articles']} articles in {counts['stories']} stories")


def rebuild_all(spool: "Spool", desk: "Desk", progress: Callable[[int], None] = lambda n: None) -> Counter[str]:
    """Read everything again. May be stopped and run again at any point. Raises StoreError, AlreadyRunning."""
    from indexer.file import settle

    endings: Counter[str] = Counter()
    for kept in spool.kept():
        try:
            ending = _rebuild(kept, spool, desk)
        except RetoldError:
            raise  # the store, not the page
        except Exception:  # a fault of ours in reading one page must not stop all others
            log.exception("page failed", extra={"url": kept.pages[-1].page.url})
            ending = "failed"
        endings[ending] += 1
        progress(endings.total())
        if endings.total() % SETTLE_EVERY == 0:
            settle(desk.store, desk.owner)
    settle(desk.store, desk.owner)
    return endings


def _rebuild(kept: "Kept", spool: "Spool", desk: "Desk") -> str:
    """The pages of one article. Returns a key of ENDINGS."""
    from indexer.file import forget

    if kept.article_id is None:
        return _ingest_again(kept.pages[0], spool, desk)
    readings = [(taken, _read_again(taken.page, desk)) for taken in kept.pages]
    home = [reading for _, reading in readings if isinstance(reading, Article) and reading.id == kept.article_id]
    if home:
        ending = _reread(home, desk)
    elif any(not isinstance(reading, Article) and reading.outcome is Outcome.FAILED for _, reading in readings):
        return "failed"
    else:
        ending = "removed"
    old = desk.store.get(kept.article_id)
    if not home and any(isinstance(reading, Article) for _, reading in readings):
        with desk.store.writing(desk.owner):
            desk.store.forget([kept.article_id])  # its copies wait for the one that takes its place
    elif not home:
        forget(desk.store, desk.owner, [kept.article_id])
    for taken, reading in readings:
        if not isinstance(reading, Article):
            if reading.outcome is not Outcome.FAILED:
                spool.judge_again(taken.number, reading.outcome, why=reading.why)
        elif reading.id != kept.article_id:
            filed = _move(reading, old, kept.pages[0].page.fetched_at, gone=not home, desk=desk)
            spool.judge_again(taken.number, filed.outcome, article_id=filed.article_id)
            ending = ending if home else "moved"
    return ending


def _ingest_again(taken: "Taken", spool: "Spool", desk: "Desk") -> str:
    """A page that gave no article so far."""
    from crawler.ingest import ingest_page

    ended = ingest_page(taken.page, desk)
    spool.judge_again(taken.number, ended.outcome, why=ended.why, article_id=ended.article_id)
    if ended.article_id is None:
        return "failed" if ended.outcome is Outcome.FAILED else "no article"
    return {Outcome.UNCHANGED: "unchanged", Outcome.REVISED: "changed"}.get(ended.outcome, "new")


def _read_again(page: Page, desk: "Desk") -> "Article | Ended":
    from crawler.ingest import Ended, article_of
    from crawler.readers import read

    try:
        draft = read(page)
    except BadPage as why:
        return Ended(Outcome.FAILED, str(why))
    if draft.state is not Reading.ARTICLE:
        return Ended(Outcome(draft.state.value), draft.why)
    return article_of(draft, desk)


def _reread(readings: list[Article], desk: "Desk") -> str:
    """File what the pages of a stored article, oldest first, say together today."""
    from indexer.file import file_article, reread, update

    stored = desk.store.get(readings[0].id)
    if stored is None:  # the store is a new one: let the article go through everything again
        for reading in readings:
            file_article(desk.store, desk.owner, reading)
        return "new"
    article = reduce(lambda known, reading: update(known, reading) or known, readings)
    filed = reread(desk.store, desk.owner, article)
    return "unchanged" if filed.outcome is Outcome.UNCHANGED else "changed"


def _move(reading: Article, old: Article | None, first_kept: datetime, *, gone: bool, desk: "Desk") -> "Filed":
    """File an article under the better id that it has today; where the old one is `gone`, in its place."""
    from indexer.file import file_article

    if not gone:
        return file_article(desk.store, desk.owner, reading)
    seen = min(first_kept, reading.first_seen_at, *([old.first_seen_at] if old else []))
    filed = file_article(desk.store, desk.owner, replace(reading, first_seen_at=seen))
    new = desk.store.get(filed.article_id)
    if old is not None and new is not None and old.parent is None:  # what was copied from it is copied from it still
        stays, goes = (old, new) if filed.outcome is Outcome.NEW_STORY else (new, old)
        with desk.store.writing(desk.owner):
            desk.store.redirect(goes.story_id or "", stays.story_id or "")
            desk.store.redirect(goes.family_id or "", stays.family_id or "")
    return filed
