"""retold ingest: file what the crawl has kept, or files and folders; the same path as a crawl, without network."""

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import say, show_json, show_progress, show_table
from crawler.places import Places
from indexer.model import Outcome

app = typer.Typer()
apps = {"ingest": app}

SETTLE_EVERY = 500  # pages; see crawler.ingest


@app.command()
def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH..]", help="html, txt, xml (feeds), jsonl(.gz), warc(.gz) files, or folders [the spool]."
        ),
    ] = None,
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """File pages. A folder with a manifest.tsv is read through it alone; without PATH the spool is drained."""
    places = places_of(config, var, store, log_format)
    started = time.monotonic()
    outcomes, articles, stories = _from_files(places, paths, json) if paths else _from_spool(places)
    counts = {outcome.value: outcomes.get(outcome.value, 0) for outcome in Outcome}
    if json:
        seconds = round(time.monotonic() - started, 2)
        show_json({"articles": articles, "outcomes": counts, "stories": stories, "seconds": seconds})
        return
    show_table([{"outcome": name, "pages": n} for name, n in counts.items() if n], ("outcome", "pages"))
    say(f"{articles} articles in {stories} stories, {time.monotonic() - started:.1f} s")


def _from_files(places: Places, paths: Iterable[Path], json: bool) -> tuple[Counter[str], int, int]:
    from crawler.ingest import ingest_page, open_desk
    from crawler.inputs import Unusable, inputs
    from indexer.file import settle

    desk = open_desk(places)
    outcomes: Counter[str] = Counter()
    with closing(desk.store), show_progress("pages") as bar:
        for given in inputs(paths):
            if isinstance(given, Unusable):
                outcome, why, place = Outcome.FAILED, given.why, given.place
            else:
                ended = ingest_page(given.page, desk)
                outcome, why, place = ended.outcome, ended.why, given.place
            outcomes[outcome.value] += 1
            if outcome is Outcome.FAILED:
                typer.echo(f"{place}: {why}", err=True)
            if outcomes.total() % SETTLE_EVERY == 0:
                settle(desk.store, desk.owner)
            if bar:
                bar.update(bar.task_ids[0], completed=outcomes.total())
        settle(desk.store, desk.owner)
        counts = desk.store.counts()
    return outcomes, counts["articles"], counts["stories"]


def _from_spool(places: Places) -> tuple[Counter[str], int, int]:
    from datetime import UTC, datetime

    from crawler.ingest import drain, open_desk
    from crawler.lock import run_lock
    from crawler.spool import Spool

    with run_lock(places.var):
        desk = open_desk(places)
        with closing(desk.store), closing(Spool(places.spool)) as spool:
            spool.begin("ingest", (), datetime.now(UTC))
            drain(spool, desk, goes_on=lambda: False)
            spool.end(0, datetime.now(UTC))
            outcomes: Counter[str] = Counter()
            for counts in spool.tally().values():
                outcomes.update(counts)
            stored = desk.store.counts()
    return outcomes, stored["articles"], stored["stories"]
