"""retold read: what retold makes of pages; nothing is stored."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.commands.options import Json, LogFormat, places_of
from crawler.commands.output import say, show_json, show_table, when_dated
from indexer.errors import BadPage, UsageError
from indexer.model import Article, Draft, Reading

if TYPE_CHECKING:
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
    from crawler.inputs import inputs

    places_of(None, None, None, log_format)  # rules beside your config hold here, too
    if not paths and manifest is None:
        raise UsageError("read: name a file, a folder or --manifest FILE.tsv")
    for given in inputs(paths or (), manifest):
        record, draft, article = _read(given)
        if json:
            show_json(record | ({"explain": explained(draft, article)} if explain and draft else {}))
        else:
            _tell(record, draft, article, explain)


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


def explained(draft: Draft, article: Article | None) -> list[dict[str, str]]:
    """Each value with the rule that read it, the place and the words."""
    rows = [{"value": "read_by", "is": draft.read_by, "rule": "", "where": "", "words": ""}]
    for name in ("title", "account", "author", "outlet", "body"):
        if said := getattr(draft, name):
            value = str(getattr(article, name)) if article else ""
            rows.append({"value": name, "is": value, "rule": "", "where": said.where, "words": said.text})
    for name in ("published", "modified"):
        if article and (dated := getattr(article, name)):
            row = {"value": name, "is": f"{dated.value.isoformat()} {dated.precision}", "rule": dated.rule}
            rows.append(row | {"where": dated.where, "words": dated.text})
    rows.extend(
        {"value": "notice", "is": notice.kind, "rule": "", "where": notice.where, "words": notice.text}
        for notice in (article.notices if article else ())
    )
    for reference in article.references if article else ():
        is_ = " · ".join(filter(None, (reference.outlet, reference.date, reference.title)))
        rows.append({"value": "reference", "is": is_, "rule": "", "where": "", "words": reference.text})
    return rows


def _tell(record: dict[str, Any], draft: Draft | None, article: Article | None, explain: bool) -> None:
    if article is None:
        say(f"{record['file']}: {record['outcome']} ({record['why']})")
        return
    if explain and draft:
        from crawler.commands.output import one_line

        say(f"{record['file']}:")
        rows = [{name: one_line(text, 48) for name, text in row.items()} for row in explained(draft, article)]
        show_table(rows, ("value", "is", "rule", "where", "words"))
        return
    who = article.outlet or article.account or article.platform or ""
    said = (article.title, who, when_dated(article.published) or "no date", f"read by {article.read_by}")
    say(f"{record['file']}: {' · '.join(filter(None, said))}")
    say(article.body)
    for notice in article.notices:
        say(f"[{notice.kind}] {notice.text}")
    for reference in article.references:
        say(f"[reference] {reference.text}")
    say()
