"""The options that many commands share, and what they make of them."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from crawler.durations import duration
from crawler.logs import Format, log_to_stderr
from crawler.places import CHECKOUT, Places, find_places
from indexer.errors import UsageError
from indexer.model import DEFAULT_ZONE

Config = Annotated[Path | None, typer.Option("--config", help="Folder of your config files [./watch, else ./config].")]
Var = Annotated[Path | None, typer.Option("--var", help="Folder of spool, logs and locks [./var].")]
StoreUrl = Annotated[str | None, typer.Option("--store", help="Url of the store [sqlite:///VAR/retold.db].")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
LogFormat = Annotated[Format, typer.Option("--log-format", help="How log lines look.")]
Since = Annotated[str | None, typer.Option("--since", help="A day (2026-05-19) or a length of time ago (7d, 12h).")]
Until = Annotated[str | None, typer.Option("--until", help="A day, not included, or a length of time ago.")]


def places_of(config: Path | None, var: Path | None, store: str | None, log_format: Format = "text") -> Places:
    """The places that the common options name; logging is set up on the way."""
    log_to_stderr(log_format)
    if config is not None and not config.is_dir():
        raise UsageError(f"--config {config}: no such folder; `retold init {config}` makes one")
    places = find_places(config, var, store)
    own_rules = places.config / "rules"
    if own_rules.is_dir() and places.config.resolve() != CHECKOUT / "config":
        # rows of a person's own, laid over the shipped ones; children inherit the name
        os.environ["RETOLD_RULES"] = str(own_rules)
    return places


def moment_of(text: str | None, option: str) -> datetime | None:
    """`2026-05-19`, `2026-05-19T08:00` (both on a Chinese clock) or `7d` -> an aware datetime. Raises UsageError."""
    if text is None:
        return None
    from zoneinfo import ZoneInfo

    try:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(DEFAULT_ZONE))
    except ValueError:
        pass
    try:
        return datetime.now(UTC) - duration(text)
    except ValueError:
        raise UsageError(f"{option} {text!r}: write a day such as 2026-05-19, or a length of time such as 7d") from None
