"""retold sources: what is watched, when it was last crawled, when it is due, and what waits of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import one_line, show_json, show_table, when
from crawler.places import Places

if TYPE_CHECKING:
    from crawler.sources import Source

app = typer.Typer(invoke_without_command=True, help="List the sources and when they are due.")
apps = {"sources": app}

COLUMNS = ("source", "kind", "every", "last start", "next due", "links waiting", "pages waiting", "trouble")


@app.callback()
def sources(
    context: typer.Context,
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """List the sources and when they are due; the same as `sources list`."""
    if context.invoked_subcommand is None:
        list_sources(config, var, store, json, log_format)


@app.command(name="list")
def list_sources(
    config: Config = None, var: Var = None, store: StoreUrl = None, json: Json = False, log_format: LogFormat = "text"
) -> None:
    """List the sources: when each was last crawled, when it is due, what waits of it, what went wrong with its list."""
    places = places_of(config, var, store, log_format)
    records = list(records_of(places, datetime.now(UTC)))
    if json:
        for record in records:
            show_json(record)
        return
    show_table([_row(record) for record in records], COLUMNS)


def records_of(places: Places, now: datetime) -> Iterator[dict[str, Any]]:
    """One record a source, as `--json` prints it. Raises ConfigError, StoreError."""
    from crawler.schedule import is_due, next_slot
    from crawler.sources import load_sources
    from crawler.spool import Spool
    from indexer.record import time_text

    listed = load_sources(places.config).sources
    spool = Spool(places.spool)
    starts, waiting, trouble = spool.last_starts(), spool.waiting(), spool.unread_lists()
    spool.close()
    for source in listed:
        last = starts.get(source.name)
        links, pages = waiting.get(source.name, (0, 0))
        due_at = now if last is None or is_due(source, last, now) else next_slot(source, last)
        yield {
            "name": source.name,
            "kind": source.kind,
            "url": source.url,
            "schedule": _schedule(source),
            "last_start": last and time_text(last),
            "next_due": time_text(due_at),
            "due": due_at == now,
            "links_waiting": links,
            "pages_waiting": pages,
            "trouble": trouble.get(source.name),
        }


def _schedule(source: "Source") -> str:
    """`30m`, `1d12h`, or the cron line."""
    from crawler.sources import DEFAULT_EVERY

    if source.cron is not None:
        return source.cron
    seconds = round((source.every or DEFAULT_EVERY).total_seconds())
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (rest, "s"))
    return "".join(f"{n}{unit}" for n, unit in parts if n) or "0s"


def _row(record: dict[str, Any]) -> dict[str, object]:
    last, due = record["last_start"], datetime.fromisoformat(record["next_due"])
    return {
        "source": record["name"],
        "kind": record["kind"],
        "every": record["schedule"],
        "last start": when(datetime.fromisoformat(last)) if last else "never",
        "next due": "now" if record["due"] else when(due),
        "links waiting": record["links_waiting"],
        "pages waiting": record["pages_waiting"],
        "trouble": one_line(record["trouble"] or ""),
    }
