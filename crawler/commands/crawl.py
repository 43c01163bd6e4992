"""retold crawl, retold run: fetch sources and file what they give, in two processes (see `crawler.run`)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import say, show_json, show_progress, show_table
from crawler.durations import duration
from crawler.places import Places
from crawler.run import Orders, Report, Tally, run
from indexer.errors import UsageError

crawl_app = typer.Typer()
run_app = typer.Typer()
apps = {"crawl": crawl_app, "run": run_app}

COLUMNS = ("source", "lists", "links", "new", "fetched", "unchanged", "articles", "joined", "gone", "other", "failed")


@crawl_app.command()
def crawl(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE..]", help="Names from sources.yaml [all].")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Leave out links that their list dates earlier: 2d, 12h.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many pages a source at most.")] = None,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Also fetch again all pages that were kept before.")
    ] = False,
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Crawl sources now, whatever the schedule says."""
    from crawler.sources import load_sources

    places = places_of(config, var, store, log_format)
    if since is not None:
        try:
            duration(since)
        except ValueError as why:
            raise UsageError(f"--since: {why}") from None
    sources = load_sources(places.config).named(names or ())
    orders = Orders(tuple(source.name for source in sources), limit=limit, since=since, recheck=recheck)
    raise typer.Exit(_run_and_tell(places, orders, json))


@run_app.command(name="run")
def run_due(
    config: Config = None, var: Var = None, store: StoreUrl = None, json: Json = False, log_format: LogFormat = "text"
) -> None:
    """Crawl all sources that are due, once. Exit code: 0 ok, 1 failed, 2 usage, 3 partly failed, 75 already running."""
    from crawler.schedule import is_due
    from crawler.sources import load_sources
    from crawler.spool import Spool

    places = places_of(config, var, store, log_format)
    sources = load_sources(places.config).sources
    spool = Spool(places.spool)
    starts = spool.last_starts()
    spool.close()
    now = datetime.now(UTC)
    due = tuple(source.name for source in sources if is_due(source, starts.get(source.name), now))
    raise typer.Exit(_run_and_tell(places, Orders(due), json))


def _run_and_tell(places: Places, orders: Orders, json: bool) -> int:
    if not orders.sources:
        show_json({"sources": {}, "errors": [], "seconds": 0.0}) if json else say("no source is due")
        return 0
    with show_progress("pages filed") as bar:
        report = run(places, orders, _advance(bar) if bar else lambda tally: None)
    if json:
        show_json({"sources": report.tally, "errors": report.errors, "seconds": round(report.seconds, 2)})
    else:
        tell(report, orders.sources)
    return report.exit_code


def tell(report: Report, names: Sequence[str]) -> None:
    """The table of a run, a row a source, and what went wrong."""
    show_table([row(name, report.tally.get(name, {})) for name in names], COLUMNS)
    for error in report.errors:
        say(f"failed: {error}")
    say(f"{report.seconds:.1f} s")


def row(name: str, counts: Mapping[str, int]) -> dict[str, object]:
    """One source's counts, as few as a person wants to see."""
    get = dict(counts).get
    return {
        "source": name,
        "lists": f"{get('lists', 0)}" + (f" ({get('lists_failed', 0)} failed)" if get("lists_failed", 0) else ""),
        "links": get("links", 0),
        "new": get("new_links", 0),
        "fetched": get("pages", 0),
        "unchanged": get("pages_304", 0) + get("unchanged", 0),
        "articles": sum(get(name, 0) for name in ("new_story", "joined", "exact", "too_short", "revised")),
        "joined": get("joined", 0) + get("exact", 0),
        "gone": get("tombstone", 0),
        "other": sum(get(name, 0) for name in ("no_article", "degraded", "off_topic")),
        "failed": get("failed", 0) + get("fetch_failed", 0),
    }


def _advance(bar: object) -> Callable[[Tally], None]:
    from rich.progress import Progress

    assert isinstance(bar, Progress)
    outcomes = ("new_story", "joined", "exact", "revised", "unchanged", "tombstone", "no_article", "too_short")

    def show(tally: Tally) -> None:
        fetched = sum(counts.get("pages", 0) for counts in tally.values())
        filed = sum(counts.get(name, 0) for counts in tally.values() for name in outcomes)
        bar.update(bar.task_ids[0], total=fetched, completed=filed)

    return show
