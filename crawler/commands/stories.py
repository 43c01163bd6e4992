"""retold stories, retold story: which events were told most often, and who told one first, who copied whom."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from crawler.commands.options import Config, Json, LogFormat, Since, StoreUrl, Var, moment_of, places_of
from crawler.commands.output import one_line, say, show_json, show_table, when, when_dated
from indexer.errors import UsageError
from indexer.model import DEFAULT_ZONE, Article, Dated, Kind, Outcome, Relation, State
from indexer.moment import moment

if TYPE_CHECKING:
    from indexer.model import Story
    from indexer.stores import Store

stories_app = typer.Typer()
story_app = typer.Typer()
apps = {"stories": stories_app, "story": story_app}

# A lag is no finer than the coarser of the two times it lies between.
FINE = ("second", "minute", "hour")

KINDS = {
    Kind.EXACT: "exact copy",
    Kind.NEAR: "near copy",
    Kind.REWORDED: "rewording",
    Kind.QUOTES: "quotes",
    Kind.EVENT: "same event",
}


@stories_app.command()
def stories(
    topic: Annotated[str | None, typer.Option(help="Only stories of this topic.")] = None,
    since: Since = None,
    min_articles: Annotated[int, typer.Option(min=1, help="Told by at least so many articles.")] = 1,
    min_families: Annotated[int, typer.Option(min=1, help="At least so many independent tellings.")] = 1,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """List the stories: most independent tellings first, then most articles, then newest."""
    from indexer.record import story_record
    from indexer.stores import Filters, open_store

    places = places_of(config, var, store, log_format)
    filters = Filters(topic=topic, since=moment_of(since, "--since"))
    with closing(open_store(places.store)) as opened:
        found = opened.stories(filters, min_articles=min_articles, min_families=min_families, limit=limit)
    if json:
        for story in found:
            show_json(story_record(story))
        return
    columns = ("story", "first", "articles", "tellings", "outlets", "headline")
    show_table([_story_row(story) for story in found], columns)
    say(f"{len(found)} stories" + (", perhaps more (--limit)" if len(found) == limit else ""))


def _story_row(story: "Story") -> dict[str, object]:
    return {
        "story": story.id,
        "first": when(story.first_at),
        "articles": story.articles,
        "tellings": story.families,
        "outlets": one_line(", ".join(story.outlets), 40),
        "headline": one_line(story.title),
    }


@story_app.command()
def story(
    any_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a story, or of one of its articles.")],
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Follow one story: its articles by time, who was first and who copied whom."""
    from indexer.record import story_record, to_record
    from indexer.stores import open_store

    places = places_of(config, var, store, log_format)
    with closing(open_store(places.store)) as opened:
        found = _find(opened, any_id)
        members = opened.members(found.id)
    if json:
        show_json({**story_record(found), "articles": [to_record(article) for article in members]})
        return
    say(f"{found.id}  {one_line(found.title, 100)}")
    lasted = f"{when(found.first_at)} to {when(found.last_at)}"
    say(f"{found.articles} articles, {found.families} independent tellings, {lasted}")
    columns = ("no", "published", "outlet", "what", "lag", "title", "state")
    show_table(rows_of(members), columns)
    for line in who_was_first(members):
        say(line)


def _find(store: "Store", any_id: str) -> "Story":
    article = store.get(any_id)
    found = store.story((article and article.story_id) or any_id)
    if found is None:
        raise UsageError(f"no story or article has the id {any_id!r}; `retold stories` lists them")
    return found


def rows_of(members: Sequence[Article]) -> list[dict[str, object]]:
    """One row an article, by time. Pure."""
    numbers = {article.id: number for number, article in enumerate(members, start=1)}
    by_id = {article.id: article for article in members}
    return [
        {
            "no": numbers[article.id],
            "published": _published(article),
            "outlet": name_of(article),
            "what": what_it_is(article, numbers),
            "lag": lag(parent, article) if (parent := by_id.get(article.parent or "")) else "",
            "title": one_line(article.title or article.body),
            "state": _state(article),
        }
        for article in members
    ]


def what_it_is(article: Article, numbers: dict[str, int]) -> str:
    """`original`, `near copy of 1, 87 %`, `quotes 2, 31 %`: the article against others, by their numbers. Pure."""
    if article.parent is not None:
        return _relative(_relation_to(article, article.parent), numbers)
    if article.filed_as is Outcome.TOO_SHORT:
        return "too short to compare"
    links = [_relative(relation, numbers) for relation in article.relations]
    return "; ".join(["original" if not links else "own telling", *links])


def _relation_to(article: Article, other: str) -> Relation:
    return next(relation for relation in article.relations if relation.of == other)


def _relative(relation: Relation, numbers: dict[str, int]) -> str:
    number = numbers.get(relation.of)
    target = f"{number}" if number else f"{relation.of[:12]} of another story"
    of = "" if relation.kind is Kind.QUOTES else "as " if relation.kind is Kind.EVENT else "of "
    share = "" if relation.kind is Kind.EXACT else f", {relation.score:.0%}"
    return f"{KINDS[relation.kind]} {of}{target}{share}"


def lag(parent: Article, child: Article) -> str:
    """How much later the child came out: `2 h 5 min`, `3 d`, `same day`; empty where nobody can say. Pure."""
    first, second = parent.published, child.published
    if first is None or second is None:
        return ""
    if first.precision in FINE and second.precision in FINE:
        return _length(second.value - first.value)
    if {first.precision, second.precision} <= {*FINE, "day"}:
        days = (_day(second) - _day(first)).days
        return f"{days} d" if days else "same day"
    return ""


def _day(dated: Dated) -> date:
    return dated.value.astimezone(ZoneInfo(DEFAULT_ZONE)).date()


def _length(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def who_was_first(members: Sequence[Article]) -> list[str]:
    """Lines for people: who was first, and who may have been as early, since spans overlap. Pure."""
    first, *others = members
    lines = [f"First: {name_of(first)}, {_published(first)}"]
    end = moment(first).end
    rivals = [
        f"{number} {name_of(other)} ({_published(other)})"
        for number, other in enumerate(others, start=2)
        if other.published is None or other.published.value < end
    ]
    if rivals:
        lines.append(
            f"Not certain: their times are not known well enough to rule out that these came first: {'; '.join(rivals)}"
        )
    return lines


def name_of(article: Article) -> str:
    """Who published it, as well as is known."""
    return article.outlet or article.account or article.source or article.url


def _published(article: Article) -> str:
    return when_dated(article.published) or f"seen {when(article.first_seen_at)}"


def _state(article: Article) -> str:
    revised = f"revised {article.revision - 1}" if article.revision > 1 else ""
    return ", ".join(filter(None, ("withdrawn" if article.state is State.WITHDRAWN else "", revised)))
