"""The spool: nothing found is lost, nothing kept is lost, and what fails is tried again and then set aside."""

import random
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.spool import RECHECK_AFTER, RETRY_AFTER, Spool
from crawler.spool_rows import Validators
from crawler.spool_schema import MIGRATIONS
from indexer.errors import StoreError
from indexer.model import Link, Outcome, Page

NOW = datetime(2026, 11, 18, 9, 20, tzinfo=UTC)
LIST = "https://news.example/rss"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return open_spool(tmp_path)


def open_spool(folder: Path) -> Spool:
    spool = Spool(folder / "spool.db")
    spool.begin("crawl", ["a"], NOW)
    return spool


def discover(spool: Spool, *links: Link, source: str = "a") -> int:
    return spool.discover(LIST, source, links, status=200, validators=Validators('"1"', "then"), now=NOW)


def link(number: int, **facts: str) -> Link:
    return Link(f"https://news.example/{number}", **facts)


def page(number: int, **facts: Any) -> Page:
    return replace(Page(f"https://news.example/{number}", b"<p>text</p>", NOW, source="a"), **facts)


def keep(spool: Spool, number: int, **facts: Any) -> None:
    spool.keep(f"https://news.example/{number}", page(number, **facts), Validators('"p"'))


def wanted(spool: Spool, now: datetime = NOW) -> list[str]:
    return [one.link.url for one in spool.wanted("a", now)]


class TestLinks:
    def test_links_are_wanted_in_the_order_of_the_list_with_all_that_it_said(self, spool: Spool) -> None:
        assert discover(spool, link(2, title="题", time="11-18"), link(1)) == 2
        assert [one.link for one in spool.wanted("a", NOW)] == [link(2, title="题", time="11-18"), link(1)]

    def test_a_link_that_is_known_is_not_new(self, spool: Spool) -> None:
        discover(spool, link(1))
        assert discover(spool, link(1), link(2)) == 1

    def test_one_address_in_two_spellings_is_one_link(self, spool: Spool) -> None:
        assert discover(spool, link(1), Link("HTTPS://News.example:443/1?utm_source=rss#top")) == 1

    def test_validators_come_with_the_links_and_stay_when_the_list_fails(self, spool: Spool) -> None:
        discover(spool, link(1))
        spool.list_failed("a", LIST, "HTTP 503", NOW)
        assert spool.validators(LIST).headers() == {"If-None-Match": '"1"', "If-Modified-Since": "then"}
        spool.not_modified(LIST, "a", NOW)
        assert spool.validators(LIST) == Validators('"1"', "then")

    def test_a_list_that_has_not_changed_still_leads_to_its_further_lists(self, spool: Spool) -> None:
        further = {"https://news.example/2.xml": {"depth": 1}}
        spool.discover(LIST, "a", [], status=200, validators=Validators('"1"'), now=NOW, further=further)
        assert spool.not_modified(LIST, "a", NOW) == further
        spool.list_failed("a", LIST, "HTTP 503", NOW)
        assert spool.not_modified(LIST, "a", NOW) == further

    def test_a_kept_link_is_looked_at_again_after_a_day_and_a_week_and_then_no_more(self, spool: Spool) -> None:
        discover(spool, link(1))
        now = NOW
        for after in RECHECK_AFTER:
            keep(spool, 1, fetched_at=now)
            assert wanted(spool, now + after - timedelta(seconds=1)) == []
            assert wanted(spool, now + after) == [link(1).url]
            now += after
        keep(spool, 1, fetched_at=now)
        assert wanted(spool, now + timedelta(days=999)) == []

    def test_a_recheck_sends_the_validators_of_the_page(self, spool: Spool) -> None:
        discover(spool, link(1))
        keep(spool, 1)
        spool.recheck_all(["a"], LATER)
        (one,) = spool.wanted("a", LATER)
        assert one.validators == Validators('"p"')
        spool.page_not_modified(one.key, "a", one.validators, LATER)
        assert wanted(spool, LATER) == []

    def test_a_link_that_fails_waits_and_becomes_a_dead_letter_after_three_times(self, spool: Spool) -> None:
        discover(spool, link(1))
        now = NOW
        for wait in RETRY_AFTER:
            spool.fail(link(1).url, "a", "HTTP 503", now)
            assert wanted(spool, now) == []
            now += wait
            assert wanted(spool, now) == [link(1).url]
        spool.fail(link(1).url, "a", "HTTP 503", now)
        assert wanted(spool, now + timedelta(days=999)) == []
        assert spool.dead_letters()[0][:2] == (link(1).url, "HTTP 503")

    def test_what_can_never_be_fetched_is_given_up_at_once(self, spool: Spool) -> None:
        discover(spool, link(1))
        spool.fail(link(1).url, "a", "too large", NOW, final=True)
        assert spool.backlog() == {"links": 0, "pages": 0, "dead_letters": 1}
        assert spool.tally() == {"a": {"lists": 1, "links": 1, "new_links": 1, "failed": 1}}

    def test_an_entry_whose_text_in_the_feed_changed_is_new_again(self, spool: Spool) -> None:
        discover(spool, link(1, html="first"))
        keep(spool, 1)
        assert discover(spool, link(1, html="first")) == 0
        assert discover(spool, link(1, html="second")) == 1
        assert [one.link.html for one in spool.wanted("a", NOW)] == ["second"]

    def test_sources_have_their_own_links(self, spool: Spool) -> None:
        discover(spool, link(1))
        discover(spool, link(2), source="b")
        assert wanted(spool) == [link(1).url]


