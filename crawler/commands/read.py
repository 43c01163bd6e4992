"""retold read: what retold makes of pages; nothing is stored."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.commands.options import Json, LogFormat, places_of
from crawler.commands.output import one_line, say, show_json, show_table, when_dated
from indexer.errors import BadPage, UsageError
from indexer.model import Article, Draft, Reading

if TYPE_CHECKING:
    from crawler.explain import Value
    from crawler.inputs import Input, Unusable

app = typer.Typer()
apps = {"read": app}


@app.command()
def read(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH..", help="Files and folders, as for ingest.")
    ] = None,
    manifest: Annotated[Path | None, typer.Option(help="Tab-separated list of files: file, url, fetched_at.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say for each value rule, place and words.")] = False,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Read pages into articles and print them."""
    from crawler.explain import explained
    from crawler.inputs import inputs

    places_of(None, None, None, log_format)  # rules beside your config hold here, too
    if not paths and manifest is None:
        raise UsageError("read: name a file, a folder or --manifest FILE.tsv")
    for given in inputs(paths or (), manifest):
        record, draft, article = _read(given)
        if json:
            values = {"explain": [asdict(value) for value in explained(draft, article)]} if explain and draft else {}
            show_json(record | values)
        else:
            _tell(record, article, explained(draft, article) if explain and draft else None)


def _read(given: "Input | Unusable") -> tuple[dict[str, Any], Draft | None, Article | None]:
    """The line to print, and what it was made from."""
    from crawler.inputs import Unusable
    from crawler.normalise import normalise
    from crawler.readers import read as read_page
    from indexer.record import to_record

    if isinstance(given, Unusable):
        return {"file": given.place, "outcome": "failed", "why": given.why}, None, None
    try:
        draft = read_page(given.page)
    except BadPage as why:
        return {"file": given.place, "outcome": "failed", "why": str(why)}, None, None
    if draft.state is not Reading.ARTICLE:
        return {"file": given.place, "outcome": draft.state.value, "why": draft.why}, draft, None
    article = normalise(draft)
    return {"file": given.place, "outcome": "article", **to_record(article)}, draft, article


def _tell(record: dict[str, Any], article: Article | None, values: "list[Value] | None") -> None:
    if article is None:
        say(f"{record['file']}: {record['outcome']} ({record['why']})")
    if values is not None:
        say(f"{record['file']}:")
        rows = [{name: one_line(text, 48) for name, text in asdict(value).items()} for value in values]
        show_table(rows, ("name", "value", "rule", "where", "words"))
    elif article is not None:
        _tell_article(record, article)


def _tell_article(record: dict[str, Any], article: Article) -> None:
    who = article.outlet or article.account or article.platform or ""
    said = (article.title, who, when_dated(article.published) or "no date", f"read by {article.read_by}")
    say(f"{record['file']}: {' · '.join(filter(None, said))}")
    say(article.body)
    for notice in article.notices:
        say(f"[{notice.kind}] {notice.text}")
    for reference in article.references:
        say(f"[reference] {reference.text}")
    say()
