"""retold compare: two articles side by side: who was first, how much they share, and which words were changed.

A  2026-11-18 08:00  临澜晨报  ...        芯片出口许可[-收紧-]{+放宽+}。
"""

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.commands.options import Config, Json, LogFormat, StoreUrl, Var, places_of
from crawler.commands.output import one_line, say, show_json, show_table, when, when_dated
from crawler.commands.stories import KINDS, lag, name_of
from indexer.errors import UsageError
from indexer.model import Article, Kind
from indexer.moment import moment

if TYPE_CHECKING:
    from rich.text import Text

    from indexer.align import Pair, Span
    from indexer.stores import Store

app = typer.Typer()
apps = {"compare": app}

# Characters of a sentence that are compared one by one; the cost grows with the square, and a longer one is a text
# without full stops, of which nobody reads the marks.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles and what their bodies have in common; a sentence is the (start, end) of it in its body."""

    a: Article
    b: Article
    sentences_a: "tuple[Span, ...]"
    sentences_b: "tuple[Span, ...]"
    pairs: "tuple[Pair, ...]"
    moved: int
    only_a: "tuple[Span, ...]"
    only_b: "tuple[Span, ...]"


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="Id or address of an article.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Id or address of another.")],
    config: Config = None,
    var: Var = None,
    store: StoreUrl = None,
    json: Json = False,
    log_format: LogFormat = "text",
) -> None:
    """Compare two articles: who was first, what they share, sentence by sentence, and what only one of them has."""
    from indexer.stores import open_store

    places = places_of(config, var, store, log_format)
    with closing(open_store(places.store)) as opened:
        one, other = _find(opened, a), _find(opened, b)
    if one.id == other.id:
        raise UsageError(f"{a} and {b} are one article, {one.id}; name two to compare")
    found = compare_articles(one, other)
    if json:
        show_json(record_of(found))
        return
    show_table([_row("A", one), _row("B", other)], ("article", "published", "outlet", "title", "id"))
    for line in summary(found):
        say(line)
    say()
    _show_pairs(found)
    for name, article, spans in (("A", one, found.only_a), ("B", other, found.only_b)):
        _show_only(name, article, spans)


def _find(store: "Store", any_id: str) -> Article:
    from crawler.identity import canonical_url

    ids = dict.fromkeys([any_id, *store.ids_by_url(any_id), *store.ids_by_url(canonical_url(any_id))])
    found = [article for one in ids if (article := store.get(one)) is not None]
    if not found:
        raise UsageError(
            f"no article has the id or address {any_id!r}; "
            "`retold search WORDS --json` and `retold story ID --json` show the ids of articles"
        )
    if len(found) > 1:
        raise UsageError(f"{len(found)} articles were seen at {any_id}; name one: {' '.join(one.id for one in found)}")
    return found[0]


def compare_articles(a: Article, b: Article) -> Comparison:
    """Align the bodies. Pure."""
    from indexer.align import align, moved, sentences, unpaired

    pairs = align(a.body, b.body)
    return Comparison(
        a=a,
        b=b,
        sentences_a=tuple(sentences(a.body)),
        sentences_b=tuple(sentences(b.body)),
        pairs=pairs,
        moved=moved(pairs),
        only_a=unpaired(a.body, {(pair.start, pair.end) for pair in pairs}),
        only_b=unpaired(b.body, {(pair.other_start, pair.other_end) for pair in pairs}),
    )


