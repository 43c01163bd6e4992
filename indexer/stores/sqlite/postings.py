"""Which stored texts share sampled hashes with a new one: an index over distinct texts, not over articles.

    texts     one row for each text as it is compared (Fingerprint.exact)
    postings  hash -> the texts that have it

A text that ten thousand articles copy lies here once, and is counted once.
"""

import json

from indexer.model import Candidate, Fingerprint
from indexer.stores.sqlite.database import Database
from indexer.stores.sqlite.rows import moment_of, pack_shingles, unpack_shingles


def text_id(database: Database, fingerprint: Fingerprint) -> int:
    """The row of the article's text, made where it is new."""
    key = (fingerprint.exact, fingerprint.scheme)
    row = database.row("SELECT id FROM texts WHERE exact = ? AND scheme = ?", key)
    if row is not None:
        return int(row[0])
    text = database.run(
        "INSERT INTO texts (exact, scheme, length, shingles) VALUES (?, ?, ?, ?)",
        (*key, fingerprint.length, pack_shingles(fingerprint)),
    )
    database.run_many(
        "INSERT INTO postings (hash, text) VALUES (?, ?)",
        ((hash_, text) for hash_ in sorted(set(fingerprint.shingles))),
    )
    return text


def drop_unused(database: Database, text: int) -> None:
    """Remove a text that no article has any more, with its postings."""
    if database.row("SELECT 1 FROM articles WHERE text = ? LIMIT 1", (text,)):
        return
    row = database.row("SELECT shingles FROM texts WHERE id = ?", (text,))
    if row is not None:
        hashes = set(unpack_shingles(row[0]))
        database.run_many("DELETE FROM postings WHERE hash = ? AND text = ?", ((hash_, text) for hash_ in hashes))
        database.run("DELETE FROM texts WHERE id = ?", (text,))


# A hash that more texts have is a common phrase, or one text in very many versions, of which the first stored are
# enough. Without the limit a lookup grows with the store: 1.9 ms at 5,500 articles of one newsroom, with it 1.1 ms.
MOST_TEXTS = 128

# Equal counts are told apart by the text's own hash: the order of arrival must not decide who is among the first 50.
# Only texts that share as much as the last of these are looked up; most share one hash, by a common phrase.
_SHARING = f"""
    WITH sharing AS MATERIALIZED (
        SELECT text, count(*) AS shared FROM json_each(:hashes) AS asked CROSS JOIN postings
        ON hash = asked.value AND text <= coalesce(
            (SELECT text FROM postings WHERE hash = asked.value ORDER BY text LIMIT 1 OFFSET {MOST_TEXTS - 1}),
            9223372036854775807)
        GROUP BY text
    ), first AS (SELECT shared FROM sharing ORDER BY shared DESC LIMIT :limit)
    SELECT texts.id FROM sharing JOIN texts ON texts.id = sharing.text
    WHERE sharing.shared >= (SELECT min(shared) FROM first) AND scheme = :scheme AND exact <> :exact
    ORDER BY sharing.shared DESC, exact LIMIT :limit"""

# The earliest article of each text, by Moment; texts in the order of the list.
_EARLIEST = """
    SELECT articles.id, ends, seen, scheme, exact, length, shingles, story_id, family_id, articles.parent, revision
    FROM json_each(:texts) AS listed JOIN texts ON texts.id = listed.value
    JOIN articles ON articles.row = (
        SELECT row FROM articles WHERE text = listed.value AND id <> :but ORDER BY ends, seen, id LIMIT 1
    ) ORDER BY listed.key LIMIT :limit"""


def candidates(database: Database, fingerprint: Fingerprint, but: str, limit: int) -> list[Candidate]:
    """The same text first, then those that share most hashes; of each text the earliest article."""
    asked = {
        "hashes": json.dumps(fingerprint.shingles),
        "scheme": fingerprint.scheme,
        "exact": fingerprint.exact,
        "limit": limit + 2,  # the text itself is among them, and perhaps one that only `but` has
    }
    same = database.rows("SELECT id FROM texts WHERE exact = :exact AND scheme = :scheme", asked)
    texts = [text for (text,) in [*same, *database.rows(_SHARING, asked)]]
    found = database.rows(_EARLIEST, {"texts": json.dumps(texts), "but": but, "limit": limit})
    return [_candidate(*row) for row in found]


def _candidate(
    article_id: str, ends: int, seen: int, scheme: int, exact: str, length: int, shingles: bytes,
    story_id: str, family_id: str, parent: str | None, revision: int,
) -> Candidate:  # fmt: skip
    mark = Fingerprint(scheme, exact, length, unpack_shingles(shingles))
    return Candidate(article_id, moment_of(ends, seen, article_id), mark, story_id, family_id, parent, revision)