class TestPages:
    def test_a_page_comes_back_as_it_was_kept(self, spool: Spool) -> None:
        given = page(1, body=bytes(range(256)) * 9, headers={"etag": "x"}, link=link(1, title="题"), zone="Asia/Taipei")
        spool.keep("k", replace(given, status=410, asked_url="https://a.example/"), Validators())
        taken = spool.take(NOW)
        assert taken is not None
        assert taken.page == replace(given, status=410, asked_url="https://a.example/")

    def test_pages_are_taken_in_order_and_once(self, spool: Spool) -> None:
        for number in (1, 2):
            keep(spool, number)
        for number in (1, 2):
            taken = spool.take(NOW)
            assert taken is not None
            assert taken.page.url == link(number).url
            spool.done(taken, Outcome.NEW_STORY, article_id=f"id{number}")
        assert spool.take(NOW) is None

    def test_a_page_in_hand_when_ingest_is_killed_is_taken_again_last(self, tmp_path: Path) -> None:
        spool = open_spool(tmp_path)
        keep(spool, 1)
        keep(spool, 2)
        spool.take(NOW)
        again = Spool(tmp_path / "spool.db")  # the process that had page 1 is gone
        order = [again.take(NOW), again.take(NOW)]
        assert [taken.page.url for taken in order if taken] == [link(2).url, link(1).url]

    def test_a_page_that_stops_ingest_three_times_is_set_aside_with_the_reason(self, spool: Spool) -> None:
        keep(spool, 1)
        for _ in range(3):
            assert spool.take(NOW) is not None
        keep(spool, 2)
        taken = spool.take(NOW)
        assert taken is not None
        assert taken.page.url == link(2).url
        assert spool.take(NOW) is not None  # page 2 a second time, not page 1
        assert spool.dead_letters() == []
        spool.done(taken, Outcome.EXACT)
        assert spool.take(NOW) is None
        assert spool.dead_letters()[0][:2] == (link(1).url, "stopped ingest 3 times")
        assert spool.tally()["a"]["failed"] == 1

    def test_a_put_back_page_keeps_its_reason(self, spool: Spool) -> None:
        keep(spool, 1)
        for _ in range(3):
            taken = spool.take(NOW)
            assert taken is not None
            spool.put_back(taken.number, "KeyError: 'x'")
        assert spool.take(NOW) is None
        assert spool.dead_letters()[0][1] == "KeyError: 'x'"

    def test_outcomes_are_counted_by_source(self, spool: Spool) -> None:
        keep(spool, 1)
        taken = spool.take(NOW)
        assert taken is not None
        spool.done(taken, Outcome.TOMBSTONE, why="HTTP 404")
        assert spool.tally() == {"a": {"pages": 1, "tombstone": 1}}

    def test_a_page_that_changed_nothing_is_not_kept_twice(self, spool: Spool) -> None:
        for outcome in (Outcome.NEW_STORY, Outcome.UNCHANGED, Outcome.REVISED):
            keep(spool, 1)
            taken = spool.take(NOW)
            assert taken is not None
            spool.done(taken, outcome, article_id="id")
        (kept,) = spool.kept()
        assert (kept.article_id, len(kept.pages)) == ("id", 2)

    @given(st.lists(st.binary(max_size=300), max_size=120))
    def test_kept_pages_come_back_all_and_in_order(self, bodies: list[bytes]) -> None:
        spool = Spool(Path(":memory:"))
        for body in bodies:
            keep(spool, 1, body=body)
        while taken := spool.take(NOW):
            spool.done(taken, Outcome.NEW_STORY)
        assert [taken.page.body for kept in spool.kept() for taken in kept.pages] == bodies
        spool.close()


class TestForget:
    def test_a_forgotten_address_is_gone_and_never_fetched_again(self, spool: Spool) -> None:
        discover(spool, link(1, title="题"), link(2))
        keep(spool, 1)
        spool.forget([link(1).url], NOW)
        assert spool.take(NOW) is None
        assert discover(spool, link(1, html="again")) == 0
        assert wanted(spool, NOW + timedelta(days=999)) == [link(2).url]

    def test_a_forgotten_source_starts_anew(self, spool: Spool) -> None:
        discover(spool, link(1))
        keep(spool, 1)
        spool.forget_source("a")
        assert spool.validators(LIST) == Validators()
        assert spool.last_starts() == {}
        assert discover(spool, link(1)) == 1


class TestFile:
    def test_starts_are_remembered(self, spool: Spool) -> None:
        assert spool.last_starts() == {"a": NOW}

    def test_a_backup_can_be_opened(self, spool: Spool, tmp_path: Path) -> None:
        discover(spool, link(1))
        spool.backup(tmp_path / "copy.db")
        assert wanted(Spool(tmp_path / "copy.db")) == [link(1).url]

    def test_a_spool_of_a_newer_version_is_refused(self, tmp_path: Path) -> None:
        open_spool(tmp_path).close()
        with sqlite3.connect(tmp_path / "spool.db") as db:
            db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        db.close()
        with pytest.raises(StoreError, match="newer version"):
            Spool(tmp_path / "spool.db")

    def test_a_file_that_is_no_spool_is_refused_by_name(self, tmp_path: Path) -> None:
        (tmp_path / "spool.db").write_bytes(b"no database" * 1000)
        with pytest.raises(StoreError, match=r"spool\.db"):
            Spool(tmp_path / "spool.db")

    def test_a_full_disk_is_a_clear_error_and_writes_nothing_by_halves(self, spool: Spool) -> None:
        keep(spool, 1)
        (pages,) = spool._db.execute("PRAGMA page_count").fetchone()
        spool._db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="full"):
            keep(spool, 2, body=random.Random(0).randbytes(2_000_000))
        spool._db.execute("PRAGMA max_page_count = 1000000")
        assert spool.tally()["a"]["pages"] == 1
        assert spool.backlog()["pages"] == 1
