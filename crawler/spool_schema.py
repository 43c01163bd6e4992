"""The tables of the spool, numbered migrations, how page bodies are packed, and what errors are called."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import StoreError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_FIRST = """
CREATE TABLE lists (            -- where links come from, with what a conditional GET needs
    url TEXT PRIMARY KEY, source TEXT NOT NULL, etag TEXT, last_modified TEXT,
    checked_at TEXT NOT NULL, status INTEGER NOT NULL, links INTEGER NOT NULL, further TEXT NOT NULL,
    why TEXT);
CREATE TABLE links (            -- one row an address, by canonical url
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, source TEXT NOT NULL, link TEXT NOT NULL, text_hash TEXT,
    state TEXT NOT NULL CHECK (state IN ('new', 'kept', 'dead', 'forgotten')),
    tries INTEGER NOT NULL DEFAULT 0, next_at TEXT NOT NULL, found_at TEXT NOT NULL,
    rechecks INTEGER NOT NULL DEFAULT 0, recheck_at TEXT, etag TEXT, last_modified TEXT, why TEXT);
CREATE INDEX links_to_fetch ON links (source, next_at) WHERE state = 'new';
CREATE INDEX links_to_recheck ON links (source, recheck_at) WHERE recheck_at IS NOT NULL;
CREATE TABLE pages (            -- what was fetched, kept after filing so that it can be read again
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, link_url TEXT NOT NULL, source TEXT NOT NULL, fetched_at TEXT NOT NULL,
    facts TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    tries INTEGER NOT NULL DEFAULT 0, outcome TEXT, why TEXT, article_id TEXT);
CREATE INDEX pages_waiting ON pages (tries, id) WHERE state = 'waiting';
CREATE INDEX pages_by_article ON pages (article_id);
CREATE INDEX pages_by_link ON pages (link_url);
CREATE TABLE runs (             -- one row a crawl or ingest
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, pid INTEGER NOT NULL, started_at TEXT NOT NULL, ended_at TEXT,
    exit INTEGER);
CREATE TABLE starts (           -- when a source was last crawled, for its schedule
    source TEXT PRIMARY KEY, started_at TEXT NOT NULL);
CREATE TABLE tally (            -- what a run did, counted in the transaction that did it
    run INTEGER NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (run, source, name)) WITHOUT ROWID;
CREATE TABLE dead_letters (     -- what will not be tried again, with the reason
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, source TEXT NOT NULL, page INTEGER, why TEXT NOT NULL, at TEXT NOT NULL);
"""
MIGRATIONS: tuple[str, ...] = (_FIRST,)


def upgrade(db: sqlite3.Connection) -> None:
    """Run the migrations that a file has not had yet, each in a transaction with the note of it.

    Raises StoreError for a file of a newer retold.
    """
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StoreError(f"the spool is of a newer version ({version}); update retold")
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        # a second process that opens the same new file waits here and then finds the work done
        db.execute("BEGIN IMMEDIATE")
        if db.execute("PRAGMA user_version").fetchone()[0] < number:
            for statement in filter(str.strip, script.split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn what goes wrong with the file into a StoreError that names it; our own mistakes stay what they are."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise
    except (sqlite3.Error, OSError) as why:
        raise StoreError(f"spool {path}: {why}") from why


# Level 3 packs a 370 kB page to a sixth in 0.7 ms; zlib takes 4 ms for the same (measured on saved 163.com pages).
def compress(body: bytes) -> bytes:
    return zstd.compress(body, 3)


def decompress(blob: bytes) -> bytes:
    return zstd.decompress(blob)
