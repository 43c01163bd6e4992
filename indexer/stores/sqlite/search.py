"""Searching: what the index of words holds, and a query as FTS5 reads it.

    index text "AI芯片出口"      -> title and body as tokens "ai 芯片 片出 出口 口"
    query 芯片 -"出口 管制"      -> ("芯片") NOT ("出口 口 管制")
    query 芯                     -> ("芯" *), every token that begins with it

The index keeps no text (it would double the file), so a row leaves it only with exactly the tokens that it came with:
INSERT OR REPLACE leaves the old ones findable (SQLite 3.40). Hence `unindex` with the old texts before any change.
"""

import logging
from typing import Any

from indexer.model import Article
from indexer.query import And, Node, Not, Or, Phrase
from indexer.stores import Filters, Sort
from indexer.stores.sqlite.database import Database
from indexer.stores.sqlite.rows import folded, ticks, unpack
from indexer.text import TOKENS_VERSION, runs, tokens

log = logging.getLogger("retold")

TITLE_WEIGHT = 5.0  # a word in the title says what the text is about; one of many in the body may not

# --- the index -------------------------------------------------------------------------------------------------------


def index(database: Database, row: int, article: Article) -> None:
    database.run("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (row, *_columns(article)))


def unindex(database: Database, row: int, article: Article) -> None:
    """`article` as it was when it was indexed."""
    database.run("INSERT INTO words (words, rowid, title, body) VALUES ('delete', ?, ?, ?)", (row, *_columns(article)))


def _columns(article: Article) -> tuple[str, str]:
    return " ".join(tokens(article.title or "")), " ".join(tokens(article.body))


def keep_current(database: Database) -> None:
    """Build the index anew where it was made of other tokens than today's."""
    if _indexed_by(database) == str(TOKENS_VERSION):
        return
    with database.transaction():
        if _indexed_by(database) == str(TOKENS_VERSION):  # another process was faster
            return
        database.run("INSERT INTO words (words) VALUES ('delete-all')")
        known = database.rows("SELECT row FROM articles ORDER BY row")
        for (row,) in known:
            record = database.row(
                "SELECT record FROM records JOIN articles USING (row, revision) WHERE row = ?", (row,)
            )
            if record:
                index(database, row, unpack(record[0]))
        database.run("REPLACE INTO meta VALUES ('tokens', ?)", (str(TOKENS_VERSION),))
    if known:
        log.info("search index built anew", extra={"store": database.path, "articles": len(known)})


def _indexed_by(database: Database) -> str | None:
    row = database.row("SELECT value FROM meta WHERE name = 'tokens'")
    return row[0] if row else None


# --- queries ---------------------------------------------------------------------------------------------------------


def compile_query(node: Node) -> str:
    """The query as a MATCH expression; holds nothing of the person's but letters and digits."""
    match node:
        case Phrase(text, prefix):
            return _phrase(text, prefix)
        case Or(parts):
            return "(" + " OR ".join(compile_query(part) for part in parts) + ")"
        case And(parts):
            wanted = [compile_query(part) for part in parts if not isinstance(part, Not)]
            unwanted = [compile_query(part.part) for part in parts if isinstance(part, Not)]
            both = " AND ".join(wanted)
            return f"(({both}) NOT ({' OR '.join(unwanted)}))" if unwanted else f"({both})"
        case Not():
            raise ValueError("a Not stands only inside an And")


def _phrase(text: str, prefix: bool) -> str:
    words = tokens(text)
    last, unspaced = runs(text)[-1]
    if unspaced and len(last) == 1:  # any pair may begin with it
        prefix = True
    elif unspaced:  # the text may go on behind it
        words.pop()
    return f'("{" ".join(words)}"{" *" if prefix else ""})'


_BY = {
    "newest": "at DESC, id",
    "relevance": f"bm25(words, {TITLE_WEIGHT}, 1.0), at DESC, id",
}


def find(database: Database, query: str, filters: Filters, limit: int, sort: Sort) -> tuple[int, list[int]]:
    """How many articles there are, and the rows of the first."""
    where, values = narrowed(filters)
    found = f"FROM words JOIN articles ON articles.row = words.rowid WHERE words MATCH ? AND {where}"
    total = database.row(f"SELECT count(*) {found}", (query, *values))
    rows = database.rows(f"SELECT articles.row {found} ORDER BY {_BY[sort]} LIMIT ?", (query, *values, limit))
    return (total[0] if total else 0), [row for (row,) in rows]


def narrowed(filters: Filters) -> tuple[str, list[Any]]:
    """The filters as a condition over `articles`, and its values. `filters.story` is an id without redirects."""
    conditions, values = ["1"], list[Any]()
    for condition, value in (
        ("articles.row IN (SELECT topics.row FROM topics WHERE topic = ?)", filters.topic),
        ("outlet = ?", folded(filters.outlet)),
        ("account = ?", folded(filters.account)),
        ("platform = ?", filters.platform),
        ("source = ?", filters.source),
        ("story_id = ?", filters.story),
        ("at >= ?", filters.since and ticks(filters.since)),
        ("at < ?", filters.until and ticks(filters.until)),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    return " AND ".join(conditions), values
