"""retold crawl, retold run: fetch sources and file what they give, in two processes (see `crawler.run`)."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import say, show_json, show_progress, show_table
from crawler.durations import duration
from crawler.places import Places
from crawler.run import Orders, Report, Tally, run
from indexer.errors import UsageError

if TYPE_CHECKING:
    from crawler.sources import Source

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
    from indexer.topics import load_topics

    places = places_of(config, var, store, log_format)
    if since is not None:
        try:
            duration(since)
        except ValueError as why:
            raise UsageError(f"--since: {why}") from None
    sources = load_sources(places.config).named(names or ())
    load_topics(places.config / "topics.yaml")  # a fault in it stops the run before it starts
    orders = Orders(tuple(source.name for source in sources), limit=limit, since=since, recheck=recheck)
    raise typer.Exit(_run_and_tell(places, sources, orders, json))


@run_app.command(name="run")
def run_due(
    config: Config = None, var: Var = None, store: StoreUrl = None, json: Json = False, log_format: LogFormat = "text"
) -> None:
    """Crawl all sources that are due, once. Exit code: 0 ok, 1 failed, 2 usage, 3 partly failed, 75 already running."""
    from crawler.schedule import is_due
    from crawler.sources import load_sources
    from crawler.spool import Spool
    from indexer.topics import load_topics

    places = places_of(config, var, store, log_format)
    sources = load_sources(places.config).sources
    load_topics(places.config / "topics.yaml")  # a fault in it stops the run before it starts
    with closing(Spool(places.spool)) as spool:
        starts = spool.last_starts()
    now = datetime.now(UTC)
    due = [source for source in sources if is_due(source, starts.get(source.name), now)]
    raise typer.Exit(_run_and_tell(places, due, Orders(tuple(source.name for source in due)), json))


def _run_and_tell(places: Places, sources: "Sequence[Source]", orders: Orders, json: bool) -> int:
    if not sources:
        empty = {"sources": {}, "errors": [], "list_failures": {}, "seconds": 0.0}
        show_json(empty) if json else say("no source is due")
        return 0
    with show_progress("pages filed") as bar:
        report = run(places, orders, _advance(bar) if bar else None)
    if json:
        summary = {"sources": report.tally, "errors": report.errors, "list_failures": report.list_failures}
        show_json(summary | {"seconds": round(report.seconds, 2)})
    else:
        tell(report, sources)
    return report.exit_code


def tell(report: Report, sources: "Sequence[Source]") -> None:
    """The table of a run, a row a source, and what went wrong."""
    show_table([row(source.name, report.tally.get(source.name, {})) for source in sources], COLUMNS)
    for name, why in report.list_failures.items():
        say(f"{name}: the list could not be read: {why}")
    for source in sources:
        if complaint := unexpected(source, report.tally.get(source.name, {})):
            say(f"{source.name}: {complaint}")
    for error in report.errors:
        say(f"failed: {error}")
    say(f"{report.seconds:.1f} s")


def unexpected(source: "Source", counts: Mapping[str, int]) -> str | None:
    """Where a source's list holds more or fewer links than sources.yaml expects: a redesign, or a feed gone silent."""
    if source.expect is None or counts.get("lists", 0) <= counts.get("lists_304", 0):
        return None
    low, high = source.expect.links
    links = counts.get("links", 0)
    return None if low <= links <= high else f"its list holds {links} links, expected {low} to {high}"


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
