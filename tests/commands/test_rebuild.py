"""retold rebuild: kept pages are read again with today's readers and rules; what they went through so far stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.identity import article_id
from indexer.model import Article, Outcome, State
from tests.commands.conftest import TOPICS, Place
from tests.making import article, text

AT = datetime(2026, 11, 18, 2, tzinfo=UTC)
URL = "https://chenbao.example/a/1.html"
NEWS = f"清溪镇新建晶圆厂\n{text(1)}\n{text(2)}"
REVISED = f"清溪镇新建晶圆厂\n{text(1)}\n{text(3)}"
LIST = b"<!doctype html><title>x</title><ul><li><a href=/1>1</a><li><a href=/2>2</a></ul>"


def crawl(place: Place, words: str = NEWS, at: datetime = AT, url: str = URL) -> None:
    place.keep(url, words, at)
    assert place.retold("ingest", "--json").code == 0


def rebuild(place: Place) -> dict[str, int]:
    """The endings that there were."""
    said = place.retold("rebuild", "--json")
    assert (said.code, said.err) == (0, "")
    return {name: n for name, n in said.json[0]["endings"].items() if n}


def only(place: Place) -> Article:
    (stored,) = place.stored().values()
    return stored


def as_read_before(place: Place, old: Article, words: str = NEWS) -> None:
    """A kept page, and in the store what readers of an earlier version made of it."""
    place.keep(old.url, words, AT)
    spool = place.spool()
    taken = spool.take(AT)
    assert taken is not None
    spool.done(taken, Outcome.NEW_STORY, article_id=old.id)
    spool.close()
    place.fill(old)


def test_what_reads_as_before_is_not_written(place: Place) -> None:
    crawl(place)
    before = place.stored()
    assert rebuild(place) == {"unchanged": 1}
    assert place.stored() == before


def test_what_was_read_wrongly_is_stored_anew_and_keeps_what_it_went_through(place: Place) -> None:
    seen = AT - timedelta(days=3)
    old = replace(
        article(URL, "错读的正文" * 20, 0, account="误"), url=URL, urls=(URL,), first_seen_at=seen, fetched_at=AT
    )
    as_read_before(place, old)
    story = only(place).story_id
    assert rebuild(place) == {"changed": 1}
    new = only(place)
    assert (new.title, new.account, new.read_by) == ("清溪镇新建晶圆厂", None, "generic")
    assert (new.id, new.first_seen_at, new.revision, new.story_id) == (old.id, seen, 1, story)
    assert rebuild(place) == {"unchanged": 1}


def test_topics_of_today_are_applied(place: Place) -> None:
    crawl(place)
    (place.config / "topics.yaml").write_text(TOPICS.replace("晶圆", "清溪"), encoding="utf-8")
    assert only(place).topics == ("chips",)
    (place.config / "topics.yaml").write_text(TOPICS.replace("芯片, 晶圆", "光刻"), encoding="utf-8")
    assert rebuild(place) == {"changed": 1}
    assert only(place).topics == ()


def test_of_several_pages_of_an_article_the_newest_counts(place: Place) -> None:
    crawl(place)
    crawl(place, REVISED, AT + timedelta(days=1))
    before = only(place)
    assert (before.revision, before.state) == (2, State.REVISED)
    assert rebuild(place) == {"unchanged": 1}
    assert only(place) == before


def test_that_an_article_was_read_again_unchanged_is_not_forgotten(place: Place) -> None:
    crawl(place)
    crawl(place, NEWS, AT + timedelta(days=1))
    assert rebuild(place) == {"unchanged": 1}
    assert only(place).fetched_at == AT + timedelta(days=1)


def test_a_new_store_is_filled_with_articles_and_their_revisions(place: Place) -> None:
    crawl(place)
    crawl(place, REVISED, AT + timedelta(days=1))
    before = place.stored()
    for file in place.var.glob("retold.db*"):
        file.unlink()
    assert rebuild(place) == {"new": 1}
    assert place.stored() == before


def test_a_withdrawn_article_stays_withdrawn(place: Place) -> None:
    crawl(place)
    place.keep(URL, NEWS, AT + timedelta(days=1), status=404)
    place.retold("ingest")
    assert only(place).state is State.WITHDRAWN
    assert rebuild(place) == {"unchanged": 1, "no article": 1}
    assert only(place).state is State.WITHDRAWN


def test_an_article_with_a_better_id_takes_the_place_of_the_old_one(place: Place) -> None:
    crawl(place)
    new = only(place)
    for file in place.var.glob("*.db*"):
        file.unlink()
    seen = AT - timedelta(hours=1)
    old = replace(new, id=article_id("an older key"), key="an older key", first_seen_at=seen, story_id=None)
    copy = article("copy", new.body, 600, outlet="观汐网")
    as_read_before(place, old)
    place.fill(copy)
    story = place.stored()[old.id].story_id
    assert place.stored()[copy.id].parent == old.id

    assert rebuild(place) == {"moved": 1}
    after = place.stored()
    assert set(after) == {new.id, copy.id}
    assert after[new.id].first_seen_at == seen
    assert after[copy.id].parent == new.id
    assert {one.story_id for one in after.values()} == {story}  # whoever has noted the story's id still finds it
    assert place.retold("story", str(story), "--json").json[0]["families"] == 1
    assert rebuild(place) == {"unchanged": 1}


def test_a_page_that_is_no_article_after_all_leaves_the_store(place: Place) -> None:
    place.keep(URL, NEWS, AT, body=LIST)
    spool = place.spool()
    taken = spool.take(AT)
    assert taken is not None
    wrong = replace(article(URL, text(7)), url=URL)
    spool.done(taken, Outcome.NEW_STORY, article_id=wrong.id)
    spool.close()
    copy = article("copy", wrong.body, 5)
    place.fill(wrong, copy)
    assert rebuild(place) == {"removed": 1}
    assert [(one.id, one.parent) for one in place.stored().values()] == [(copy.id, None)]
    assert [story["first"] for story in place.retold("stories", "--json").json] == [copy.id]
    assert rebuild(place) == {"no article": 1}


def test_a_page_that_can_be_read_by_now_becomes_an_article(place: Place) -> None:
    place.keep(URL, NEWS, AT)
    spool = place.spool()
    taken = spool.take(AT)
    assert taken is not None
    spool.done(taken, Outcome.FAILED, why="no reader knew it")
    assert len(spool.dead_letters()) == 1
    assert rebuild(place) == {"new": 1}
    assert spool.dead_letters() == []
    assert only(place).title == "清溪镇新建晶圆厂"
    spool.close()


def test_a_page_that_can_never_be_read_leaves_the_store_as_it_is(place: Place) -> None:
    place.keep(URL, NEWS, AT, body=b"x" * (11 << 20))  # over the readers' limit
    spool = place.spool()
    taken = spool.take(AT)
    assert taken is not None
    stored = replace(article(URL, text(7)), url=URL)
    spool.done(taken, Outcome.NEW_STORY, article_id=stored.id)
    spool.close()
    place.fill(stored)
    assert rebuild(place) == {"failed": 1}
    assert set(place.stored()) == {stored.id}


def test_an_empty_spool_is_rebuilt_to_nothing(place: Place) -> None:
    said = place.retold("rebuild")
    assert (said.code, said.lines[-1]) == (0, "0 articles in 0 stories")
