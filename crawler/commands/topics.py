"""retold topics: which topics fit a text and by which words, and tagging stored articles with today's topics."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import say, show_json, show_progress, show_table
from indexer.errors import UsageError

if TYPE_CHECKING:
    from crawler.ingest import Desk

app = typer.Typer(no_args_is_help=True, help="Test a text against the topics, or apply them to the store.")
apps = {"topics": app}

BATCH = 500  # articles that are tagged in one transaction
ROLES = {"any": "one of any", "all": "one of a list in all", "none": "one of none: unmakes the topic"}


@app.command(name="test")
def explain(
    text: Annotated[str, typer.Argument(help="A text, or - to read it from standard input.")],
    config: Config = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Say which topics fit a text, and which of their words were found in it."""
    from indexer.topics import load_topics

    places = places_of(config, None, None, log_format)
    topics = load_topics(places.config / "topics.yaml")
    text = sys.stdin.read() if text == "-" else text
    if not text.strip():
        raise UsageError("the text is empty")
    fitting, found = topics.match(None, text), topics.explain(text)
    if json:
        show_json({"topics": fitting, "found": [asdict(why) for why in found]})
        return
    rows = [
        {"topic": why.topic, "word": why.word, "in the text": text[why.start : why.end], "counts as": ROLES[why.role]}
        for why in found
    ]
    if rows:
        show_table(rows, ("topic", "word", "in the text", "counts as"))
    say(f"Fits: {', '.join(fitting)}" if fitting else "No topic fits.")


@app.command(name="apply")
def apply_all(
    config: Config = None, var: Var = None, store: StoreUrl = None, json: Json = False, log_format: LogFormat = "text"
) -> None:
    """Tag all stored articles with the topics that fit them today."""
    from crawler.ingest import open_desk

    desk = open_desk(places_of(config, var, store, log_format))
    try:
        changed = tag_all(desk)
        articles = desk.store.counts()["articles"]
    finally:
        desk.store.close()
    if json:
        show_json({"articles": articles, "changed": changed})
        return
    say(f"{changed} of {articles} articles have other topics now")


def tag_all(desk: "Desk") -> int:
    """Returns how many articles changed. Raises StoreError, AlreadyRunning where `ingest` files into the store."""
    from indexer.file import refresh_stories

    changed = 0
    others: dict[str, tuple[str, ...]] = {}
    with show_progress("articles") as bar:
        for article in desk.store.articles():
            fitting = desk.topics.match(article.title, article.body)
            if fitting != article.topics:
                others[article.id] = fitting
            if len(others) == BATCH:
                changed += _tag(desk, others)
                others = {}
            if bar:
                bar.advance(bar.task_ids[0])
    changed += _tag(desk, others)
    refresh_stories(desk.store, desk.owner)
    return changed


def _tag(desk: "Desk", others: dict[str, tuple[str, ...]]) -> int:
    if others:
        with desk.store.writing(desk.owner):
            desk.store.tag(others)
    return len(others)
