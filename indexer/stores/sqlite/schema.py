"""The tables, and how an older store becomes one of today: MIGRATIONS[n] leads from version n to n + 1.

A change of the tables is a new entry at the end; an entry that was released is never edited.
"""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from indexer.errors import StoreError
from indexer.stores.sqlite.database import MEMORY, Database, saying

log = logging.getLogger("retold")

APPLICATION = 0x72746C64  # "rtld" in the file's header, so that another program's database is never written to

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # A text as it is compared, once, however many articles copy it. `shingles`: 8 bytes each, little-endian.
        """CREATE TABLE texts (
            id INTEGER PRIMARY KEY, scheme INTEGER NOT NULL, exact TEXT NOT NULL, length INTEGER NOT NULL,
            shingles BLOB NOT NULL, UNIQUE (exact, scheme))""",
        "CREATE TABLE postings (hash INTEGER, text INTEGER, PRIMARY KEY (hash, text)) WITHOUT ROWID",
        # What is asked for. `row` counts up in the order of first filing and is the row in `words`; times are
        # microseconds since 1970 UTC; `at` is publication, else first sight; `ends` and `seen` make the Moment.
        """CREATE TABLE articles (
            row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
            text INTEGER NOT NULL REFERENCES texts, story_id TEXT, family_id TEXT, parent TEXT,
            source TEXT NOT NULL, platform TEXT, outlet TEXT, account TEXT,
            at INTEGER NOT NULL, ends INTEGER NOT NULL, seen INTEGER NOT NULL, later_due INTEGER NOT NULL DEFAULT 0)""",
        "CREATE INDEX articles_text ON articles (text, ends, seen, id)",
        "CREATE INDEX articles_story ON articles (story_id)",
        "CREATE INDEX articles_family ON articles (family_id)",
        "CREATE INDEX articles_at ON articles (at)",
        "CREATE INDEX articles_later_due ON articles (row) WHERE later_due",
        # Apart from `articles`, so that sorting 50,000 hits does not read 50,000 bodies. Earlier revisions too.
        """CREATE TABLE records (
            row INTEGER REFERENCES articles ON DELETE CASCADE, revision INTEGER, record BLOB NOT NULL,
            PRIMARY KEY (row, revision))""",
        """CREATE TABLE addresses (
            url TEXT, row INTEGER REFERENCES articles ON DELETE CASCADE, PRIMARY KEY (url, row)) WITHOUT ROWID""",
        "CREATE INDEX addresses_row ON addresses (row)",
        """CREATE TABLE topics (
            topic TEXT, row INTEGER REFERENCES articles ON DELETE CASCADE, PRIMARY KEY (topic, row)) WITHOUT ROWID""",
        "CREATE INDEX topics_row ON topics (row)",
        # Tokens of our own making, blanks between them: 'ascii' cuts at blanks and takes every other script as it is,
        # where unicode61 would fold and cut once more, by tables of its own.
        "CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='ascii')",
        """CREATE TABLE stories (
            id TEXT PRIMARY KEY, last_at INTEGER NOT NULL, articles INTEGER NOT NULL, families INTEGER NOT NULL,
            record TEXT NOT NULL) WITHOUT ROWID""",
        "CREATE TABLE story_due (id TEXT PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE redirects (old TEXT PRIMARY KEY, new TEXT NOT NULL) WITHOUT ROWID",
        "CREATE INDEX redirects_new ON redirects (new)",
        # One row. `fence` grows with every change of owner; `until` is in seconds since 1970.
        "CREATE TABLE lease (one INTEGER PRIMARY KEY CHECK (one = 1), owner TEXT, fence INTEGER, until REAL)",
        "INSERT INTO lease VALUES (1, NULL, 0, 0)",
    ),
)


def upgrade(database: Database) -> None:
    """Make the tables, or bring those of an older version up to date. Raises StoreError for another program's."""
    version = _version(database)  # before anything is written
    database.run("PRAGMA journal_mode = WAL")  # readers and the one filer do not wait for one another
    if 0 < version < len(MIGRATIONS) and database.path != MEMORY:
        _set_aside(database, version)
    for step in range(version, len(MIGRATIONS)):
        _migrate(database, step)


def _version(database: Database) -> int:
    version = _number(database, "user_version")
    if _number(database, "application_id") != APPLICATION:
        if version or database.row("SELECT 1 FROM sqlite_master"):
            raise StoreError(
                f"store {database.path}: this database is another program's; name another file with --store"
            )
        return 0
    if version > len(MIGRATIONS):
        raise StoreError(
            f"store {database.path}: it was written by a newer retold (store version {version}, this one knows up to "
            f"{len(MIGRATIONS)}); update retold, or name another file with --store"
        )
    return version


def _migrate(database: Database, step: int) -> None:
    with database.transaction():
        if _version(database) != step:  # another process was faster
            return
        for statement in MIGRATIONS[step]:
            database.run(statement)
        database.run(f"PRAGMA application_id = {APPLICATION}")
        database.run(f"PRAGMA user_version = {step + 1}")
    if step > 0:
        log.info("store upgraded", extra={"store": database.path, "version": step + 1})


def _set_aside(database: Database, version: int) -> None:
    """Keep a copy as FILE.v1.backup, unless another process has upgraded the store meanwhile."""
    fresh, backup = (Path(f"{database.path}.v{version}.{end}") for end in ("copy", "backup"))
    database.copy_to(fresh)
    with saying(str(fresh)), closing(sqlite3.connect(fresh)) as copy:
        still_old = copy.execute("PRAGMA user_version").fetchone()[0] == version
    if still_old:
        fresh.replace(backup)
    else:
        fresh.unlink()


def _number(database: Database, pragma: str) -> int:
    row = database.row(f"PRAGMA {pragma}")
    return int(row[0]) if row else 0
