"""retold topics: why a text fits, and tagging what is stored."""

import io

import pytest

from tests.commands.conftest import Place
from tests.making import article, text


def test_a_text_is_explained_word_by_word(place: Place) -> None:
    said = place.call("topics", "test", "晶圆与晶圆", "--config", str(place.config))
    assert [(row["topic"], row["word"], row["in the text"]) for row in said.table] == [("chips", "晶圆", "晶圆")] * 2
    assert said.lines[-1] == "Fits: chips"


def test_a_text_comes_from_standard_input_with_a_dash(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("今年的稻米"))
    (said,) = place.call("topics", "test", "-", "--json", "--config", str(place.config)).json
    assert said["topics"] == ["rice"]
    assert said["found"] == [{"topic": "rice", "word": "稻米", "role": "any", "start": 3, "end": 5}]


@pytest.mark.parametrize(("words", "code", "expected"), [("麦田", 0, "No topic fits."), (" ", 2, "")])
def test_a_text_that_fits_nothing_and_an_empty_one(place: Place, words: str, code: int, expected: str) -> None:
    said = place.call("topics", "test", words, "--config", str(place.config))
    assert (said.code, said.out.strip()) == (code, expected)


def test_applying_tags_articles_and_their_stories(place: Place) -> None:
    chips = article("a", "晶圆" + text(1))
    fits_already = article("b", "稻米" + text(2), topics=("rice",))
    fits_no_more = article("c", text(3), topics=("rice",))
    place.fill(chips, fits_already, fits_no_more)
    assert place.retold("topics", "apply", "--json").json == [{"articles": 3, "changed": 2}]
    stored = place.stored()
    assert [stored[one.id].topics for one in (chips, fits_already, fits_no_more)] == [("chips",), ("rice",), ()]
    assert [story["first"] for story in place.retold("stories", "--topic", "chips", "--json").json] == [chips.id]
    assert place.retold("topics", "apply").lines == ["0 of 3 articles have other topics now"]
