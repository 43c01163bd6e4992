"""retold sources: what is watched, when it is due, what waits of it."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.spool_rows import Validators
from indexer.model import Link, Page
from tests.commands.conftest import Place

NOW = datetime.now(UTC)


def test_sources_that_were_never_crawled_are_due_now(place: Place) -> None:
    rows = place.retold("sources").table
    assert [(row["source"], row["every"], row["last start"], row["next due"]) for row in rows] == [
        ("chenbao", "30m", "never", "now"),
        ("guan", "0 8 * * *", "never", "now"),
    ]


@pytest.mark.parametrize("words", [["sources"], ["sources", "list"]])
def test_what_waits_and_what_went_wrong_is_counted_by_source(place: Place, words: list[str]) -> None:
    spool = place.spool()
    spool.begin("crawl", ["chenbao"], NOW)
    links = [Link(f"https://chenbao.example/{n}") for n in range(3)]
    spool.discover("https://chenbao.example/rss.xml", "chenbao", links, status=200, validators=Validators(), now=NOW)
    spool.keep(links[0].url, Page(links[0].url, b"<p>", NOW, source="chenbao"), Validators())
    spool.list_failed("guan", "https://guan.example/rss.xml", "HTTP 503", NOW)
    spool.close()
    chenbao, guan = place.retold(*words, "--json").json
    assert (chenbao["links_waiting"], chenbao["pages_waiting"], chenbao["trouble"]) == (2, 1, None)
    assert chenbao["due"] is False
    assert datetime.fromisoformat(chenbao["next_due"]) - NOW == pytest.approx(
        timedelta(minutes=30), abs=timedelta(seconds=1)
    )
    assert (guan["due"], guan["trouble"]) == (True, "HTTP 503")


def test_a_config_error_is_named(place: Place) -> None:
    (place.config / "sources.yaml").write_text("sources: [{name: a}]\n", encoding="utf-8")
    said = place.retold("sources")
    assert (said.code, said.out) == (2, "")
    assert "sources.yaml:1" in said.err
