"""retold export: all articles or stories, one a line, as JSON or as a table that spreadsheets open safely.

Columns of the CSV are those named below; JSONL has every field (see `indexer.record`).
"""

import csv
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Annotated, Any, Literal

import typer

from crawler.commands.options import Config, LogFormat, Since, StoreUrl, Var, moment_of, places_of
from crawler.commands.output import show_json

app = typer.Typer()
apps = {"export": app}

ARTICLE_COLUMNS: tuple[str, ...] = (
    "id", "story_id", "family_id", "published_at", "published_precision", "first_seen_at", "outlet", "account",
    "author", "platform", "source", "title", "url", "state", "revision", "filed_as", "parent", "topics", "body",
)  # fmt: skip
STORY_COLUMNS: tuple[str, ...] = (
    "id",
    "title",
    "first",
    "first_at",
    "last_at",
    "articles",
    "families",
    "outlets",
    "topics",
)

# A cell that begins so is run as a formula by Excel and LibreOffice (OWASP, CSV Injection), the full-width signs too
# where the system is Chinese or Japanese.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"


@app.command()
def export(
    what: Annotated[Literal["articles", "stories"], typer.Argument(help="What to write.")] = "articles",
    form: Annotated[
        Literal["jsonl", "csv"], typer.Option("--format", help="One JSON object a line, or a table for spreadsheets.")
    ] = "jsonl",
    since: Since = None,
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with the mark that Excel knows UTF-8 by.")] = False,
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    log_format: LogFormat = "text",
) -> None:
    """Write all articles or stories to standard output.

    CSV columns of articles: id, story_id, family_id (one text and its copies), published_at (UTC, the start of the
    span), published_precision (second to year), first_seen_at, outlet, account, author, platform, source, title, url,
    state, revision, filed_as, parent (id of the article it is a copy of), topics, body. Columns of stories: id, title,
    first (id of the earliest article), first_at, last_at, articles, families (independent tellings), outlets, topics.
    """
    from indexer.record import story_record, to_record
    from indexer.stores import Filters, open_store

    places = places_of(config, var, store, log_format)
    filters = Filters(topic=topic, since=moment_of(since, "--since"))
    with closing(open_store(places.store)) as opened:
        if what == "articles":
            records, columns = map(to_record, opened.articles(filters)), ARTICLE_COLUMNS
        else:
            records, columns = map(story_record, opened.stories(filters)), STORY_COLUMNS
        if form == "csv":
            write_csv(records, columns, bom)
        else:
            for record in records:
                show_json(record)


def write_csv(records: Iterable[Mapping[str, Any]], columns: tuple[str, ...], bom: bool) -> None:
    """The records as they come, a row each, to standard output."""
    sys.stdout.write(BOM if bom else "")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for record in records:
        published = record.get("published") or {}
        flat = {**record, "published_at": published.get("at"), "published_precision": published.get("precision")}
        writer.writerow([cell(flat[column]) for column in columns])


def cell(value: object) -> object:
    """A value as a cell that no spreadsheet takes for a formula: `=1+1` -> `'=1+1`, lists with semicolons. Pure."""
    text = "; ".join(value) if isinstance(value, list) else value
    if isinstance(text, str) and text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text
