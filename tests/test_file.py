"""Filing into a real store: families are trees that do not depend on the order of arrival."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.file import branch_of, file_article, reread, settle, update, withdraw
from indexer.fingerprint import fingerprint
from indexer.match import founding_ids
from indexer.model import Article, Dated, Draft, Outcome, Reading, State
from indexer.stores import Kin, Store, open_store
from tests.making import DAWN, article, reworded, text

OWNER = "test:1"
BODY = text(1)


@pytest.fixture
def store() -> Store:
    return open_store("sqlite://:memory:")


def file_all(store: Store, *articles: Article) -> list[Outcome]:
    outcomes = [file_article(store, OWNER, one).outcome for one in articles]
    settle(store, OWNER)
    return outcomes


def stored(store: Store, one: Article) -> Article:
    found = store.get(one.id)
    assert found is not None
    return found


class TestFiling:
    def test_copies_and_near_copies_share_family_and_story(self, store: Store) -> None:
        original, near = article("original", BODY, 1), article("near", reworded(BODY, 2, 0.05), 3)
        copy, other = article("copy", BODY, 2), article("other", text(9), 4)
        assert file_all(store, original, near, copy, other) == ["new_story", "joined", "exact", "new_story"]
        assert stored(store, near).parent == stored(store, copy).parent == original.id
        assert stored(store, near).story_id == stored(store, original).story_id != stored(store, other).story_id

    def test_the_story_is_summed_up_with_who_was_first(self, store: Store) -> None:
        original = article("original", BODY, 1, outlet="甲报", topics=("chips",))
        file_all(store, article("copy", BODY, 5, outlet="乙报"), original)
        (story,) = store.stories()
        assert (story.first, story.articles, story.families) == (original.id, 2, 1)
        assert (story.title, story.outlets, story.topics) == ("标题original", ("甲报", "乙报"), ("chips",))
        assert (story.first_at, story.last_at) == (DAWN + timedelta(minutes=1), DAWN + timedelta(minutes=5))

    def test_filing_the_same_again_writes_nothing(self, store: Store) -> None:
        one = article("one", BODY, 1)
        file_all(store, one)
        before = stored(store, one)
        assert file_all(store, replace(one, fetched_at=one.fetched_at + timedelta(days=1))) == ["unchanged"]
        assert replace(stored(store, one), fetched_at=before.fetched_at) == before
        assert store.counts()["story_due"] == 0

    def test_settling_twice_changes_nothing(self, store: Store) -> None:
        file_all(store, article("copy", BODY, 5), article("original", BODY, 1), article("other", text(9), 4))
        before = (list(store.articles()), store.stories())
        with store.writing(OWNER):
            for one in before[0]:
                store.save(one, fingerprint(one), later_due=True)
        settle(store, OWNER)
        assert (list(store.articles()), store.stories()) == before


class TestOlderOriginals:
    def test_an_original_that_is_crawled_last_takes_the_root(self, store: Store) -> None:
        copy, original = article("copy", BODY, 5), article("original", BODY, 1)
        file_all(store, copy, original)
        assert (stored(store, copy).parent, stored(store, copy).filed_as) == (original.id, Outcome.EXACT)
        assert (stored(store, original).parent, stored(store, original).filed_as) == (None, Outcome.NEW_STORY)

    def test_the_older_story_id_stays_and_the_younger_leads_to_it(self, store: Store) -> None:
        copy, original = article("copy", BODY, 5), article("original", BODY, 1, seen=9)
        file_all(store, copy, original)
        first, second = founding_ids(copy.id)[0], founding_ids(original.id)[0]
        assert stored(store, original).story_id == stored(store, copy).story_id == first
        story = store.story(second)
        assert story is not None
        assert (story.id, story.first) == (first, original.id)
        assert [one.id for one in store.stories()] == [first]

    def test_a_member_that_finds_a_nearer_parent_moves_with_its_own_copies(self, store: Store) -> None:
        far = article("far", reworded(BODY, 2, 0.06), 1)
        late, copy = article("late", BODY, 5), article("copy", BODY, 6)
        near = article("near", reworded(BODY, 3, 0.01), 2)
        file_all(store, far, late, copy, near)
        assert stored(store, late).parent == near.id
        assert stored(store, copy).parent == late.id

    def test_chains_of_late_originals_end_in_one_family(self, store: Store) -> None:
        articles = [article(f"a{minute}", BODY, minute) for minute in range(8, 0, -1)]
        file_all(store, *articles)
        assert len({one.family_id for one in store.articles()}) == 1
        assert stored(store, articles[-1]).parent is None


class TestRevisions:
    def test_a_changed_text_is_a_revision_and_the_old_one_is_kept(self, store: Store) -> None:
        one = article("one", BODY, 1)
        file_all(store, one)
        changed = replace(one, body=BODY + "更正。", fetched_at=one.fetched_at + timedelta(days=1))
        assert file_all(store, changed) == ["revised"]
        now = stored(store, one)
        assert (now.revision, now.state, now.first_seen_at) == (2, State.REVISED, one.first_seen_at)
        assert [(old.revision, old.body) for old in store.history(one.id)] == [(1, BODY)]

    def test_a_text_that_becomes_another_one_leaves_its_parent_and_its_copies_stay_with_theirs(
        self, store: Store
    ) -> None:
        original, copy, third = article("original", BODY, 1), article("copy", BODY, 2), article("third", BODY, 3)
        file_all(store, original, copy, third)
        file_all(store, replace(original, body=text(7), fetched_at=third.fetched_at))
        assert stored(store, copy).parent is None
        assert stored(store, third).parent == copy.id
        assert stored(store, original).story_id != stored(store, copy).story_id
        assert sum(story.articles for story in store.stories()) == 3

    def test_a_root_that_changes_into_a_copy_of_another_story_takes_its_family_along(self, store: Store) -> None:
        other, one, copy = article("other", text(7), 1), article("one", BODY, 2), article("copy", BODY, 3)
        file_all(store, other, one, copy)
        file_all(store, replace(one, body=text(7), fetched_at=copy.fetched_at))
        assert stored(store, one).parent == other.id
        assert stored(store, copy).parent is None
        assert sorted(story.articles for story in store.stories()) == [1, 2]

    def test_an_old_page_that_is_read_late_changes_nothing(self) -> None:
        now = article("one", BODY, 1)
        assert update(now, replace(now, body=text(7), fetched_at=now.fetched_at - timedelta(hours=1))) is None

    def test_a_reading_fills_in_what_was_unknown_and_never_replaces_what_was_known(self) -> None:
        known = article("one", BODY, 1, account="甲", published=None)
        read = article(
            "one", BODY, 1, account="乙", author="丙", url="https://m.one.example/", urls=("https://m.one.example/",)
        )
        newer = update(known, read)
        assert newer is not None
        assert (newer.account, newer.author, newer.published) == ("甲", "丙", read.published)
        assert newer.urls == ("https://one.example/", "https://m.one.example/")
        assert newer.revision == 1


class TestWithdrawal:
    def test_a_tombstone_marks_the_article_and_keeps_its_text(self, store: Store) -> None:
        one = article("one", BODY, 1)
        file_all(store, one)
        gone = Draft(url=one.url, fetched_at=one.fetched_at + timedelta(days=1), read_by="x", state=Reading.TOMBSTONE)
        withdraw(store, OWNER, gone, [one.id, "unknown"])
        assert (stored(store, one).state, stored(store, one).body) == (State.WITHDRAWN, BODY)
        assert file_all(store, replace(one, fetched_at=one.fetched_at + timedelta(days=2))) == ["unchanged"]
        assert stored(store, one).state is State.LIVE


class TestReread:
    def test_better_rules_change_the_article_and_not_where_it_comes_from(self, store: Store) -> None:
        original, copy = article("original", BODY, 1), article("copy", BODY, 2)
        file_all(store, original, copy)
        before = stored(store, copy)
        better = replace(copy, author="丙", first_seen_at=copy.first_seen_at + timedelta(days=9), revision=1)
        assert reread(store, OWNER, better).outcome is Outcome.REVISED
        assert stored(store, copy) == replace(before, author="丙")
        assert reread(store, OWNER, better).outcome is Outcome.UNCHANGED

    def test_a_corrected_date_decides_again_who_was_first(self, store: Store) -> None:
        original, copy = article("original", BODY, 1), article("copy", BODY, 2)
        file_all(store, original, copy)
        late = Dated(DAWN + timedelta(minutes=9), "minute", "", "test")
        reread(store, OWNER, replace(original, published=late))
        settle(store, OWNER)
        assert stored(store, copy).parent is None
        assert stored(store, original).parent == copy.id
        assert len(store.stories()) == 1


def crowd(seed: int, texts: int = 6, copies: int = 5) -> list[Article]:
    """Originals with exact and near copies and composites of two, dated to the minute, the day or not at all."""
    chance = random.Random(seed)
    articles = []
    for number in range(texts):
        original = text(seed * 1000 + number)
        for copy in range(copies):
            share = chance.choice([0, 0, 0.02, 0.05])
            body = reworded(original, chance.random().__hash__(), share)
            if chance.random() < 0.15:
                body += text(seed * 1000 + (number + 1) % texts)
            minute = number * 60 + copy * chance.randint(1, 9)
            at = DAWN + timedelta(minutes=minute)
            dated = chance.choice(
                [Dated(at, "minute", "", "t"), Dated(at, "minute", "", "t"), Dated(DAWN, "day", "", "t"), None]
            )
            seen = minute + chance.randint(0, 300)
            articles.append(article(f"{number}-{copy}", body, minute, seen=seen, published=dated))
    return articles


def families(articles: list[Article]) -> dict[str, tuple[str | None, frozenset[str]]]:
    """{article: (parent, family)}"""
    store = open_store("sqlite://:memory:")
    file_all(store, *articles)
    groups: dict[str | None, set[str]] = {}
    everyone = list(store.articles())
    for one in everyone:
        groups.setdefault(one.family_id, set()).add(one.id)
        parent = store.get(one.parent) if one.parent else None
        assert (parent is None) == (one.parent is None)
        assert parent is None or parent.family_id == one.family_id, "a parent is in its child's family"
    for family_id, members in groups.items():
        roots = [kin for kin in store.kin(family_id or "") if kin.parent is None]
        assert len(roots) == 1, "a family is one tree"
        assert roots[0] == store.kin(family_id or "")[0], "its root came out first"
        assert {kin.article_id for kin in store.kin(family_id or "")} == members
    stories = {story.id: story.articles for story in store.stories()}
    assert sum(stories.values()) == len(articles), "each article is in exactly one story"
    store.close()
    return {one.id: (one.parent, frozenset(groups[one.family_id])) for one in everyone}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_families_do_not_depend_on_the_order_of_arrival(seed: int, chance: random.Random) -> None:
    articles = crowd(seed)
    in_time_order = families(sorted(articles, key=lambda one: one.first_seen_at))
    chance.shuffle(articles)
    assert families(articles) == in_time_order


def test_a_branch_is_an_article_and_all_that_descend_from_it() -> None:
    def kin(name: str, parent: str | None) -> Kin:
        return Kin(name, parent, "s", "f", None)  # type: ignore[arg-type]

    family = [kin("a", None), kin("b", "a"), kin("c", "b"), kin("d", "a"), kin("e", "c")]
    assert [one.article_id for one in branch_of("b", family)] == ["b", "c", "e"]
    assert branch_of("x", family) == []
