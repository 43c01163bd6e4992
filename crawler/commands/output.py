"""How commands print: JSON for programs, tables for people, plain lines with tabs where the output is piped."""

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from indexer.model import DEFAULT_ZONE, Dated

_FORMS = {"second": "%Y-%m-%d %H:%M:%S", "minute": "%Y-%m-%d %H:%M", "hour": "%Y-%m-%d %Hh", "day": "%Y-%m-%d"}
_FORMS |= {"month": "%Y-%m", "year": "%Y"}


def say(text: str = "") -> None:
    """One line for people."""
    Console(soft_wrap=True, highlight=False, markup=False).print(text)


def show_json(record: Any) -> None:
    """One JSON value on one line, Chinese as it is."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


def show_table(rows: Sequence[Mapping[str, object]], columns: Sequence[str], *, title: str = "") -> None:
    """A table on a terminal; elsewhere a header and rows with tabs, so that `cut` and `sort` work."""
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    if not sys.stdout.isatty():
        for line in ([*columns], *cells):
            sys.stdout.write("\t".join(line) + "\n")
        return
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        numeric = all(isinstance(row.get(column), int | float | None) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold" if number else "ellipsis")
    for line in cells:
        table.add_row(*map(escape, line))
    Console(highlight=False).print(table)


def show_progress(what: str) -> "AbstractContextManager[Progress | None]":
    """A bar on stderr while long work goes on, only on a terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return nullcontext()
    bar = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*bar, console=Console(stderr=True), transient=True)
    progress.add_task(what, total=None)
    return progress


def when(at: datetime | None, precision: str = "minute") -> str:
    """A time as its readers' clock shows it, no finer than it is known."""
    return at.astimezone(ZoneInfo(DEFAULT_ZONE)).strftime(_FORMS[precision]) if at else ""


def when_dated(dated: Dated | None) -> str:
    return when(dated.value, dated.precision if dated.precision in _FORMS else "minute") if dated else ""


def one_line(text: str, width: int = 60) -> str:
    """The beginning of a text, at most `width` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def _cell(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return "" if value is None else " ".join(str(value).split())
