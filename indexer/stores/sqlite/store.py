"""The Store over one SQLite file. Each method is a few statements; what it promises stands at the Protocol."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from indexer.errors import LeaseLost, StoreError
from indexer.model import Article, Candidate, Fingerprint, Story
from indexer.moment import moment
from indexer.query import Node
from indexer.record import from_story_record, story_record, to_json
from indexer.stores import EVERYTHING, Filters, Hits, Kin, Mark, Sort
from indexer.stores.sqlite import lease, postings, search
from indexer.stores.sqlite.database import Database
from indexer.stores.sqlite.rows import folded, moment_of, pack, published_or_seen, stored, ticks, unpack
from indexer.stores.sqlite.schema import upgrade

PAGE = 500  # articles that are read at once while all are gone through

_CURRENT = "SELECT record, story_id, family_id FROM articles JOIN records USING (row, revision)"


def open_sqlite(path: str) -> "SqliteStore":
    """Open a store, make it where there is none, upgrade it where it is older. Raises StoreError."""
    database = Database(path)
    try:
        upgrade(database)
        search.keep_current(database)
    except BaseException:
        database.close()
        raise
    return SqliteStore(database)


class SqliteStore:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._fence: int | None = None  # the number of our lease, once we had it
        self._forgot = False

    # --- reading ---

    def get(self, article_id: str) -> Article | None:
        row = self._database.row(f"{_CURRENT} WHERE id = ?", (article_id,))
        return stored(*row) if row else None

    def history(self, article_id: str) -> list[Article]:
        rows = self._database.rows(
            """SELECT record FROM articles JOIN records USING (row)
            WHERE id = ? AND records.revision < articles.revision ORDER BY records.revision""",
            (article_id,),
        )
        return [unpack(record) for (record,) in rows]

    def articles(self, filters: Filters = EVERYTHING) -> Iterator[Article]:
        where, values = self._narrowed(filters)
        page = f"SELECT row, record, story_id, family_id FROM articles JOIN records USING (row, revision) WHERE {where}"
        last = 0
        while rows := self._database.rows(f"{page} AND row > ? ORDER BY row LIMIT {PAGE}", (*values, last)):
            for _, *row in rows:
                yield stored(*row)
            last = rows[-1][0]

    def ids_by_url(self, url: str) -> list[str]:
        rows = self._database.rows(
            "SELECT id FROM addresses JOIN articles USING (row) WHERE url = ? ORDER BY row", (url,)
        )
        return [article_id for (article_id,) in rows]

    def search(self, query: Node, filters: Filters = EVERYTHING, *, limit: int, sort: Sort) -> Hits:
        total, rows = search.find(self._database, search.compile_query(query), self._resolved(filters), limit, sort)
        found = (self._database.row(f"{_CURRENT} WHERE row = ?", (row,)) for row in rows)
        return Hits(total, tuple(stored(*row) for row in found if row))

    def counts(self) -> Mapping[str, int]:
        row = self._database.row(
            """SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM stories),
            (SELECT count(*) FROM story_due), (SELECT count(*) FROM articles WHERE later_due)"""
        )
        return dict(zip(("articles", "stories", "story_due", "later_due"), row or (), strict=True))

    # --- filing ---

    def candidates(self, fingerprint: Fingerprint, *, but: str, limit: int = 50) -> list[Candidate]:
        return postings.candidates(self._database, fingerprint, but, limit)

    def kin(self, family_id: str) -> list[Kin]:
        rows = self._database.rows(
            """SELECT id, parent, story_id, family_id, ends, seen FROM articles
            WHERE family_id = ? ORDER BY ends, seen, id""",
            (self.resolve(family_id),),
        )
        return [
            Kin(article_id, parent, story, family, moment_of(ends, seen, article_id))
            for article_id, parent, story, family, ends, seen in rows
        ]

    @contextmanager
    def writing(self, owner: str) -> Iterator[None]:
        if self._database.in_transaction:
            yield
            return
        with self._database.transaction():
            try:
                fence = lease.take(self._database, owner, self._fence)
            except LeaseLost:
                self._fence = None  # to file again is to begin anew
                raise
            yield
        self._fence = fence

    def save(self, article: Article, fingerprint: Fingerprint, *, later_due: bool = False) -> None:
        self._must_write()
        article = self._where_it_stands(article)
        text = postings.text_id(self._database, fingerprint)
        known = self._database.row("SELECT row, revision, text, story_id FROM articles WHERE id = ?", (article.id,))
        if known is None:
            row = self._insert(article, text)
            search.index(self._database, row, article)
        else:
            row, revision, old_text, old_story = known
            self._update(row, revision, article, text)
            if old_text != text:
                postings.drop_unused(self._database, old_text)
            self._mark_story(old_story)
        self._database.run(
            "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record",
            (row, article.revision, pack(article)),
        )
        self._put_addresses(row, {article.url, *article.urls})
        self._put_topics(row, article.topics)
        self._mark_story(article.story_id)
        if later_due:
            self._database.run("UPDATE articles SET later_due = 1 WHERE row = ?", (row,))

    def refile(self, moves: Mapping[str, tuple[str, str]]) -> None:
        self._must_write()
        for article_id, (story_id, family_id) in moves.items():
            old = self._database.row("SELECT story_id FROM articles WHERE id = ?", (article_id,))
            if old is None:
                continue
            place = (self.resolve(story_id), self.resolve(family_id))
            self._database.run("UPDATE articles SET story_id = ?, family_id = ? WHERE id = ?", (*place, article_id))
            self._mark_story(old[0])
            self._mark_story(story_id)

    def touch(self, article_id: str, *, fetched_at: datetime, url: str) -> None:
        self._must_write()
        known = self._database.row(
            "SELECT row, revision, record FROM articles JOIN records USING (row, revision) WHERE id = ?", (article_id,)
        )
        if known is None:
            return
        row, revision, record = known
        article = unpack(record)
        new_urls = () if url in (article.url, *article.urls) else (url,)
        read_again = replace(article, fetched_at=fetched_at, urls=article.urls + new_urls)
        self._database.run(
            "UPDATE records SET record = ? WHERE row = ? AND revision = ?", (pack(read_again), row, revision)
        )
        self._put_addresses(row, new_urls)

    # --- deriving ---

    def due(self, mark: Mark, limit: int = 500) -> list[str]:
        what = {
            "later_due": "SELECT id FROM articles WHERE later_due ORDER BY row LIMIT ?",
            "story_due": "SELECT id FROM story_due ORDER BY id LIMIT ?",
        }
        return [marked for (marked,) in self._database.rows(what[mark], (limit,))]

    def done(self, mark: Mark, ids: Iterable[str]) -> None:
        self._must_write()
        what = {
            "later_due": "UPDATE articles SET later_due = 0 WHERE id = ?",
            "story_due": "DELETE FROM story_due WHERE id = ?",
        }
        self._database.run_many(what[mark], ((marked,) for marked in ids))

    def members(self, story_id: str) -> list[Article]:
        rows = self._database.rows(f"{_CURRENT} WHERE story_id = ? ORDER BY ends, seen, id", (self.resolve(story_id),))
        return [stored(*row) for row in rows]

    def put_story(self, story: Story) -> None:
        self._must_write()
        self._database.run(
            "REPLACE INTO stories VALUES (?, ?, ?, ?, ?)",
            (story.id, ticks(story.last_at), story.articles, story.families, to_json(story_record(story))),
        )

    def drop_story(self, story_id: str) -> None:
        self._must_write()
        self._database.run("DELETE FROM stories WHERE id = ?", (story_id,))

    def redirect(self, old: str, new: str) -> None:
        self._must_write()
        target = self.resolve(new)
        if target == old:  # `new` was made a redirect to `old` before: the later word holds
            target = new
        if old == target:
            return
        self._database.run("DELETE FROM redirects WHERE old = ?", (target,))
        self._database.run("UPDATE redirects SET new = ? WHERE new = ?", (target, old))
        self._database.run("REPLACE INTO redirects VALUES (?, ?)", (old, target))
        if self._database.row("SELECT 1 FROM articles WHERE story_id = ? LIMIT 1", (old,)):
            self._mark_story(target)
        for column in ("story_id", "family_id"):
            self._database.run(f"UPDATE articles SET {column} = ? WHERE {column} = ?", (target, old))
        self._database.run("DELETE FROM story_due WHERE id = ?", (old,))
        self._database.run("DELETE FROM stories WHERE id = ?", (old,))

    def resolve(self, any_id: str) -> str:
        row = self._database.row("SELECT new FROM redirects WHERE old = ?", (any_id,))
        return row[0] if row else any_id

    # --- stories ---

    def story(self, story_id: str) -> Story | None:
        row = self._database.row("SELECT record FROM stories WHERE id = ?", (self.resolve(story_id),))
        return from_story_record(json.loads(row[0])) if row else None

    def stories(
        self, filters: Filters = EVERYTHING, *, min_articles: int = 1, min_families: int = 1, limit: int | None = None
    ) -> list[Story]:
        where, values = self._narrowed(filters)
        fitting = "1" if filters == EVERYTHING else f"id IN (SELECT story_id FROM articles WHERE {where})"
        rows = self._database.rows(
            f"""SELECT record FROM stories WHERE articles >= ? AND families >= ? AND {fitting}
            ORDER BY families DESC, articles DESC, last_at DESC, id LIMIT ?""",
            (min_articles, min_families, *values, -1 if limit is None else limit),
        )
        return [from_story_record(json.loads(record)) for (record,) in rows]

    # --- upkeep ---

    def tag(self, topics: Mapping[str, tuple[str, ...]]) -> None:
        self._must_write()
        for article_id, new in topics.items():
            known = self._database.row(
                f"{_CURRENT.replace('SELECT', 'SELECT row, revision,')} WHERE id = ?", (article_id,)
            )
            if known is None:
                continue
            row, revision, *record = known
            tagged = pack(replace(stored(*record), topics=new))
            self._database.run("UPDATE records SET record = ? WHERE row = ? AND revision = ?", (tagged, row, revision))
            self._put_topics(row, new)
            self._mark_story(record[1])

    def forget(self, ids: Iterable[str]) -> int:
        self._must_write()
        there = 0
        for article_id in ids:
            known = self._database.row(
                "SELECT row, text, story_id, record FROM articles JOIN records USING (row, revision) WHERE id = ?",
                (article_id,),
            )
            if known is None:
                continue
            row, text, story_id, record = known
            search.unindex(self._database, row, unpack(record))
            self._database.run("DELETE FROM articles WHERE row = ?", (row,))
            postings.drop_unused(self._database, text)
            self._mark_story(story_id)
            there += 1
        self._forgot = self._forgot or there > 0
        return there

    def backup(self, target: Path) -> None:
        self._database.copy_to(target)

    def close(self) -> None:
        if self._forgot:
            with suppress(StoreError):  # a reader is in the way: done by the next `forget`
                self._database.run("INSERT INTO words (words) VALUES ('optimize')")  # else deleted words stay in it
                self._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # and what was deleted stands in the log
        if self._fence is not None:
            with suppress(StoreError), self._database.transaction():  # where it fails the lease runs out by itself
                lease.release(self._database, self._fence)
        self._database.close()

    # --- the parts of a save ---

    def _where_it_stands(self, article: Article) -> Article:
        """No article is stored under an id that was redirected."""
        story_id = article.story_id and self.resolve(article.story_id)
        family_id = article.family_id and self.resolve(article.family_id)
        return replace(article, story_id=story_id, family_id=family_id)

    def _insert(self, article: Article, text: int) -> int:
        columns = self._columns(article, text)
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        return self._database.run(f"INSERT INTO articles ({names}) VALUES ({marks})", tuple(columns.values()))

    def _update(self, row: int, revision: int, article: Article, text: int) -> None:
        if article.revision < revision:
            raise StoreError(f"article {article.id}: revision {article.revision} is older than the stored {revision}")
        old = self._database.row("SELECT record FROM records WHERE row = ? AND revision = ?", (row, revision))
        before = unpack(old[0]) if old else article
        if (before.title, before.body) != (article.title, article.body):
            search.unindex(self._database, row, before)
            search.index(self._database, row, article)
        columns = self._columns(article, text)
        settings = ", ".join(f"{name} = ?" for name in columns)
        self._database.run(f"UPDATE articles SET {settings} WHERE row = ?", (*columns.values(), row))

    def _columns(self, article: Article, text: int) -> dict[str, str | int | None]:
        when = moment(article)
        return {
            "id": article.id,
            "revision": article.revision,
            "text": text,
            "story_id": article.story_id,
            "family_id": article.family_id,
            "parent": article.parent,
            "source": article.source,
            "platform": article.platform,
            "outlet": folded(article.outlet),
            "account": folded(article.account),
            "at": ticks(published_or_seen(article)),
            "ends": ticks(when.end),
            "seen": ticks(when.first_seen_at),
        }

    def _put_addresses(self, row: int, urls: Iterable[str]) -> None:
        self._database.run_many("INSERT OR IGNORE INTO addresses VALUES (?, ?)", ((url, row) for url in urls))

    def _put_topics(self, row: int, topics: tuple[str, ...]) -> None:
        self._database.run("DELETE FROM topics WHERE row = ?", (row,))
        self._database.run_many("INSERT INTO topics VALUES (?, ?)", ((topic, row) for topic in set(topics)))

    def _mark_story(self, story_id: str | None) -> None:
        if story_id is not None:
            self._database.run("INSERT OR IGNORE INTO story_due VALUES (?)", (self.resolve(story_id),))

    # --- small parts ---

    def _must_write(self) -> None:
        if not self._database.in_transaction:
            raise RuntimeError("writing outside of Store.writing")

    def _resolved(self, filters: Filters) -> Filters:
        return replace(filters, story=self.resolve(filters.story)) if filters.story else filters

    def _narrowed(self, filters: Filters) -> tuple[str, list[object]]:
        return search.narrowed(self._resolved(filters))
