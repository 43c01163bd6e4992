"""retold backup: store, spool and config copied into a folder that works as it is, while retold runs.

DIR/retold.db  DIR/spool.db  DIR/config/  DIR/manifest.json (written last: without it a backup is not whole)
"""

import json as json_format
import platform
import shutil
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import say, show_json
from crawler.places import Places
from indexer.errors import UsageError

app = typer.Typer()
apps = {"backup": app}

STORE, SPOOL, CONFIG, MANIFEST = "retold.db", "spool.db", "config", "manifest.json"


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")],
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Copy store, spool and config into DIR. May be called while retold runs."""
    places = places_of(config, var, store, log_format)
    manifest = copy(places, folder)
    if json:
        show_json(manifest)
        return
    say(f"Copied to {folder}: {manifest['articles']} articles, {manifest['pages']} waiting pages, the config.")
    say(f"Look into it:  retold stories --var {folder} --config {folder / CONFIG}")
    say(f"Restore it:    end all runs of retold, move {places.var} away, then: cp -r {folder} {places.var}")
    say(f"               and put {folder / CONFIG} in the place of {places.config}")


def copy(places: Places, folder: Path) -> dict[str, object]:
    """Make the copies; returns the manifest. Raises UsageError for a folder that holds something, StoreError."""
    from crawler.spool import Spool
    from indexer.record import time_text
    from indexer.stores import open_store

    _make_empty(folder, places.config)
    # The spool first: a page that is filed meanwhile then waits in the copied spool once more, and is filed again
    # without effect. The other way round it would be missing from the copied store.
    spool, opened = Spool(places.spool), open_store(places.store)
    try:
        spool.backup(folder / SPOOL)
        opened.backup(folder / STORE)
    finally:
        opened.close()
        spool.close()
    shutil.copytree(places.config, folder / CONFIG)
    manifest: dict[str, object] = {
        "made_at": time_text(datetime.now(UTC)),
        **_counts(folder),
        "from": {"config": str(places.config), "var": str(places.var), "store": places.store},
        "versions": {
            "retold": version("retold"),
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
    }
    text = json_format.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    return manifest


def _counts(folder: Path) -> dict[str, int]:
    """What the copies hold; that they can be opened is the proof that they are whole."""
    from crawler.spool import Spool
    from indexer.stores import open_store

    spool, store = Spool(folder / SPOOL), open_store(f"sqlite:///{folder / STORE}")
    counts = {"articles": store.counts()["articles"], **spool.backlog()}
    store.close()
    spool.close()
    return counts


def _make_empty(folder: Path, config: Path) -> None:
    if folder.resolve().is_relative_to(config.resolve()):
        raise UsageError(f"{folder} lies in the config folder, which is part of the backup; name another")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the config may hold passwords
    except OSError as why:
        raise UsageError(f"{folder}: {why.strerror}") from why
    if any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; name a new folder")
