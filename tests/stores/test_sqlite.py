"""What only a file can go through: upgrades, a full disk, other processes, damage, SIGKILL."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import LeaseLost, StoreError
from indexer.query import parse
from indexer.stores import EVERYTHING, Store, open_store
from indexer.stores.sqlite import database, postings, schema, search
from indexer.stores.sqlite.lease import SECONDS
from tests.making import text
from tests.stores.putting import OWNER, filed, mark, put

A, B = filed("a", "国产芯片", minute=1), filed("b", "出口管制", minute=2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "retold.db"


def opened(path: Path) -> Store:
    return open_store(f"sqlite:///{path}")


def sql(path: Path, statement: str) -> list[tuple[object, ...]]:
    """What another program sees or does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


def found(store: Store, query: str) -> list[str]:
    return [one.key for one in store.search(parse(query), EVERYTHING, limit=9, sort="newest").articles]


class TestOpening:
    def test_a_store_is_there_again(self, path: Path) -> None:
        with closing(opened(path)) as store:
            put(store, A)
        with closing(opened(path)) as store:
            assert store.get(A.id) == A
            assert found(store, "芯片") == ["a"]

    def test_the_disk_is_told_to_keep_what_was_acknowledged(self, path: Path) -> None:
        with closing(database.Database(str(path))) as opened_database:
            schema.upgrade(opened_database)
            assert opened_database.row("PRAGMA synchronous") == (2,)  # FULL
            assert opened_database.row("PRAGMA journal_mode") == ("wal",)

    @pytest.mark.parametrize("version", range(1, len(schema.MIGRATIONS) + 1))
    def test_an_older_version_is_upgraded_after_a_copy_was_set_aside(
        self, path: Path, version: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        all_steps = (*schema.MIGRATIONS, ("CREATE TABLE of_tomorrow (a)", "INSERT INTO of_tomorrow VALUES (1)"))
        monkeypatch.setattr(schema, "MIGRATIONS", all_steps[:version])
        with closing(opened(path)) as store:
            put(store, A)
        monkeypatch.setattr(schema, "MIGRATIONS", all_steps)
        with closing(opened(path)) as store:
            assert store.get(A.id) == A
        assert sql(path, "SELECT * FROM of_tomorrow") == [(1,)]
        backup = path.with_name(f"retold.db.v{version}.backup")
        assert sql(backup, "PRAGMA user_version") == [(version,)]
        assert sql(backup, "SELECT id FROM articles") == [(A.id,)]
        assert sorted(other.name for other in path.parent.iterdir()) == ["retold.db", backup.name]

    def test_an_upgrade_that_fails_leaves_the_old_version(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with closing(opened(path)) as store:
            put(store, A)
        with monkeypatch.context() as patched:
            patched.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE half (a)", "nonsense")))
            with pytest.raises(sqlite3.OperationalError):
                opened(path)
        with closing(opened(path)) as store:
            assert store.get(A.id) == A
        assert sql(path, "SELECT name FROM sqlite_master WHERE name = 'half'") == []

    def test_a_newer_version_is_refused(self, path: Path) -> None:
        opened(path).close()
        sql(path, "PRAGMA user_version = 99")
        with pytest.raises(StoreError, match=r"retold\.db: it was written by a newer retold.*99"):
            opened(path)

    def test_another_programs_database_is_left_alone(self, tmp_path: Path) -> None:
        other = tmp_path / "other.db"
        sql(other, "CREATE TABLE theirs (a)")
        before = other.read_bytes()
        with pytest.raises(StoreError, match="another program's"):
            opened(other)
        assert other.read_bytes() == before

    def test_a_file_that_is_no_database_is_named(self, tmp_path: Path) -> None:
        other = tmp_path / "notes.txt"
        other.write_text("no database at all, only words " * 99)
        with pytest.raises(StoreError, match=r"notes\.txt: it is no SQLite database; move it away"):
            opened(other)

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="its folder cannot be made"):
            opened(tmp_path / "file" / "retold.db")

    def test_the_search_index_is_built_anew_for_other_tokens(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(search, "TOKENS_VERSION", 0)
            patched.setattr(search, "tokens", lambda text: ["old"])
            with closing(opened(path)) as store:
                put(store, A, B)
        with closing(opened(path)) as store:
            assert found(store, "芯片") == ["a"]
            assert found(store, "old") == []
            put(store, replace(A, body="晶圆", revision=2))
            assert found(store, "芯片") == []


class TestFaults:
    def test_a_full_disk_writes_nothing_and_says_so(self, path: Path) -> None:
        store = opened(path)
        put(store, A)
        pages = sql(path, "PRAGMA page_count")[0][0]
        store._database.run(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]
        large = filed("large", text(7, 60_000))
        with pytest.raises(StoreError, match="the disk is full; nothing of this step was written"):
            put(store, large)
        assert store.get(large.id) is None
        store._database.run("PRAGMA max_page_count = 1000000")  # type: ignore[attr-defined]
        put(store, large)
        assert store.get(large.id) == large
        store.close()

    def test_a_locked_store_says_so_and_can_still_be_read(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(database, "WAIT_SECONDS", 0.05)
        store = opened(path)
        put(store, A)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="another process has been writing"):
                put(store, B)
            assert store.get(A.id) == A
            assert found(store, "芯片") == ["a"]
        put(store, B)
        store.close()

    def test_a_damaged_file_says_so(self, path: Path) -> None:
        with closing(opened(path)) as store:
            put(store, *[filed(str(number), text(number)) for number in range(50)])
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(8192)
            file.write(b"\xff" * (size - 8192))
        with pytest.raises(StoreError, match=r"retold\.db: it is damaged; put a backup in its place"):
            list(opened(path).articles())

    def test_what_was_acknowledged_survives_sigkill(self, path: Path) -> None:
        script = (
            "import sys\n"
            "from tests.stores.putting import filed, put\n"
            "from tests.making import text\n"
            "from indexer.stores import open_store\n"
            "store = open_store(sys.argv[1])\n"
            "for number in range(100000):\n"
            "    put(store, filed(str(number), text(number)))\n"
            "    print(number, flush=True)\n"
        )
        command = [sys.executable, "-c", script, f"sqlite:///{path}"]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(40)]
        writer.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
        writer.wait()
        writer.stdout.close()
        with closing(opened(path)) as store:
            kept = [one.key for one in store.articles()]
            assert kept[: len(acknowledged)] == [str(number) for number in acknowledged]
            assert len(kept) <= len(acknowledged) + 1
            assert store.counts()["story_due"] == len(kept)
            assert all(kept[number] in found(store, f'"{text(number)[:30]}"') for number in (0, len(kept) - 1))
        assert sql(path, "PRAGMA integrity_check") == [("ok",)]


class TestLease:
    def test_a_filer_that_lost_its_lease_writes_nothing_and_may_begin_anew(self, path: Path) -> None:
        slow, fast = opened(path), opened(path)
        put(slow, A)
        sql(path, "UPDATE lease SET until = 0")
        with fast.writing("elsewhere:2"):
            fast.save(B, mark(2))
        fast.close()  # gives the lease back
        with pytest.raises(LeaseLost, match="nothing was written"):
            put(slow, replace(A, lang="en"))
        assert slow.get(A.id) == A
        put(slow, replace(A, lang="en"))
        assert slow.get(A.id) == replace(A, lang="en")
        slow.close()

    def test_the_number_grows_with_each_change_of_owner_only(self, path: Path) -> None:
        for owner, fence in (("elsewhere:1", 1), ("elsewhere:1", 2), ("elsewhere:2", 3)):
            with closing(opened(path)) as store:
                for _ in range(2):
                    with store.writing(owner):
                        pass
                assert sql(path, "SELECT owner, fence FROM lease") == [(owner, fence)]

    def test_every_writing_begins_the_time_anew(self, path: Path) -> None:
        with closing(opened(path)) as store:
            put(store, A)
            sql(path, "UPDATE lease SET until = until - 50")
            before = sql(path, "SELECT until FROM lease")[0][0]
            put(store, B)
            after = sql(path, "SELECT until FROM lease")[0][0]
        assert isinstance(before, float)
        assert isinstance(after, float)
        assert SECONDS - 15 < after - before < SECONDS + 15

    def test_a_living_process_keeps_its_lease(self, path: Path) -> None:
        mine, other = opened(path), opened(path)
        with mine.writing(f"{socket.gethostname()}:{os.getpid()}"):
            mine.save(A, mark(1))
        with pytest.raises(Exception, match="files here now"), other.writing(OWNER):
            pass
        mine.close()
        other.close()


class TestSpace:
    def test_a_text_copied_often_is_posted_once(self, path: Path) -> None:
        body = text(3, 1700)
        with closing(opened(path)) as store:
            put(
                store,
                *[filed(str(number), body, minute=number) for number in range(30)],
                marks=[mark(*range(200), exact="x")] * 30,
            )
            assert [one.article_id for one in store.candidates(mark(1), but="")] == [filed("0").id]
        assert sql(path, "SELECT count(*) FROM texts") == [(1,)]
        assert sql(path, "SELECT count(*) FROM postings") == [(200,)]

    def test_the_last_article_of_a_text_takes_it_away(self, path: Path) -> None:
        with closing(opened(path)) as store:
            put(store, A, B, marks=[mark(1, 2)] * 2)
            for one in (A, B):
                with store.writing(OWNER):
                    store.forget([one.id])
        assert sql(path, "SELECT (SELECT count(*) FROM texts) + (SELECT count(*) FROM postings)") == [(0,)]
        assert sql(path, "SELECT count(*) FROM records") == [(0,)]

    def test_a_hash_of_very_many_texts_is_counted_for_the_first_of_them(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        many = postings.MOST_TEXTS + 5
        with closing(opened(path)) as store:
            articles = [filed(str(number)) for number in range(many)]
            put(store, *articles, marks=[mark(0, number + 1) for number in range(many)])
            found_by_rare = store.candidates(mark(0, many), but="", limit=many)
        assert len(found_by_rare) == postings.MOST_TEXTS + 1
        assert articles[-1].id in {one.article_id for one in found_by_rare}


def test_a_backup_is_taken_while_another_writes(path: Path, tmp_path: Path) -> None:
    with closing(opened(path)) as store:
        put(store, A)
    stop = threading.Event()
    failures: list[BaseException] = []

    def write() -> None:
        try:
            with closing(opened(path)) as writer:
                for number in range(10_000):
                    if stop.is_set():
                        return
                    put(writer, filed(str(number), text(number)))
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    with closing(opened(path)) as store:
        for name in ("one.db", "two.db"):
            store.backup(tmp_path / name)
    stop.set()
    thread.join()
    assert not failures
    for name in ("one.db", "two.db"):
        assert sql(tmp_path / name, "PRAGMA integrity_check") == [("ok",)]
        with closing(opened(tmp_path / name)) as copy:
            assert copy.get(A.id) == A
