"""What every store promises."""

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import AlreadyRunning, StoreError, UsageError
from indexer.model import Dated, State, Story
from indexer.moment import moment
from indexer.query import matches, parse
from indexer.stores import EVERYTHING, Filters, Store, open_store
from tests.making import DAWN
from tests.stores.putting import OWNER, filed, mark, put

A, B, C = filed("a", minute=1), filed("b", minute=2), filed("c", minute=3)


def clear(store: Store) -> None:
    with store.writing(OWNER):
        for name in ("story_due", "later_due"):
            store.done(name, store.due(name))


class TestReading:
    def test_an_article_comes_back_as_it_was_saved(self, store: Store) -> None:
        put(store, A, B)
        assert store.get(A.id) == A
        assert store.get("nobody") is None

    def test_all_come_in_the_order_of_first_filing(self, store: Store) -> None:
        put(store, C, A, B)
        put(store, replace(C, lang="en"))
        assert [one.id for one in store.articles()] == [C.id, A.id, B.id]

    def test_all_come_however_many(self, store: Store) -> None:
        many = [filed(str(number)) for number in range(1001)]
        put(store, *many)
        assert [one.id for one in store.articles()] == [one.id for one in many]

    def test_an_article_is_found_by_every_address(self, store: Store) -> None:
        put(store, replace(A, url="u1", urls=("u2",)), replace(B, url="u2", urls=()))
        assert store.ids_by_url("u1") == [A.id]
        assert store.ids_by_url("u2") == [A.id, B.id]
        assert store.ids_by_url("u3") == []

    def test_counts(self, store: Store) -> None:
        put(store, A, B)
        assert store.counts() == {"articles": 2, "stories": 0, "story_due": 2, "later_due": 0}


class TestRevisions:
    def test_a_later_revision_moves_the_old_one_to_the_history(self, store: Store) -> None:
        second = replace(A, body="新文", revision=2, state=State.REVISED)
        third = replace(second, body="再新", revision=3)
        put(store, A)
        put(store, second)
        put(store, third)
        assert store.get(A.id) == third
        assert store.history(A.id) == [A, second]
        assert store.counts()["articles"] == 1

    def test_the_same_revision_is_replaced(self, store: Store) -> None:
        put(store, A)
        put(store, replace(A, lang="en"))
        assert store.get(A.id) == replace(A, lang="en")
        assert store.history(A.id) == []

    def test_an_older_revision_is_refused(self, store: Store) -> None:
        put(store, replace(A, revision=2))
        with pytest.raises(StoreError, match="older"):
            put(store, A)

    def test_words_of_an_old_revision_are_not_found(self, store: Store) -> None:
        put(store, replace(A, body="旧的芯片"))
        put(store, replace(A, body="新的晶圆", revision=2))
        assert store.search(parse("芯片"), EVERYTHING, limit=9, sort="newest").total == 0
        assert store.search(parse("晶圆"), EVERYTHING, limit=9, sort="newest").total == 1


class TestWriting:
    def test_nothing_is_written_where_it_fails(self, store: Store) -> None:
        def fail() -> None:
            with store.writing(OWNER):
                store.save(A, mark(1))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert store.get(A.id) is None
        assert store.candidates(mark(1), but="") == []
        put(store, B)
        assert store.get(B.id) == B

    def test_writing_inside_writing_is_one_transaction(self, store: Store) -> None:
        def fail() -> None:
            with store.writing(OWNER):
                put(store, A)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert store.get(A.id) is None

    def test_writing_without_the_lease_is_a_mistake(self, store: Store) -> None:
        with pytest.raises(RuntimeError):
            store.save(A, mark(1))

    def test_a_second_filer_is_sent_away(self, store: Store) -> None:
        put(store, A)
        with pytest.raises(AlreadyRunning, match=OWNER), store.writing("elsewhere:2"):
            pass

    def test_the_lease_of_a_dead_process_is_taken(self, store: Store) -> None:
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        with store.writing(f"{socket.gethostname()}:{dead.pid}"):
            store.save(A, mark(1))
        with store.writing(f"{socket.gethostname()}:{os.getpid()}"):
            store.save(B, mark(2))
        assert store.get(B.id) == B

    def test_touch_notes_the_reading_and_nothing_else(self, store: Store) -> None:
        put(store, A)
        clear(store)
        later = A.fetched_at + timedelta(days=1)
        with store.writing(OWNER):
            store.touch(A.id, fetched_at=later, url="new")
            store.touch("nobody", fetched_at=later, url="new")
        assert store.get(A.id) == replace(A, fetched_at=later, urls=(*A.urls, "new"))
        assert store.ids_by_url("new") == [A.id]
        assert store.due("story_due") == []


