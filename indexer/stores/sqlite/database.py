"""One SQLite file: opened as a store needs it, its errors said in words that a person can act on.

with database.transaction():          all or nothing
    database.run("UPDATE ...", values)
database.rows("SELECT ...", values)    -> list of tuples
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indexer.errors import StoreError

WAIT_SECONDS = 10.0  # for another process that writes; a filing takes milliseconds, a backup or an upgrade seconds
MEMORY = ":memory:"

Values = Sequence[Any] | Mapping[str, Any]

_LOCKED = f"another process has been writing to it for {WAIT_SECONDS:.0f} s; try again, or end that process"
_DAMAGED = "it is damaged; put a backup in its place, or move it away and fill a new one with `retold rebuild`"
_ANSWERS = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: "the disk is full; nothing of this step was written; make room and run it again",
    sqlite3.SQLITE_IOERR: "the disk failed to read or write; nothing of this step was written; look at the disk",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: "it is no SQLite database; move it away, or name another file with --store",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; look whether its folder exists and may be written to",
    sqlite3.SQLITE_READONLY: "it may not be written to; give this user the right to, with its -wal and -shm files",
    sqlite3.SQLITE_PERM: "this user may not open it",
    sqlite3.SQLITE_TOOBIG: "an article is larger than SQLite takes (1 GB)",
}


@contextmanager
def saying(path: str) -> Iterator[None]:
    """Turn what goes wrong with the file into a StoreError; mistakes in our own SQL stay what they are."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)  # missing where Python itself refused
        answer = None if code is None else _ANSWERS.get(code & 0xFF)  # the low byte: SQLITE_IOERR_WRITE is an IOERR
        if answer is None:
            raise
        raise StoreError(f"store {path}: {answer} ({error})") from error


class Database:
    """A connection in which every statement is its own transaction unless `transaction` is open."""

    def __init__(self, path: str) -> None:
        self.path = path
        with saying(path):
            self.connection = _connect(path)

    def rows(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        with saying(self.path):
            return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        with saying(self.path):
            row: tuple[Any, ...] | None = self.connection.execute(sql, values).fetchone()
            return row

    def run(self, sql: str, values: Values = ()) -> int:
        """Write; gives the row that was inserted last."""
        with saying(self.path):
            return self.connection.execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, many: Iterable[Values]) -> None:
        """Write the same statement for each of the values."""
        with saying(self.path):
            self.connection.executemany(sql, many)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. The right to write is taken at once: SQLite does not wait for a reader that turns writer."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.connection.in_transaction:  # a full disk has rolled back already
            self.run("ROLLBACK")

    @property
    def in_transaction(self) -> bool:
        return self.connection.in_transaction

    def copy_to(self, target: Path) -> None:
        """A copy of one moment, while others read and write; appears under its name only when it is whole."""
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        with saying(str(target)):
            copy = sqlite3.connect(part, isolation_level=None)
            try:
                self.connection.backup(copy)
            finally:
                copy.close()
        part.replace(target)

    def close(self) -> None:
        with saying(self.path):
            self.connection.close()


def _connect(path: str) -> sqlite3.Connection:
    if path != MEMORY:
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"store {path}: its folder cannot be made ({error.strerror})") from error
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")  # a page is acknowledged after this: it must be on the disk
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten, not only unlinked
        connection.execute("PRAGMA cache_size = -32000")  # 32 MB: postings are written all over their tree
        connection.execute("PRAGMA journal_size_limit = 67108864")  # 64 MB of WAL stay after a large write
    except sqlite3.Error:
        connection.close()
        raise
    return connection