def record_of(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON. Pure."""
    return {
        "a": found.a.id,
        "b": found.b.id,
        "relation": relation_between(found.a, found.b),
        "same_script": found.a.script == found.b.script,
        "shared": {
            "of_a": _share(found.sentences_a, found.only_a),
            "of_b": _share(found.sentences_b, found.only_b),
        },
        "moved": found.moved,
        "pairs": [[pair.start, pair.end, pair.other_start, pair.other_end, pair.score] for pair in found.pairs],
        "only_a": [list(span) for span in found.only_a],
        "only_b": [list(span) for span in found.only_b],
    }


def relation_between(a: Article, b: Article) -> dict[str, Any] | None:
    """What the store says that one is to the other: `article` is a `kind` of `of`; None where it says nothing."""
    for article, other in ((a, b), (b, a)):
        for relation in article.relations:
            if relation.of == other.id:
                kind, score, revision = relation.kind.value, relation.score, relation.revision
                return {"article": article.id, "kind": kind, "of": other.id, "score": score, "revision": revision}
    return None


def _share(sentences: "tuple[Span, ...]", only: "tuple[Span, ...]") -> float:
    return round(1 - len(only) / len(sentences), 4) if sentences else 0.0


# --- for people -------------------------------------------------------------------------------------------------------


def _row(name: str, article: Article) -> dict[str, object]:
    published = when_dated(article.published) or f"seen {when(article.first_seen_at)}"
    title = one_line(article.title or article.body)
    return {"article": name, "published": published, "outlet": name_of(article), "title": title, "id": article.id}


def summary(found: Comparison) -> list[str]:
    """Who was first, the stored relation, and how much is shared. Pure."""
    shared = [
        f"{other} has {len(sentences) - len(only)} of the {len(sentences)} sentences of {name}"
        + (f" ({_share(sentences, only):.0%})" if sentences else "")
        for name, other, sentences, only in (
            ("A", "B", found.sentences_a, found.only_a),
            ("B", "A", found.sentences_b, found.only_b),
        )
    ]
    order = f"; {found.moved} of {len(found.pairs)} stand in another order" if found.moved else ""
    scripts = "" if found.a.script == found.b.script else f" A is written in {found.a.script}, B in {found.b.script}."
    return [who_was_first(found.a, found.b), _relative(found), f"{'; '.join(shared)}{order}.{scripts}"]


def who_was_first(a: Article, b: Article) -> str:
    """`A was first, 2 h 5 min before B.`, or that their times do not tell. Pure."""
    (_, first, name), (_, second, other) = sorted((moment(one), one, name) for one, name in ((a, "A"), (b, "B")))
    if second.published is None or second.published.value < moment(first).end:
        return f"{name} was first as far as is known; the times are too coarse, or one is missing, to rule out {other}."
    between = lag(first, second)
    return f"{name} was first, {between} before {other}." if between else f"{name} was first."


def _relative(found: Comparison) -> str:
    relation = relation_between(found.a, found.b)
    if relation is None:
        same = found.a.story_id is not None and found.a.story_id == found.b.story_id
        where = f"both are of the story {found.a.story_id}" if same else "they are of different stories"
        return f"No relation between them is stored; {where}."
    name, other = ("A", "B") if relation["article"] == found.a.id else ("B", "A")
    kind = Kind(relation["kind"])
    words = {Kind.QUOTES: f"quotes {other}", Kind.EVENT: f"tells the same event as {other}"}
    return f"{name} {words.get(kind, f'is filed as {KINDS[kind]} of {other}')}, {relation['score']:.0%}."


def _show_pairs(found: Comparison) -> None:
    numbers_a = {span: number for number, span in enumerate(found.sentences_a, start=1)}
    numbers_b = {span: number for number, span in enumerate(found.sentences_b, start=1)}
    rows = []
    for pair in found.pairs:
        one, other = found.a.body[pair.start : pair.end], found.b.body[pair.other_start : pair.other_end]
        a, b = numbers_a[pair.start, pair.end], numbers_b[pair.other_start, pair.other_end]
        rows.append((a, b, f"{pair.score:.2f}", one[:LONGEST], other[:LONGEST]))
    if not rows:
        say("No sentence of one is a sentence of the other.")
    elif sys.stdout.isatty():
        _show_side_by_side(rows)
    else:
        columns = ("a", "b", "alike", "text")
        show_table([dict(zip(columns, (*row, marked(one, other)), strict=True)) for *row, one, other in rows], columns)


def _show_side_by_side(rows: list[tuple[int, int, str, str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("a", "b", "alike"):
        table.add_column(column, justify="right")
    for column in ("A", "B"):
        table.add_column(column, ratio=1, overflow="fold")
    for a, b, alike, one, other in rows:
        table.add_row(str(a), str(b), alike, *coloured(one, other))
    Console(highlight=False).print(table)


def _show_only(name: str, article: Article, spans: "tuple[Span, ...]") -> None:
    if spans:
        say()
        say(f"Only in {name}:")
    for start, end in spans:
        say(f"  {one_line(article.body[start:end])}")


# --- marks ------------------------------------------------------------------------------------------------------------


def marked(one: str, other: str) -> str:
    """`许可[-收紧-]{+放宽+}`: from one to the other; what both have is printed as `one` has it. Pure."""
    return "".join(
        here if same else (f"[-{here}-]" if here else "") + (f"{{+{there}+}}" if there else "")
        for same, here, there in steps(one, other)
    )


def coloured(one: str, other: str) -> "tuple[Text, Text]":
    """Both sentences, in one what the other drops in red, in the other what it adds in green. Pure."""
    from rich.text import Text

    dropped, added = Text(), Text()
    for same, here, there in steps(one, other):
        dropped.append(here, None if same else "red strike")
        added.append(there, None if same else "green bold")
    return dropped, added


def steps(one: str, other: str) -> Iterator[tuple[bool, str, str]]:
    """The way from one to the other: (same or changed, part of one, part of the other). Pure.

    Traditional and Simplified are the same.
    """
    from rapidfuzz.distance import Levenshtein

    from indexer.text import fold

    opcodes = Levenshtein.opcodes(fold(one), fold(other))
    for same, row in groupby(opcodes, key=lambda op: op.tag == "equal"):
        ops = list(row)
        first, last = ops[0], ops[-1]
        yield same, one[first.src_start : last.src_end], other[first.dest_start : last.dest_end]
