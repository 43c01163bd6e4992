"""retold export: everything, a line each; what a spreadsheet opens runs nothing."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.commands.export import FORMULA_STARTS, cell
from indexer.record import from_record
from tests.commands.conftest import Place, Said
from tests.making import article, text


def rows(said: Said) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said.out)))


def fill(place: Place) -> None:
    place.fill(
        article("a", text(1), 0, outlet="临澜晨报", topics=("chips", "rice"), title='=HYPERLINK("https://x.example")'),
        article("b", text(1), 60 * 24, outlet="观汐网", title="两\n行"),
        article("c", text(3), 5, published=None, title=None),
    )


def test_jsonl_holds_the_whole_articles(place: Place) -> None:
    fill(place)
    exported = [from_record(record) for record in place.retold("export").json]
    assert {one.id: one for one in exported} == place.stored()


def test_csv_has_the_documented_columns_and_one_row_an_article(place: Place) -> None:
    fill(place)
    first, second, third = rows(place.retold("export", "articles", "--format", "csv"))
    assert (first["topics"], first["outlet"]) == ("chips; rice", "临澜晨报")
    assert (first["published_at"], first["published_precision"]) == ("2026-11-18T00:00:00Z", "minute")
    assert second["title"] == "两\n行"
    assert second["parent"] == first["id"]
    assert (third["title"], third["published_at"], third["body"]) == ("", "", text(3))


def test_a_title_that_is_a_formula_is_text_in_csv(place: Place) -> None:
    fill(place)
    assert rows(place.retold("export", "--format", "csv"))[0]["title"] == '\'=HYPERLINK("https://x.example")'


@given(st.text())
def test_no_cell_begins_like_a_formula(value: str) -> None:
    made = str(cell(value))
    assert not made.startswith(FORMULA_STARTS)
    assert made.removeprefix("'") == value.removeprefix("'") or made == f"'{value}"


@pytest.mark.parametrize(
    ("given", "expected"),
    [(["a", "b"], "a; b"), (["=a", "b"], "'=a; b"), (7, 7), (None, None), ("＝1", "'＝1"), ("1=1", "1=1")],
)
def test_cells(given: object, expected: object) -> None:
    assert cell(given) == expected


def test_stories_are_exported_too(place: Place) -> None:
    fill(place)
    told = rows(place.retold("export", "stories", "--format", "csv"))
    assert [(row["articles"], row["outlets"]) for row in told] == [("2", "临澜晨报; 观汐网"), ("1", "")]
    assert [story["articles"] for story in place.retold("export", "stories").json] == [2, 1]


def test_an_export_is_narrowed_by_day_and_topic(place: Place) -> None:
    fill(place)
    assert [one["title"] for one in place.retold("export", "--since", "2026-11-19").json] == ["两\n行"]
    assert [one["outlet"] for one in place.retold("export", "--topic", "rice").json] == ["临澜晨报"]


def test_the_mark_for_excel_is_there_on_demand_only(place: Place) -> None:
    fill(place)
    assert place.retold("export", "--format", "csv", "--bom").out.startswith("\ufeffid,")
    assert place.retold("export", "--format", "csv").out.startswith("id,")


def test_a_day_that_is_none_is_a_usage_error(place: Place) -> None:
    said = place.retold("export", "--since", "yesterdayish")
    assert said.code == 2
    assert "--since" in said.err
