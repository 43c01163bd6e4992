"""retold doctor: what is wrong with this installation and its data, and what to do about it.

Each finding is a line: ok, warn or fail; what was looked at; what was found; what to do. A database that is not there
yet is not made.
"""

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from crawler.commands.check import check_config, store_file
from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import one_line, show_json, show_table, when
from crawler.places import Places
from indexer.errors import StoreError, UsageError
from indexer.model import DEFAULT_ZONE

app = typer.Typer()
apps = {"doctor": app}

OLDEST_SQLITE = (3, 38)  # the first with JSON functions built in
LIBRARIES = ("scrapy", "twisted", "lxml", "trafilatura", "feedparser", "pydantic", "opencc")
LITTLE_ROOM = 1 << 30  # bytes; a day of 10,000 pages takes some 0.7 GB in spool and store
NO_ROOM = 100 << 20
LONG_BACKLOG = 1000  # pages; `ingest` files some 30 a second
DEAD_LETTERS_SHOWN = 5
CLOCKS_DIFFER = timedelta(minutes=1)  # between machines that share a store
OTHERS = 0o077  # rights of group and all


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `do` says what to do about it, "" where all is well."""

    state: Literal["ok", "warn", "fail"]
    what: str
    found: str
    do: str = ""


@app.command()
def doctor(
    config: Config = None, var: Var = None, store: StoreUrl = None, json: Json = False, log_format: LogFormat = "text"
) -> None:
    """Look for what is wrong with this installation and its data. Exit code 1 where anything fails."""
    places = places_of(config, var, store, log_format)
    findings = list(examine(places, datetime.now(UTC)))
    if json:
        for finding in findings:
            show_json(asdict(finding))
    else:
        show_table([asdict(finding) for finding in findings], ("state", "what", "found", "do"))
    raise typer.Exit(1 if any(finding.state == "fail" for finding in findings) else 0)


def examine(places: Places, now: datetime) -> Iterator[Finding]:
    """Everything, in the order in which one thing rests on another."""
    yield from _versions()
    yield _fts5()
    yield _zones()
    yield _room(places.var)
    yield from _rights(places)
    yield from _config(places.config)
    yield from _store(places, now)
    yield from _spool(places.spool, now)


def _versions() -> Iterator[Finding]:
    yield Finding("ok", "Python", platform.python_version())
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        yield Finding("ok", "SQLite", sqlite3.sqlite_version)
    else:
        yield Finding("fail", "SQLite", sqlite3.sqlite_version, "use a Python that brings SQLite 3.38 or newer")
    yield Finding("ok", "libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES))


def _fts5() -> Finding:
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("CREATE VIRTUAL TABLE words USING fts5(body)")
        except sqlite3.OperationalError as why:
            return Finding("fail", "full-text search", str(why), "use a Python whose SQLite has FTS5")
    return Finding("ok", "full-text search", "FTS5")


def _zones() -> Finding:
    try:
        ZoneInfo(DEFAULT_ZONE)
    except ZoneInfoNotFoundError:
        return Finding("fail", "time zones", f"{DEFAULT_ZONE} is unknown", "install the system's tzdata package")
    return Finding("ok", "time zones", DEFAULT_ZONE)


def _room(var: Path) -> Finding:
    free = shutil.disk_usage(_nearest(var)).free
    found = f"{free / (1 << 30):.1f} GB free at {var}"
    if free < NO_ROOM:
        return Finding("fail", "disk", found, "make room, or move the folder with --var")
    if free < LITTLE_ROOM:
        return Finding("warn", "disk", found, "make room soon")
    return Finding("ok", "disk", found)


def _rights(places: Places) -> Iterator[Finding]:
    there = _nearest(places.var)
    if os.access(there, os.W_OK | os.X_OK):
        yield Finding("ok", "var folder", f"{places.var}" if there == places.var else f"{places.var}, not made yet")
    else:
        yield Finding("fail", "var folder", f"{there} may not be written to", "give this user the right, or use --var")
    secrets = places.config / ".env"
    if secrets.exists() and secrets.stat().st_mode & OTHERS:
        yield Finding("warn", "secrets", f"{secrets} may be read by other users", f"chmod 600 {secrets}")


def _nearest(folder: Path) -> Path:
    """The folder, or the first above it that exists."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def _config(folder: Path) -> Iterator[Finding]:
    found = check_config(folder)
    for error in found.errors:
        yield Finding("fail", "config", error, "correct that line")
    for warning in found.warnings:
        yield Finding("warn", "config", warning)
    if not found.errors:
        yield Finding("ok", "config", "; ".join(found.notes))


def _store(places: Places, now: datetime) -> Iterator[Finding]:
    from indexer.stores import Filters, open_store

    file = store_file(places.store)
    if file is not None and not file.exists():
        yield Finding("ok", "store", f"{places.store}: not there yet; the first run makes it")
        return
    if file is not None and (damage := damage_of(file)):
        yield Finding(
            "fail", "store", f"{file}: {damage}", "put a backup in its place, or move it away and run: retold rebuild"
        )
        return
    try:
        store = open_store(places.store)
        counts = store.counts()
        ahead = [article.first_seen_at for article in store.articles(Filters(since=now + CLOCKS_DIFFER))]
        store.close()
    except (StoreError, UsageError) as why:
        yield Finding("fail", "store", str(why))
        return
    yield Finding("ok", "store", f"{places.store}: {counts['articles']} articles in {counts['stories']} stories")
    if waiting := counts["story_due"] + counts["later_due"]:
        yield Finding("warn", "marks", f"{waiting} wait to be derived", "unless a run is under way: retold ingest")
    if ahead:
        yield Finding(
            "warn",
            "dates",
            f"{len(ahead)} articles are dated in the future",
            "their pages say so, or the clock is wrong",
        )
    yield _clock("first seen", max(ahead, default=now), now)


def _spool(file: Path, now: datetime) -> Iterator[Finding]:
    from crawler.spool import Spool

    if not file.exists():
        yield Finding("ok", "spool", f"{file}: not there yet; the first run makes it")
        return
    if damage := damage_of(file):
        yield Finding(
            "fail", "spool", f"{file}: {damage}", "put a backup in its place, or move it away: links are found again"
        )
        return
    try:
        spool = Spool(file)
        backlog, starts, dead = spool.backlog(), spool.last_starts(), spool.dead_letters()
        spool.close()
    except StoreError as why:
        yield Finding("fail", "spool", str(why))
        return
    found = f"{file}: {backlog['links']} links and {backlog['pages']} pages wait"
    if backlog["pages"] > LONG_BACKLOG:
        yield Finding("warn", "spool", found, "unless a run is under way: retold ingest")
    else:
        yield Finding("ok", "spool", found)
    yield _clock("last start", max(starts.values(), default=now), now)
    if dead:
        yield Finding("warn", "dead letters", f"{len(dead)} pages could not be had or read; the newest follow")
    for url, reason, at in dead[:DEAD_LETTERS_SHOWN]:
        yield Finding("warn", "dead letter", f"{url}: {one_line(reason, 120)} ({when(datetime.fromisoformat(at))})")


def _clock(what: str, noted: datetime, now: datetime) -> Finding:
    if noted > now + CLOCKS_DIFFER:
        return Finding(
            "fail", "clock", f"{what}: {when(noted)}, which is still to come", "set the clock of this machine right"
        )
    return Finding("ok", "clock", f"{when(now)}, {what} is earlier")


def damage_of(file: Path) -> str | None:
    """What SQLite finds wrong with a database file, None where it is whole."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            ((first,), *_) = db.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as why:
        return str(why)
    return None if first == "ok" else str(first)
