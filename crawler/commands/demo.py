"""retold demo: the whole line for real, offline: a small web on loopback, crawled twice into var/demo.

The second crawl fetches every page again; the server answers "not modified" for all but one, which has changed. What
the store then holds is held against config/sample/expected.yaml; anything amiss is printed and the exit code is 1.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from crawler.commands.options import Json, LogFormat, Var, places_of
from crawler.commands.output import one_line, say, show_json, show_table, when
from crawler.places import CHECKOUT

if TYPE_CHECKING:
    from crawler.run import Report
    from indexer.model import Story
    from indexer.stores import Store

app = typer.Typer()
apps = {"demo": app}

SAMPLE = CHECKOUT / "config" / "sample"


@app.command()
def demo(var: Var = None, json: Json = False, log_format: LogFormat = "text") -> None:
    """Crawl a small web on loopback twice and show its stories. VAR/demo is replaced at each run."""
    from crawler.run import Orders, run
    from crawler.sample import serve
    from crawler.sources import load_sources
    from crawler.truth import load_truth, problems
    from indexer.stores import open_store

    began = time.monotonic()
    folder = (var or Path("var")) / "demo"
    _clear(folder)
    started = datetime.now(UTC)
    with serve(SAMPLE, started) as site:
        os.environ["RETOLD_SAMPLE"] = site.base
        places = places_of(SAMPLE, folder, f"sqlite:///{folder / 'retold.db'}", log_format)
        sources = tuple(source.name for source in load_sources(SAMPLE).sources)
        first = run(places, Orders(sources))
        site.crawl = 2
        second = run(places, Orders(sources, recheck=True))
    with closing(open_store(places.store)) as store:
        truth = load_truth(SAMPLE)
        wrong = [*_about_runs(first, second, truth), *problems(truth, store, site.base, started)]
        seconds = time.monotonic() - began
        (_print_json if json else _tell)(store, first, second, wrong, folder, seconds)
    raise typer.Exit(1 if wrong else 0)


def _clear(folder: Path) -> None:
    """Remove what the last demo left; a folder that no demo made is not touched."""
    from indexer.errors import UsageError

    if folder.exists() and any(folder.iterdir()) and not (folder / "run.lock").exists():
        raise UsageError(f"{folder} was not made by a demo; name another folder with --var")
    shutil.rmtree(folder, ignore_errors=True)


def _about_runs(first: "Report", second: "Report", truth: Any) -> Iterator[str]:
    """The counts that both crawls must show."""
    yield from (*first.errors, *second.errors)
    once, again = _sum(first), _sum(second)
    others = truth["others"]
    changed = len(others["changed"])
    gone = len(others["tombstone"]) + len(others["missing"])
    if once.get("tombstone") != gone:
        yield f"first crawl: {once.get('tombstone', 0)} pages gone, should be {gone}"
    refused = once.get("fetch_failed", 0)
    if refused != len(others["forbidden"]):
        yield f"first crawl: {refused} links not fetched, should be {len(others['forbidden'])} (robots.txt)"
    if again.get("revised") != changed:
        yield f"second crawl: {again.get('revised', 0)} revisions, should be {changed}"
    fresh = {name: again[name] for name in ("new_story", "joined", "exact", "too_short", "failed") if again.get(name)}
    if fresh:
        yield f"second crawl: nothing new should be written, was: {fresh}"
    if not again.get("pages_304"):
        yield "second crawl: no page was asked for conditionally"


def _sum(report: "Report") -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in report.tally.values():
        for name, n in counts.items():
            total[name] = total.get(name, 0) + n
    return total


def _retold(store: "Store") -> "list[Story]":
    return store.stories(min_articles=2)


def _print_json(
    store: "Store", first: "Report", second: "Report", wrong: list[str], folder: Path, seconds: float
) -> None:
    from indexer.record import story_record

    counts = store.counts()
    show_json(
        {
            "crawls": [first.tally, second.tally],
            "articles": counts["articles"],
            "stories": counts["stories"],
            "retold": [story_record(story) for story in _retold(store)],
            "wrong": wrong,
            "var": str(folder),
            "seconds": round(seconds, 2),
        }
    )


def _tell(store: "Store", first: "Report", second: "Report", wrong: list[str], folder: Path, seconds: float) -> None:
    from crawler.commands.crawl import COLUMNS, row

    show_table([row(name, counts) for name, counts in first.tally.items()], COLUMNS, title="First crawl")
    say()
    again = _sum(second)
    say(
        f"Second crawl, every page fetched again: {again.get('pages_304', 0)} not modified,"
        f" {again.get('revised', 0)} revised, {again.get('new_links', 0)} new links."
    )
    say()
    retold = _retold(store)
    rows = [_story_row(store, story) for story in retold]
    show_table(
        rows,
        ("story", "first published", "articles", "first told by", "then by", "headline"),
        title="Told more than once",
    )
    counts = store.counts()
    say(f"{counts['articles']} articles in {counts['stories']} stories, {len(retold)} told more than once.")
    say(f"{seconds:.1f} s")
    say()
    for problem in wrong:
        say(f"WRONG: {problem}")
    command = os.environ.get("RETOLD_COMMAND", "retold")
    if retold:
        say("Try next:")
        say(f"  {command} story {retold[0].id} --var {folder}")
        say(f"  {command} search 出口管制 --var {folder}")
        say(f"  {command} init        # a folder of your own: your sources, your topics")


def _story_row(store: "Store", story: "Story") -> dict[str, object]:
    members = store.members(story.id)
    return {
        "story": story.id,
        "first published": when(story.first_at),
        "articles": story.articles,
        "first told by": members[0].outlet or members[0].account or members[0].source,
        "then by": ", ".join(dict.fromkeys(member.outlet or member.account or member.source for member in members[1:])),
        "headline": one_line(story.title, 36),
    }