class TestCandidates:
    def test_most_shared_first_and_not_oneself(self, store: Store) -> None:
        put(store, A, B, C, marks=[mark(1, 2, 3), mark(2, 3, 4, 5), mark(9)])
        found = store.candidates(mark(2, 3, 4), but="")
        assert [one.article_id for one in found] == [B.id, A.id]
        assert store.candidates(mark(1, 2, 3), but=A.id)[0].article_id == B.id

    def test_a_candidate_brings_all_that_a_decision_needs(self, store: Store) -> None:
        put(store, replace(A, parent="p", revision=4), marks=[mark(1, 2)])
        (found,) = store.candidates(mark(2), but="")
        assert found.fingerprint == mark(1, 2)
        assert found.moment == moment(A)
        assert (found.story_id, found.family_id, found.parent, found.revision) == (A.story_id, A.family_id, "p", 4)

    def test_of_one_text_the_earliest_article_speaks(self, store: Store) -> None:
        put(store, C, A, B, marks=[mark(1)] * 3)
        assert [one.article_id for one in store.candidates(mark(1), but="")] == [A.id]
        assert [one.article_id for one in store.candidates(mark(1), but=A.id)] == [B.id]

    def test_the_very_text_is_first_even_without_hashes(self, store: Store) -> None:
        put(store, A, B, marks=[mark(exact="short"), mark(1, 2, 3)])
        found = store.candidates(replace(mark(1, 2, 3), exact="short"), but="")
        assert [one.article_id for one in found] == [A.id, B.id]

    def test_another_scheme_is_never_compared(self, store: Store) -> None:
        put(store, A, marks=[mark(1, scheme=1)])
        assert store.candidates(mark(1, scheme=2), but="") == []

    def test_a_text_that_nobody_has_any_more_is_gone(self, store: Store) -> None:
        put(store, A, marks=[mark(1)])
        put(store, replace(A, body="新", revision=2), marks=[mark(2)])
        assert store.candidates(mark(1), but="") == []
        assert len(store.candidates(mark(2), but="")) == 1

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        texts=st.lists(st.frozensets(st.integers(0, 2**61 - 1) | st.integers(0, 12), max_size=8), max_size=12),
        asked=st.frozensets(st.integers(0, 12), max_size=8),
        limit=st.integers(1, 6),
    )
    def test_they_are_those_of_a_plain_count(
        self, open_empty: Callable[[], Store], texts: list[frozenset[int]], asked: frozenset[int], limit: int
    ) -> None:
        store = open_empty()
        names = count()
        for hashes in texts:
            put(store, filed(str(next(names))), marks=[mark(*sorted(hashes))])
        shared = Counter({mark(*sorted(hashes)).exact: len(hashes & asked) for hashes in texts})
        same = mark(*sorted(asked)).exact
        ranked = sorted((exact for exact in shared if shared[exact] and exact != same), key=lambda e: (-shared[e], e))
        expected = ([same] if same in shared else []) + ranked
        found = store.candidates(mark(*sorted(asked)), but="", limit=limit)
        assert [one.fingerprint.exact for one in found] == expected[:limit]
        store.close()


