"""retold doctor: each line says ok, warn or fail, and what to do; looking changes nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from indexer.errors import StoreError
from tests.commands.conftest import Place, Said
from tests.making import DAWN, article, text


def of(said: Said, what: str) -> list[tuple[str, str]]:
    return [(line["state"], line["found"]) for line in said.json if line["what"] == what]


def test_a_fresh_place_is_well_and_nothing_is_made(place: Place) -> None:
    said = place.retold("doctor", "--json")
    assert said.code == 0
    assert {line["state"] for line in said.json} == {"ok"}
    assert not place.var.exists()


def test_a_filled_place_is_well(place: Place) -> None:
    place.fill(article("a", text(1)))
    place.keep("https://chenbao.example/1", f"题目\n{text(2)}", DAWN)
    said = place.retold("doctor", "--json")
    assert (said.code, {line["state"] for line in said.json}) == (0, {"ok"})
    assert "1 articles in 1 stories" in of(said, "store")[0][1]
    assert "0 links and 1 pages wait" in of(said, "spool")[0][1]


def test_config_errors_are_failures(place: Place) -> None:
    (place.config / "topics.yaml").write_text("topics: 7\n", encoding="utf-8")
    said = place.retold("doctor")
    assert said.code == 1
    assert [row["state"] for row in said.table if row["what"] == "config"] == ["fail"]


@pytest.mark.parametrize("name", ["retold.db", "spool.db"])
def test_a_damaged_file_is_a_failure_with_advice(place: Place, name: str) -> None:
    place.fill(*(article(f"a{n}", text(n)) for n in range(40)))
    place.keep("https://chenbao.example/1", f"题目\n{text(2)}", DAWN)
    file = place.var / name
    data = bytearray(file.read_bytes())
    data[4096 * 3 : 4096 * 6] = b"\x17" * (4096 * 3)
    file.write_bytes(data)
    said = place.retold("doctor", "--json")
    failed = [line for line in said.json if line["state"] == "fail"]
    assert said.code == 1
    assert [name in line["found"] for line in failed] == [True]
    assert "backup" in failed[0]["do"]


def test_dead_letters_are_shown_newest_first_and_five_at_most(place: Place) -> None:
    spool = place.spool()
    for number in range(7):
        spool.fail(f"https://chenbao.example/{number}", "chenbao", "too large", DAWN, final=True)
    spool.close()
    said = place.retold("doctor", "--json")
    shown = [found for _, found in of(said, "dead letter")]
    assert said.code == 0
    assert of(said, "dead letters") == [("warn", "7 pages could not be had or read; the newest follow")]
    assert [found.split(": ")[0][-1] for found in shown] == ["6", "5", "4", "3", "2"]
    assert "too large (2026-11-18 08:00)" in shown[0]


def test_a_clock_that_was_put_back_is_a_failure(place: Place) -> None:
    spool = place.spool()
    spool.begin("crawl", ["chenbao"], datetime.now(UTC) + timedelta(days=3))
    spool.close()
    said = place.retold("doctor", "--json")
    assert (said.code, [state for state, _ in of(said, "clock")]) == (1, ["fail"])


def test_articles_of_the_future_are_a_warning_and_such_that_were_seen_then_a_failure(place: Place) -> None:
    far = (datetime.now(UTC) - DAWN) / timedelta(minutes=1) + 9999
    place.fill(article("dated", text(1), far, seen=0))
    assert place.retold("doctor").code == 0
    place.fill(article("seen", text(2), far))
    said = place.retold("doctor", "--json")
    assert said.code == 1
    assert of(said, "dates") == [("warn", "2 articles are dated in the future")]
    assert [state for state, _ in of(said, "clock")] == ["fail"]


def test_marks_that_wait_are_a_warning(place: Place) -> None:
    from indexer.file import file_article
    from indexer.stores import open_store

    store = open_store(f"sqlite:///{place.store_file}")
    file_article(store, "test:1", article("a", text(1)))  # and was stopped before `settle`
    store.close()
    assert of(place.retold("doctor", "--json"), "marks") == [("warn", "1 wait to be derived")]


def test_secrets_that_others_may_read_are_a_warning(place: Place) -> None:
    secrets = place.config / ".env"
    secrets.write_text("A=b\n", encoding="utf-8")
    secrets.chmod(0o644)
    assert of(place.retold("doctor", "--json"), "secrets")[0][0] == "warn"
    secrets.chmod(0o600)
    assert of(place.retold("doctor", "--json"), "secrets") == []


def test_a_store_of_a_newer_version_is_a_failure(place: Place) -> None:
    import sqlite3
    from contextlib import closing

    place.fill(article("a", text(1)))
    with closing(sqlite3.connect(place.store_file)) as db:
        db.execute("PRAGMA user_version = 999")
    said = place.retold("doctor", "--json")
    assert [state for state, _ in of(said, "store")] == ["fail"]
    with pytest.raises(StoreError):
        place.stored()
