"""What the crawl has found and kept and `ingest` has not filed yet: one SQLite file on this machine.

    discover(links) | wanted() -> links to fetch | keep(page) | take() -> Page | done(outcome)

Every step is one transaction, made before the step counts as done, so that either process may be killed at any moment:
a link stays until its page is kept, a page until the store has it. Opening is recovery. Times are UTC ISO text.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.identity import canonical_url
from crawler.spool_rows import Facts, Kept, Taken, Validators, Wanted, iso, link_json, page_of, to_json
from crawler.spool_schema import compress, plain_words, upgrade
from indexer.model import Link, Outcome, Page

BUSY_SECONDS = 10
TRIES = 3  # a link that fails this often is a dead letter; so is a page that stops `ingest` this often
RETRY_AFTER = (timedelta(minutes=10), timedelta(hours=2))  # between the tries of a link
NO_MORE: Mapping[str, Facts] = {}
RECHECK_AFTER = (timedelta(hours=24), timedelta(days=7))  # a page is fetched again this long after it was kept


class Spool:
    """The spool in a var folder. Every method raises StoreError where the file is locked, full or damaged."""

    def __init__(self, path: Path, run: int = 0) -> None:
        self._path = path
        self.run = run  # what happens is counted under this run
        with plain_words(self._path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten, not only unlinked
            upgrade(self._db)

    def close(self) -> None:
        self._db.close()

    # Runs

    def begin(self, kind: str, sources: Iterable[str], now: datetime) -> int:
        """Note that a run over these sources starts; what follows is counted under it. Returns its number."""
        with self._transaction():
            cursor = self._db.execute(
                "INSERT INTO runs (kind, pid, started_at) VALUES (?, ?, ?)", (kind, os.getpid(), iso(now))
            )
            self._db.executemany("INSERT OR REPLACE INTO starts VALUES (?, ?)", [(name, iso(now)) for name in sources])
        self.run = int(cursor.lastrowid or 0)
        return self.run

    def end(self, code: int, now: datetime) -> None:
        with self._transaction():
            self._db.execute("UPDATE runs SET ended_at = ?, exit = ? WHERE id = ?", (iso(now), code, self.run))

    def last_starts(self) -> dict[str, datetime]:
        """When each source was last crawled."""
        rows = self._rows("SELECT source, started_at FROM starts")
        return {source: datetime.fromisoformat(at) for source, at in rows}

    def tally(self) -> dict[str, dict[str, int]]:
        """What this run did so far: {source: {name: n}}."""
        counts: dict[str, dict[str, int]] = {}
        for source, name, n in self._rows("SELECT source, name, n FROM tally WHERE run = ?", self.run):
            counts.setdefault(source, {})[name] = n
        return counts

    def backlog(self) -> dict[str, int]:
        """How much waits: {"links", "pages", "dead_letters"}."""
        (row,) = self._rows(
            "SELECT (SELECT count(*) FROM links WHERE state = 'new'),"
            " (SELECT count(*) FROM pages WHERE state = 'waiting'), (SELECT count(*) FROM dead_letters)"
        )
        return dict(zip(("links", "pages", "dead_letters"), row, strict=True))

    def waiting(self) -> dict[str, tuple[int, int]]:
        """By source how much waits: (links to fetch, pages to file)."""
        rows = self._rows(
            "SELECT source, sum(link), sum(page) FROM ("
            " SELECT source, 1 AS link, 0 AS page FROM links WHERE state = 'new'"
            " UNION ALL SELECT source, 0, 1 FROM pages WHERE state = 'waiting') GROUP BY source"
        )
        return {source: (links, pages) for source, links, pages in rows}

    def unread_lists(self) -> dict[str, str]:
        """By source, why one of its lists could not be read when it was last asked for."""
        return dict(self._rows("SELECT source, why FROM lists WHERE status = 0 ORDER BY checked_at"))

    def dead_letters(self) -> list[tuple[str, str, str]]:
        """(url, reason, when) of what will not be tried again, newest first."""
        return [(url, why, at) for url, why, at in self._rows("SELECT url, why, at FROM dead_letters ORDER BY id DESC")]

    # Finding

    def validators(self, list_url: str) -> Validators:
        rows = self._rows("SELECT etag, last_modified FROM lists WHERE url = ?", list_url)
        return Validators(*rows[0]) if rows else Validators()

    def discover(
        self,
        list_url: str,
        source: str,
        links: Iterable[Link],
        *,
        status: int,
        validators: Validators,
        now: datetime,
        further: Mapping[str, Facts] = NO_MORE,
    ) -> int:
        """Note a list's links and, in the same transaction, its validators. Returns how many were new.

        Pass empty validators for a body that was cut or repaired: else the rest of that list is never asked for.
        `further` are the lists that this one leads to, by url, with facts of the caller's: they may change, or still
        be unread, when this one answers 304.
        """
        found = {canonical_url(link.url): link for link in links}
        further_json = json.dumps({url: dict(facts) for url, facts in further.items()})
        with self._transaction():
            new = sum(self._add(key, source, link, now) for key, link in found.items())
            self._db.execute(
                "INSERT OR REPLACE INTO lists VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    *(list_url, source, validators.etag, validators.last_modified, iso(now), status, len(found)),
                    further_json,
                ),
            )
            self._count(source, lists=1, links=len(found), new_links=new)
        return new

    def _add(self, key: str, source: str, link: Link, now: datetime) -> bool:
        """A link counts as new, too, where the list carries its full text and that text has changed."""
        text_hash = hashlib.sha256(link.html.encode()).hexdigest()[:16] if link.html else None
        cursor = self._db.execute(
            "INSERT INTO links (url, source, link, text_hash, state, next_at, found_at)"
            " VALUES (?, ?, ?, ?, 'new', ?, ?) ON CONFLICT (url) DO UPDATE SET state = 'new', tries = 0,"
            " link = excluded.link, text_hash = excluded.text_hash, next_at = excluded.next_at"
            " WHERE state = 'kept' AND text_hash IS NOT NULL AND text_hash != excluded.text_hash",
            (key, source, link_json(link), text_hash, iso(now), iso(now)),
        )
        return cursor.rowcount > 0

    def not_modified(self, list_url: str, source: str, now: datetime) -> Mapping[str, Facts]:
        """Note that a list answered 304 (RFC 9110 §15.4.5). Returns the lists that it leads to."""
        with self._transaction():
            self._db.execute("UPDATE lists SET checked_at = ?, status = 304 WHERE url = ?", (iso(now), list_url))
            self._count(source, lists=1, lists_304=1)
        rows = self._rows("SELECT further FROM lists WHERE url = ?", list_url)
        return dict(json.loads(rows[0][0])) if rows else NO_MORE

    def list_failed(self, source: str, list_url: str, why: str, now: datetime) -> None:
        """Note that a list could not be read; what is known of it stays, so that it is asked for again as before."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO lists (url, source, checked_at, status, links, further, why)"
                " VALUES (?, ?, ?, 0, 0, '{}', ?)"
                " ON CONFLICT (url) DO UPDATE SET checked_at = excluded.checked_at, status = 0, why = excluded.why",
                (list_url, source, iso(now), why),
            )
            self._count(source, lists_failed=1)

    def wanted(self, source: str, now: datetime) -> list[Wanted]:
        """A source's links to fetch now, as found: new ones, failed ones to try again, pages to look at again."""
        rows = self._rows(
            "SELECT url, link, etag, last_modified FROM links WHERE source = ?"
            " AND ((state = 'new' AND next_at <= ?) OR (state = 'kept' AND recheck_at <= ?)) ORDER BY id",
            *(source, iso(now), iso(now)),
        )
        return [Wanted(key, Link(**json.loads(link)), Validators(*pair)) for key, link, *pair in rows]

    def recheck_all(self, sources: Iterable[str], now: datetime) -> None:
        """Make every page that was kept from these sources due to be fetched again."""
        with self._transaction():
            self._db.executemany(
                "UPDATE links SET recheck_at = ? WHERE source = ? AND state = 'kept' AND text_hash IS NULL",
                [(iso(now), source) for source in sources],
            )

    # Fetching

    def keep(self, key: str, page: Page, validators: Validators) -> None:
        """Keep a fetched page for `ingest`; its link is done until its recheck."""
        facts = {
            "status": page.status,
            "headers": dict(page.headers),
            "asked_url": page.asked_url,
            "zone": page.zone,
            "link": asdict(page.link) if page.link else None,
        }
        with self._transaction():
            self._db.execute(
                "INSERT INTO pages (url, link_url, source, fetched_at, facts, body, state)"
                " VALUES (?, ?, ?, ?, ?, ?, 'waiting')",
                (page.url, key, page.source, iso(page.fetched_at), to_json(facts), compress(page.body)),
            )
            self._looked_at(key, validators, page.fetched_at)
            self._count(page.source, pages=1)

    def page_not_modified(self, key: str, source: str, validators: Validators, now: datetime) -> None:
        """A page that was kept before answered 304."""
        with self._transaction():
            self._looked_at(key, validators, now)
            self._count(source, pages_304=1)

    def _looked_at(self, key: str, validators: Validators, now: datetime) -> None:
        ((rechecks, text_hash, link),) = self._db.execute(
            "SELECT rechecks, text_hash, link FROM links WHERE url = ?", (key,)
        ).fetchall() or [(len(RECHECK_AFTER), None, "{}")]
        again = rechecks < len(RECHECK_AFTER) and text_hash is None  # a list that carries the text tells of changes
        self._db.execute(
            "UPDATE links SET state = 'kept', tries = 0, why = NULL, rechecks = rechecks + 1, recheck_at = ?,"
            " etag = ?, last_modified = ?, link = ? WHERE url = ? AND state != 'forgotten'",
            (
                iso(now + RECHECK_AFTER[rechecks]) if again else None,
                *(validators.etag, validators.last_modified),
                to_json({**json.loads(link), "html": None}),  # its page has the text now
                key,
            ),
        )

    def fail(self, key: str, source: str, why: str, now: datetime, *, final: bool = False) -> None:
        """A link could not be fetched: try again later, or give it up as a dead letter."""
        with self._transaction():
            row = self._db.execute("SELECT tries, link FROM links WHERE url = ?", (key,)).fetchone()
            tries, url = (row[0] + 1, json.loads(row[1])["url"]) if row else (TRIES, key)
            if final or tries >= TRIES:
                self._db.execute(
                    "UPDATE links SET state = 'dead', recheck_at = NULL, tries = ?, why = ? WHERE url = ?",
                    (tries, why, key),
                )
                self._bury(url, source, None, why, now)
            else:
                later = iso(now + RETRY_AFTER[tries - 1])
                self._db.execute(
                    "UPDATE links SET tries = ?, why = ?, next_at = ?,"
                    " recheck_at = CASE WHEN state = 'kept' THEN ? END WHERE url = ?",
                    (tries, why, later, later, key),
                )
            self._count(source, **{"failed" if final else "fetch_failed": 1})

    # Filing

    def take(self, now: datetime) -> Taken | None:
        """The next page, or None. One that has stopped `ingest` comes last, and after three times never again."""
        with self._transaction():
            row = self._db.execute(
                "SELECT id, url, source, fetched_at, facts, body, tries, why FROM pages WHERE state = 'waiting'"
                " ORDER BY tries, id LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            number, url, source, *_, tries, why = row
            if tries < TRIES:
                self._db.execute("UPDATE pages SET tries = tries + 1 WHERE id = ?", (number,))
            else:
                why = why or f"stopped ingest {tries} times"
                self._db.execute(
                    "UPDATE pages SET state = 'dead', outcome = ?, why = ? WHERE id = ?", (Outcome.FAILED, why, number)
                )
                self._bury(url, source, number, why, now)
                self._count(source, failed=1)
        return Taken(number, page_of(row), tries + 1) if tries < TRIES else self.take(now)

    def put_back(self, number: int, why: str) -> None:
        """Leave a page for later because of `why`."""
        with self._transaction():
            self._db.execute("UPDATE pages SET why = ? WHERE id = ?", (why, number))

    def done(self, taken: Taken, outcome: Outcome, *, why: str = "", article_id: str | None = None) -> None:
        """Acknowledge a page: the store has it. A page that changed nothing is dropped, since an equal one is kept."""
        with self._transaction():
            if outcome is Outcome.UNCHANGED and self._has_another(taken.number, article_id):
                self._db.execute("DELETE FROM pages WHERE id = ?", (taken.number,))
            else:
                self._db.execute(
                    "UPDATE pages SET state = 'done', outcome = ?, why = ?, article_id = ? WHERE id = ?",
                    (outcome, why or None, article_id, taken.number),
                )
            if outcome is Outcome.FAILED:
                self._bury(taken.page.url, taken.page.source, taken.number, why, taken.page.fetched_at)
            self._count(taken.page.source, **{outcome: 1})

    def _has_another(self, number: int, article_id: str | None) -> bool:
        rows = self._db.execute(
            "SELECT 1 FROM pages WHERE article_id = ? AND id < ? AND state = 'done' LIMIT 1", (article_id, number)
        )
        return rows.fetchone() is not None

    # Reading again

    def kept(self) -> Iterator[Kept]:
        """Everything that was filed, article by article, in the order of their first pages: what `rebuild` reads."""
        groups = self._rows(
            "SELECT min(id), article_id FROM pages WHERE state = 'done'"
            " GROUP BY coalesce(article_id, id) ORDER BY min(id)"
        )
        for first, article_id in groups:
            rows = self._rows(
                "SELECT id, url, source, fetched_at, facts, body, tries FROM pages WHERE state = 'done'"
                " AND (id = ? OR article_id = ?) ORDER BY id",
                *(first, article_id),
            )
            if rows:  # else its pages turned out to be another article's meanwhile
                yield Kept(article_id, tuple(Taken(row[0], page_of(row), row[6]) for row in rows))

    def judge_again(self, number: int, outcome: Outcome, *, why: str = "", article_id: str | None = None) -> None:
        """Note that a kept page reads otherwise today; a dead letter about it is settled where it can be read now."""
        with self._transaction():
            self._db.execute(
                "UPDATE pages SET outcome = ?, why = ?, article_id = ? WHERE id = ?",
                (outcome, why or None, article_id, number),
            )
            if outcome is not Outcome.FAILED:
                self._db.execute("DELETE FROM dead_letters WHERE page = ?", (number,))

    # Upkeep

    def article_ids(self, urls: Iterable[str]) -> list[str]:
        """The articles that pages of these addresses gave, whatever redirects lay between."""
        found: dict[str, None] = {}
        for url in urls:
            rows = self._rows(
                "SELECT article_id FROM pages WHERE article_id IS NOT NULL AND (url = ? OR link_url = ?)",
                *(url, canonical_url(url)),
            )
            found.update((article_id, None) for (article_id,) in rows)
        return list(found)

    def forget(self, urls: Iterable[str], now: datetime, *, article_ids: Iterable[str] = ()) -> None:
        """Delete what was kept of these addresses and articles. The addresses stay noted, to be never fetched again."""
        pairs = [(url, canonical_url(url)) for url in urls]
        with self._transaction():
            self._db.executemany("DELETE FROM pages WHERE article_id = ?", [(one,) for one in article_ids])
            self._db.executemany("DELETE FROM pages WHERE url = ? OR link_url = ?", pairs)
            self._db.executemany("DELETE FROM dead_letters WHERE url IN (?, ?)", pairs)
            self._db.executemany(
                "INSERT INTO links (url, source, link, state, next_at, found_at)"
                " VALUES (?, '', '{}', 'forgotten', ?, ?) ON CONFLICT (url) DO UPDATE SET state = 'forgotten',"
                " link = '{}', text_hash = NULL, recheck_at = NULL, etag = NULL, last_modified = NULL, why = NULL",
                [(key, iso(now), iso(now)) for _, key in pairs],
            )
        self._empty_wal()

    def forget_source(self, source: str) -> None:
        """Delete all that was kept of a source; where it is watched again later, it starts anew."""
        with self._transaction():
            for table in ("pages", "links", "lists", "starts", "dead_letters", "tally"):
                self._db.execute(f"DELETE FROM {table} WHERE source = ?", (source,))
        self._empty_wal()

    def _empty_wal(self) -> None:
        """What was deleted stands in the write-ahead log until that is written out and cut."""
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, target: Path) -> None:
        """Copy to a file that can be opened as a spool, while others read and write."""
        with plain_words(self._path), sqlite3.connect(target) as copy:
            self._db.backup(copy)
        copy.close()

    # SQL

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with plain_words(self._path):
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # IMMEDIATE: a read that turns into a write fails at once with BUSY_SNAPSHOT, whatever the timeout (measured)
        with plain_words(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _count(self, source: str, **counts: int) -> None:
        self._db.executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [(self.run, source, name, n) for name, n in counts.items() if n],
        )

    def _bury(self, url: str, source: str, page: int | None, why: str, now: datetime) -> None:
        self._db.execute(
            "INSERT INTO dead_letters (url, source, page, why, at) VALUES (?, ?, ?, ?, ?)",
            (url, source, page, why, iso(now)),
        )