class TestSearch:
    def search(self, store: Store, query: str, filters: Filters = EVERYTHING, sort: str = "newest") -> list[str]:
        hits = store.search(parse(query), filters, limit=9, sort="relevance" if sort == "relevance" else "newest")
        assert hits.total == len(hits.articles)
        return [one.key for one in hits.articles]

    def test_newest_first_by_publication_else_first_sight(self, store: Store) -> None:
        undated = replace(filed("undated", "芯片", minute=2), published=None)
        put(store, filed("old", "芯片", minute=1), filed("new", "芯片", minute=3), undated)
        assert self.search(store, "芯片") == ["new", "undated", "old"]

    def test_a_word_in_the_title_makes_relevant(self, store: Store) -> None:
        put(store, filed("title", "文" * 50, title="芯片"), filed("body", "芯片" + "文" * 50, minute=9, title="题"))
        assert self.search(store, "芯片", sort="relevance") == ["title", "body"]

    def test_the_limit_does_not_change_the_total(self, store: Store) -> None:
        put(store, *[filed(str(number), "芯片", minute=number) for number in range(5)])
        hits = store.search(parse("芯片"), EVERYTHING, limit=2, sort="newest")
        assert hits.total == 5
        assert [one.key for one in hits.articles] == ["4", "3"]

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (Filters(topic="chips"), ["a"]),
            (Filters(outlet="芯报"), ["a"]),
            (Filters(outlet="CHIP DAILY"), ["b"]),
            (Filters(account="芯观察"), ["b"]),
            (Filters(platform="wechat"), ["b"]),
            (Filters(source="feed"), ["a"]),
            (Filters(since=DAWN + timedelta(minutes=2)), ["b"]),
            (Filters(until=DAWN + timedelta(minutes=2)), ["a"]),
            (Filters(story="s-a"), ["a"]),
            (Filters(story="s-a", platform="wechat"), []),
            (EVERYTHING, ["b", "a"]),
        ],
    )
    def test_filters_narrow(self, store: Store, filters: Filters, expected: list[str]) -> None:
        put(
            store,
            filed("a", "芯片", minute=1, topics=("chips", "x"), outlet="芯報", source="feed"),
            filed("b", "芯片", minute=2, outlet="Chip Daily", account="芯觀察", platform="wechat"),
        )
        assert self.search(store, "芯片", filters) == expected
        assert {one.key for one in store.articles(filters)} == set(expected)

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        texts=st.lists(st.tuples(*[st.text(alphabet="芯片體a1 ，B", max_size=8)] * 2), min_size=1, max_size=6),
        query=st.recursive(
            st.text(alphabet="芯片体ab1", min_size=1, max_size=3)
            | st.text(alphabet="芯片體a1 ", min_size=1, max_size=5).filter(str.strip).map(lambda words: f'"{words}"')
            | st.sampled_from(["a*", "b1*", "1*"]),
            lambda inner: (
                st.tuples(inner, inner).map(lambda pair: f"({pair[0]} {pair[1]})")
                | st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})")
                | st.tuples(inner, inner).map(lambda pair: f"({pair[0]} -{pair[1]})")
            ),
            max_leaves=4,
        ),
    )
    def test_a_search_finds_what_the_query_means(
        self, open_empty: Callable[[], Store], texts: list[tuple[str, str]], query: str
    ) -> None:
        store = open_empty()
        node = parse(query)
        put(store, *[filed(str(number), body, title=title) for number, (title, body) in enumerate(texts)])
        expected = {str(number) for number, both in enumerate(texts) if matches(node, *both)}
        for sort in ("newest", "relevance"):
            assert set(self.search(store, query, sort=sort)) == expected
        store.close()


class TestDeriving:
    def test_saving_marks_the_story_and_what_it_was_in_before(self, store: Store) -> None:
        put(store, A)
        assert store.due("story_due") == ["s-a"]
        clear(store)
        put(store, replace(A, story_id="s-b"))
        assert store.due("story_due") == ["s-a", "s-b"]

    def test_later_due_names_articles(self, store: Store) -> None:
        with store.writing(OWNER):
            store.save(B, mark(1), later_due=True)
            store.save(A, mark(2))
        assert store.due("later_due") == [B.id]
        with store.writing(OWNER):
            store.done("later_due", [B.id])
        assert store.due("later_due") == []

    def test_a_mark_outlives_a_plain_save(self, store: Store) -> None:
        with store.writing(OWNER):
            store.save(B, mark(1), later_due=True)
            store.save(B, mark(1))
        assert store.due("later_due") == [B.id]

    def test_refiling_moves_and_marks_both(self, store: Store) -> None:
        put(store, A, B)
        clear(store)
        with store.writing(OWNER):
            store.refile({A.id: ("s-b", "f-b")})
        assert store.get(A.id) == replace(A, story_id="s-b", family_id="f-b")
        assert store.due("story_due") == ["s-a", "s-b"]
        assert [one.article_id for one in store.kin("f-b")] == [A.id, B.id]

    def test_members_and_kin_come_by_moment(self, store: Store) -> None:
        day = Dated(DAWN, "day", "", "")
        late = replace(filed("late"), published=day, story_id="s-a", family_id="f-a")
        put(store, late, A)
        assert [one.id for one in store.members("s-a")] == [A.id, late.id]
        assert [one.moment for one in store.kin("f-a")] == [moment(A), moment(late)]

    def test_redirects_are_flat_and_followed(self, store: Store) -> None:
        put(store, A, B, C)
        with store.writing(OWNER):
            store.put_story(story("s-c"))
            store.redirect("s-a", "s-b")
            store.redirect("s-b", "s-c")
        assert [store.resolve(name) for name in ("s-a", "s-b", "s-c", "x")] == ["s-c", "s-c", "s-c", "x"]
        assert [one.id for one in store.members("s-a")] == [A.id, B.id, C.id]
        assert store.story("s-a") == story("s-c")
        assert [one.story_id for one in store.articles()] == ["s-c"] * 3
        assert store.due("story_due") == ["s-c"]

    def test_of_contrary_redirects_the_later_holds(self, store: Store) -> None:
        with store.writing(OWNER):
            store.redirect("a", "b")
            store.redirect("b", "a")
            store.redirect("a", "a")
        assert (store.resolve("a"), store.resolve("b")) == ("a", "a")

    def test_saving_under_a_redirected_id_goes_where_it_points(self, store: Store) -> None:
        with store.writing(OWNER):
            store.redirect("s-a", "s-b")
            store.redirect("f-a", "f-b")
        put(store, A)
        assert store.get(A.id) == replace(A, story_id="s-b", family_id="f-b")


