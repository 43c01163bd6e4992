"""retold forget: delete a source, an account or an address from store and spool.

    https://news.example/a/1   the article that was seen there      chenbao    a source of that name
    临澜晨报                    all articles of that account or outlet

Both databases overwrite what is deleted (PRAGMA secure_delete), and their write-ahead logs are cut afterwards, so that
it cannot be found in the bytes of the files either.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import say, show_json
from indexer.errors import UsageError

if TYPE_CHECKING:
    from crawler.ingest import Desk
    from crawler.spool import Spool
    from indexer.model import Article

app = typer.Typer()
apps = {"forget": app}

ADDRESS = ("http://", "https://", "file:")


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be forgotten: the articles, and the addresses that are never to be fetched again."""

    what: Literal["address", "source", "account"]
    name: str
    articles: "tuple[Article, ...]"
    urls: tuple[str, ...] = ()

    def __str__(self) -> str:
        n = len(self.articles)
        return (
            f"the {self.what} {self.name}, {n} {'article' if n == 1 else 'articles'} and all pages that were kept of it"
        )


@app.command()
def forget(
    name: Annotated[str, typer.Argument(metavar="SOURCE|ACCOUNT|URL", help="What to forget.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Delete a source, an account or an address, with all articles and pages that were kept of it."""
    from crawler.ingest import open_desk
    from crawler.lock import run_lock
    from crawler.spool import Spool

    places = places_of(config, var, store, log_format)
    with run_lock(places.var):  # a crawl would go on to keep what is being forgotten
        desk, spool = open_desk(places), Spool(places.spool)
        try:
            target = find(name, desk, spool)
            if not yes:
                _ask(target)
            delete(target, desk, spool)
        finally:
            spool.close()
            desk.store.close()
    if json:
        show_json({"forgotten": target.what, "name": name, "articles": len(target.articles)})
        return
    say(f"Forgotten: {target}.")
    for line in _what_stays(target, listed=name in desk.sources):
        say(line)


def find(name: str, desk: "Desk", spool: "Spool") -> Target:
    """Work out what a name means. Raises UsageError where nothing is kept under it."""
    from indexer.stores import Filters

    if name.startswith(ADDRESS):
        return _address(name, desk, spool)
    of_source = tuple(desk.store.articles(Filters(source=name)))
    if of_source or name in desk.sources or name in spool.last_starts():
        return Target("source", name, of_source)
    by_name = chain(desk.store.articles(Filters(account=name)), desk.store.articles(Filters(outlet=name)))
    articles = tuple({article.id: article for article in by_name}.values())
    if not articles:
        raise UsageError(f"nothing is kept under {name!r}: it is no source, no account, no outlet and no address")
    if pages := spool.backlog()["pages"]:
        raise UsageError(f"{pages} pages wait that may be of {name}; file them first: retold ingest")
    return Target("account", name, articles, _urls(articles))


def _address(url: str, desk: "Desk", spool: "Spool") -> Target:
    from crawler.identity import article_id, canonical_url

    canonical = canonical_url(url)
    seen_there = [*desk.store.ids_by_url(url), *desk.store.ids_by_url(canonical), *spool.article_ids([url])]
    ids = dict.fromkeys([*seen_there, article_id(canonical)])
    articles = tuple(article for one in ids if (article := desk.store.get(one)) is not None)
    return Target("address", url, articles, (url, *_urls(articles)))


def _urls(articles: "tuple[Article, ...]") -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for article in articles for url in (article.url, *article.urls)))


def _ask(target: Target) -> None:
    question = f"Delete {target}?"
    if not sys.stdin.isatty():
        raise UsageError(f"{question} Nobody is here to answer; pass --yes")
    typer.confirm(f"{question} This cannot be undone.", abort=True)


def delete(target: Target, desk: "Desk", spool: "Spool") -> None:
    """Spool first: what is still in the store is found again by another try, should this one be stopped."""
    from indexer import file

    ids = [article.id for article in target.articles]
    spool.forget(target.urls, datetime.now(UTC), article_ids=ids)
    if target.what == "source":
        spool.forget_source(target.name)
    file.forget(desk.store, desk.owner, ids)
    file.settle(desk.store, desk.owner)


def _what_stays(target: Target, *, listed: bool) -> list[str]:
    lines = ["Backups and log files from before still name it."]
    if target.what == "source" and listed:
        lines.append("It is still in sources.yaml and will be crawled anew; remove it there, too.")
    if target.urls:
        lines.append("The addresses alone stay noted, so that they are never fetched again.")
    return lines
