"""retold search: find articles by words, in either script."""

from contextlib import closing
from typing import Annotated, Literal

import typer

from crawler.commands.options import Config, Json, LogFormat, Since, StoreUrl, Until, Var, moment_of, places_of
from crawler.commands.output import one_line, say, show_json, show_table, when, when_dated

app = typer.Typer()
apps = {"search": app}


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='芯片 出口管制 · "exact phrase" · 华为 OR 昇腾 · 芯片 -股票 · ( )')],
    topic: Annotated[str | None, typer.Option(help="Only articles of this topic.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only this outlet or account.")] = None,
    platform: Annotated[str | None, typer.Option(help="Only this platform.")] = None,
    since: Since = None,
    until: Until = None,
    story: Annotated[str | None, typer.Option(help="Only articles of this story.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 20,
    sort: Annotated[Literal["newest", "relevance"], typer.Option(help="What comes first.")] = "newest",
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Find articles. All words must be there; Traditional finds Simplified and the other way round."""
    from indexer.query import parse
    from indexer.record import to_record
    from indexer.stores import Filters, open_store

    places = places_of(config, var, store, log_format)
    filters = Filters(
        topic=topic,
        outlet=outlet,
        platform=platform,
        since=moment_of(since, "--since"),
        until=moment_of(until, "--until"),
        story=story,
    )
    with closing(open_store(places.store)) as opened:
        hits = opened.search(parse(query), filters, limit=limit, sort=sort)
    if json:
        for article in hits.articles:
            show_json(to_record(article))
        return
    rows = [
        {
            "published": when_dated(article.published) or f"seen {when(article.first_seen_at)}",
            "outlet": article.outlet or article.account or article.source,
            "title": one_line(article.title or article.body),
            "story": article.story_id,
        }
        for article in hits.articles
    ]
    show_table(rows, ("published", "outlet", "title", "story"))
    say(f"{len(rows)} of {hits.total} articles")