def story(name: str, articles: int = 1, families: int = 1, minutes: int = 0) -> Story:
    when = DAWN + timedelta(minutes=minutes)
    return Story(name, f"标题{name}", "first", when, when, articles, families, ("甲",), ("chips",))


class TestStories:
    def test_most_tellings_first_then_articles_then_newest(self, store: Store) -> None:
        shown = [story("a", 9, 3), story("b", 9, 2, 5), story("c", 9, 2, 4), story("d", 8, 2, 9)]
        with store.writing(OWNER):
            for one in reversed(shown):
                store.put_story(one)
        assert store.stories() == shown
        assert store.stories(limit=1) == shown[:1]
        assert store.stories(min_families=3) == shown[:1]
        assert store.stories(min_articles=9) == shown[:3]

    def test_a_story_fits_by_one_of_its_articles(self, store: Store) -> None:
        put(store, A, replace(B, platform="wechat"))
        with store.writing(OWNER):
            store.put_story(story("s-a"))
            store.put_story(story("s-b"))
        assert [one.id for one in store.stories(Filters(platform="wechat"))] == ["s-b"]

    def test_putting_again_replaces_and_dropping_deletes(self, store: Store) -> None:
        with store.writing(OWNER):
            store.put_story(story("a"))
            store.put_story(story("a", articles=5))
        assert store.story("a") == story("a", articles=5)
        with store.writing(OWNER):
            store.drop_story("a")
        assert store.story("a") is None


class TestUpkeep:
    def test_tagging_replaces_topics_and_marks_the_story(self, store: Store) -> None:
        put(store, replace(A, topics=("old",)))
        clear(store)
        with store.writing(OWNER):
            store.tag({A.id: ("new",), "nobody": ("new",)})
        assert store.get(A.id) == replace(A, topics=("new",))
        assert [one.id for one in store.articles(Filters(topic="new"))] == [A.id]
        assert list(store.articles(Filters(topic="old"))) == []
        assert store.due("story_due") == ["s-a"]

    def test_forgetting_leaves_nothing_of_an_article(self, store: Store) -> None:
        put(store, replace(A, body="芯片", topics=("chips",)), B, marks=[mark(1), mark(2)])
        put(store, replace(A, body="芯片二", revision=2), marks=[mark(1)])
        clear(store)
        with store.writing(OWNER):
            assert store.forget([A.id, "nobody"]) == 1
        assert store.get(A.id) is None
        assert store.history(A.id) == []
        assert store.ids_by_url(A.url) == []
        assert store.candidates(mark(1), but="") == []
        assert store.search(parse("芯片"), EVERYTHING, limit=9, sort="newest").total == 0
        assert list(store.articles(Filters(topic="chips"))) == []
        assert store.due("story_due") == ["s-a"]
        assert store.get(B.id) == B

    def test_a_text_stays_while_another_article_has_it(self, store: Store) -> None:
        put(store, A, B, marks=[mark(1), mark(1)])
        with store.writing(OWNER):
            store.forget([A.id])
        assert [one.article_id for one in store.candidates(mark(1), but="")] == [B.id]

    def test_a_backup_opens_as_a_store(self, store: Store, tmp_path: Path) -> None:
        put(store, A)
        store.backup(tmp_path / "copy.db")
        copy = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
        assert list(copy.articles()) == [A]
        copy.close()


@pytest.mark.parametrize("url", ["", "sqlite", "sqlite://", "sqlite:///", "mysql://x", "var/retold.db"])
def test_a_url_that_names_no_store_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match="expected sqlite"):
        open_store(url)
