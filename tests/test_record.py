"""Articles come back from JSON as they went in."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from indexer.model import (
    Article,
    Dated,
    Kind,
    Mention,
    Notice,
    Outcome,
    Reference,
    Relation,
    State,
    Story,
)
from indexer.record import from_record, from_story_record, story_record, time_text, to_json, to_record
from tests.making import article

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5, minutes=-30))])
# Not the ends of the calendar, where zones run out of it; hypothesis wants its bounds without a zone.
FROM, TO = datetime(2, 1, 1), datetime(9998, 1, 1)  # noqa: DTZ001
TIMES = st.datetimes(FROM, TO, timezones=ZONES)
DATED = st.builds(Dated, TIMES, st.sampled_from(["second", "day", "year"]), TEXT, TEXT, TEXT)
DAYS = st.none() | st.dates()
SHARED = st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=2).map(tuple)
ARTICLES = st.builds(
    Article,
    first_seen_at=TIMES,
    fetched_at=TIMES,
    urls=st.lists(TEXT, max_size=2).map(tuple),
    title=st.none() | TEXT,
    body=TEXT,
    original=st.dictionaries(TEXT, TEXT, max_size=2),
    state=st.sampled_from(State),
    published=st.none() | DATED,
    modified=st.none() | DATED,
    mentions=st.lists(
        st.builds(Mention, TEXT, st.integers(0, 9), st.integers(0, 9), DAYS, DAYS, TEXT, TEXT), max_size=2
    ).map(tuple),
    notices=st.lists(st.builds(Notice, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    references=st.lists(st.builds(Reference, TEXT, st.none() | TEXT, st.none() | TEXT), max_size=2).map(tuple),
    damage=st.dictionaries(TEXT, st.integers() | TEXT, max_size=2),
    topics=st.lists(TEXT, max_size=2).map(tuple),
    filed_as=st.none() | st.sampled_from(Outcome),
    relations=st.lists(
        st.builds(Relation, st.sampled_from(Kind), TEXT, st.floats(0, 1), st.integers(1, 9), SHARED), max_size=2
    ).map(tuple),
)


@given(ARTICLES)
def test_an_article_comes_back_as_it_was(given_article: Article) -> None:
    assert from_record(json.loads(to_json(to_record(given_article)))) == given_article


def test_the_shape_that_other_programs_read() -> None:
    shown = article(
        "a",
        "5月19日",
        published=Dated(datetime(2026, 5, 19, tzinfo=timezone(timedelta(hours=8))), "day", "5月19日", "month_day", "p"),
        mentions=(Mention("5月19日", 0, 5, date(2026, 5, 19), None, "day", "published"),),
        relations=(Relation(Kind.NEAR, "b", 0.9, shared=((0, 1, 2, 3),)),),
        filed_as=Outcome.JOINED,
    )
    record = to_record(shown)
    assert record["published"] == {
        "at": "2026-05-18T16:00:00Z",
        "precision": "day",
        "text": "5月19日",
        "rule": "month_day",
        "where": "p",
    }
    assert record["mentions"] == [
        {
            "text": "5月19日",
            "start": 0,
            "end": 5,
            "from": "2026-05-19",
            "to": None,
            "precision": "day",
            "anchor": "published",
            "rule": "",
        }
    ]
    assert record["relations"] == [{"kind": "near", "of": "b", "revision": 1, "score": 0.9, "shared": [[0, 1, 2, 3]]}]
    assert record["filed_as"] == "joined"
    assert record["account"] is None
    assert "5月19日" in to_json(record)


def test_every_field_of_an_article_is_in_its_record() -> None:
    assert set(to_record(article("a", "文"))) == set(Article.__slots__)


def test_times_keep_their_microseconds() -> None:
    assert time_text(datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)) == "2026-01-02T03:04:05.000678Z"


@given(st.builds(Story, first_at=TIMES, last_at=TIMES, outlets=st.just(("甲",)), topics=st.just(("chips",))))
def test_a_story_comes_back_as_it_was(story: Story) -> None:
    assert from_story_record(json.loads(to_json(story_record(story)))) == story
