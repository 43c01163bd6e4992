"""retold stories, retold story: who told what, who was first, and how sure that is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.commands.stories import lag, who_was_first
from indexer.model import Dated, State
from tests.commands.conftest import Place
from tests.making import DAWN, article, reworded, text

ORIGINAL = text(1)
DAY = Dated(datetime(2026, 11, 17, 16, tzinfo=UTC), "day", "11月18日", "test")  # 18 November in China


def fill(place: Place) -> dict[str, str]:
    """One story of three articles by three outlets, and another of one."""
    made = {
        "first": article("first", ORIGINAL, 0, outlet="临澜晨报", topics=("chips",)),
        "copy": article("copy", ORIGINAL, 125, outlet="观汐网"),
        "near": article("near", reworded(ORIGINAL, 2, 0.02), 60 * 27, account="汇流号"),
        "other": article("other", text(9), 10, outlet="芯事"),
    }
    place.fill(*made.values())
    return {name: one.id for name, one in made.items()}


def test_the_story_told_most_often_comes_first(place: Place) -> None:
    fill(place)
    rows = place.retold("stories").table
    assert [(row["articles"], row["tellings"], row["headline"]) for row in rows] == [
        ("3", "1", "标题first"),
        ("1", "1", "标题other"),
    ]
    assert rows[0]["first"] == "2026-11-18 08:00"  # on a Chinese clock


@pytest.mark.parametrize(
    ("options", "headlines"),
    [
        (["--topic", "chips"], ["标题first"]),
        (["--min-articles", "2"], ["标题first"]),
        (["--min-families", "2"], []),
        (["--limit", "1"], ["标题first"]),
        (["--since", "2026-11-19"], ["标题first"]),  # its last copy came out on that day
        (["--since", "2026-11-20"], []),
    ],
)
def test_stories_are_narrowed(place: Place, options: list[str], headlines: list[str]) -> None:
    fill(place)
    assert [story["title"] for story in place.retold("stories", "--json", *options).json] == headlines


def test_a_story_shows_each_article_against_its_parent(place: Place) -> None:
    ids = fill(place)
    story = place.stored()[ids["first"]].story_id
    said = place.retold("story", str(story))
    assert [(row["no"], row["outlet"], row["lag"]) for row in said.table] == [
        ("1", "临澜晨报", ""),
        ("2", "观汐网", "2 h 5 min"),
        ("3", "汇流号", "1 d 3 h"),
    ]
    original, exact, near = (row["what"] for row in said.table)
    assert (original, exact) == ("original", "exact copy of 1")
    assert near.startswith("near copy of 1, ")
    assert said.lines[-1] == "First: 临澜晨报, 2026-11-18 08:00"


def test_a_story_is_found_by_one_of_its_articles(place: Place) -> None:
    ids = fill(place)
    (record,) = place.retold("story", ids["near"], "--json").json
    assert [one["id"] for one in record["articles"]] == [ids["first"], ids["copy"], ids["near"]]
    assert (record["families"], record["title"]) == (1, "标题first")


def test_an_unknown_id_is_a_usage_error(place: Place) -> None:
    fill(place)
    said = place.retold("story", "s000")
    assert (said.code, said.out) == (2, "")
    assert "s000" in said.err


def test_states_are_shown(place: Place) -> None:
    one = article("first", ORIGINAL, 0, outlet="临澜晨报")
    place.fill(one, replace(one, body=text(5), fetched_at=DAWN + timedelta(days=1)))
    place.fill(replace(article("gone", text(7), 5), state=State.WITHDRAWN))
    assert place.retold("story", one.id).table[0]["state"] == "revised 1"
    assert place.retold("story", article("gone", "").id).table[0]["state"] == "withdrawn"


def test_a_copy_that_is_dated_by_day_may_have_been_first(place: Place) -> None:
    first = article("first", ORIGINAL, 2, outlet="临澜晨报")
    coarse = article("coarse", ORIGINAL, seen=600, outlet="观汐网", published=DAY)
    later = article("later", ORIGINAL, 3, outlet="芯事")
    lines = who_was_first([first, later, coarse])
    assert lines[0] == "First: 临澜晨报, 2026-11-18 08:02"
    assert lines[1].endswith("came first: 3 观汐网 (2026-11-18)")


@pytest.mark.parametrize(
    ("parent", "child", "expected"),
    [
        (article("a", "", 0), article("b", "", 0), "0 min"),
        (article("a", "", 0), article("b", "", 61), "1 h 1 min"),
        (article("a", "", 0, published=DAY), article("b", "", 61), "same day"),
        (article("a", "", 0, published=DAY), article("b", "", 60 * 24), "1 d"),
        (article("a", "", 0, published=None), article("b", "", 61), ""),
        (article("a", "", 0, published=replace(DAY, precision="month")), article("b", "", 61), ""),
    ],
)
def test_a_lag_is_no_finer_than_the_times(parent: object, child: object, expected: str) -> None:
    assert lag(parent, child) == expected  # type: ignore[arg-type]
