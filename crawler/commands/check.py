"""retold check: is the config right, does the store open? Every fault of every file at once, with its line."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import say, show_json
from crawler.places import Places
from indexer.errors import ConfigError, StoreError, UsageError

app = typer.Typer()
apps = {"check": app}

SQLITE = "sqlite:///"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong (errors), what is missing but not wrong (warnings), and what is well (notes)."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@app.command()
def check(
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of sources.yaml and end.")] = False,
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Check the config and the store. Exit code: 0 ok, perhaps with warnings; 1 store fails; 2 config is wrong."""
    places = places_of(config, var, store, log_format)
    if schema:
        from crawler.sources import Sources

        show_json(Sources.model_json_schema())
        return
    about_config = check_config(places.config)
    about_store = check_store(places)
    if json:
        show_json(
            {
                "ok": not (about_config.errors or about_store.errors),
                "errors": [*about_config.errors, *about_store.errors],
                "warnings": list(about_config.warnings),
            }
        )
    else:
        _tell(about_config, about_store)
    raise typer.Exit(2 if about_config.errors else 1 if about_store.errors else 0)


def _tell(*findings: Findings) -> None:
    errors = [error for found in findings for error in found.errors]
    for error in errors:
        typer.echo(error, err=True)
    for found in findings:
        for warning in found.warnings:
            typer.echo(f"warning: {warning}", err=True)
        for note in found.notes:
            say(note)
    say(f"{len(errors)} {'error' if len(errors) == 1 else 'errors'}" if errors else "ok")


def check_config(folder: Path) -> Findings:
    """All of the config folder. Errors are `file:line: key: what is wrong`."""
    from crawler.normalise.rules import notice_rules, outlet_names
    from crawler.sources import load_sources
    from indexer.topics import load_topics

    errors: list[str] = []
    sources = _loaded(lambda: load_sources(folder), errors)
    topics = _loaded(lambda: load_topics(folder / "topics.yaml"), errors)
    _loaded(notice_rules, errors)
    _loaded(outlet_names, errors)
    warnings = []
    if sources is not None and sources.contact is None:
        warnings.append(
            f"{folder / 'sources.yaml'}: contact: is not set, so only this machine is crawled; give a mail address or"
            " a web page"
        )
    notes = [
        *([f"{folder / 'sources.yaml'}: {len(sources.sources)} sources"] if sources is not None else []),
        *([f"{folder / 'topics.yaml'}: {len(topics.entries)} topics"] if topics is not None else []),
    ]
    return Findings(tuple(errors), tuple(warnings), tuple(notes))


def check_store(places: Places) -> Findings:
    """Whether the store opens. A file that is not there yet is not made."""
    from indexer.stores import open_store

    file = store_file(places.store)
    if file is not None and not file.exists():
        return Findings(notes=(f"{places.store}: not there yet; the first run makes it",))
    try:
        opened = open_store(places.store)
        counts = opened.counts()
        opened.close()
    except (StoreError, UsageError) as why:
        return Findings(errors=(str(why),))
    return Findings(notes=(f"{places.store}: {counts['articles']} articles in {counts['stories']} stories",))


def store_file(url: str) -> Path | None:
    """The file of an SQLite store's url, None for any other store."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) and url != SQLITE else None


def _loaded(load: Callable[[], T], errors: list[str]) -> T | None:
    try:
        return load()
    except ConfigError as why:
        errors.extend(str(why).splitlines())
        return None
