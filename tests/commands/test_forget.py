"""retold forget: nothing of it is left, not even in the bytes of the files; everything else stays."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands.conftest import Place
from tests.making import article, text

AT = datetime(2026, 11, 18, 2, tzinfo=UTC)
URL = "https://chenbao.example/a/1.html"
NEWS = f"清溪镇新建晶圆厂\n{text(1)}\n{text(2)}"
OTHER = f"稻米收成\n{text(3)}\n{text(4)}"


def crawled(place: Place) -> None:
    """One article each of two sources, filed from pages in the spool."""
    place.keep(URL, NEWS, AT)
    place.keep("https://guan.example/2", OTHER, AT, source="guan")
    assert place.retold("ingest", "--json").json[-1]["articles"] == 2


def bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob("*.db*")))


def titles(place: Place) -> list[str | None]:
    return [one.title for one in place.stored().values()]


def test_an_address_is_gone_with_its_article_and_page(place: Place) -> None:
    crawled(place)
    said = place.retold("forget", URL, "--yes")
    assert said.code == 0
    assert titles(place) == ["稻米收成"]
    assert place.retold("search", "晶圆", "--json").out == ""
    assert [story["title"] for story in place.retold("stories", "--json").json] == ["稻米收成"]
    spool = place.spool()
    assert [one.page.source for kept in spool.kept() for one in kept.pages] == ["guan"]
    spool.close()


def test_a_forgotten_address_is_not_fetched_again(place: Place) -> None:
    crawled(place)
    place.retold("forget", "http://chenbao.example/a/1.html?utm_source=x", "--yes")
    assert titles(place) == ["稻米收成"]
    place.keep(URL, NEWS, AT)  # what `keep` is given was asked for before; the list may not bring it up again
    spool = place.spool()
    assert spool.wanted("chenbao", datetime(2030, 1, 1, tzinfo=UTC)) == []
    spool.close()


def test_a_source_is_gone_and_starts_anew(place: Place) -> None:
    crawled(place)
    said = place.retold("forget", "chenbao", "--yes", "--json")
    assert said.json == [{"forgotten": "source", "name": "chenbao", "articles": 1}]
    assert titles(place) == ["稻米收成"]
    assert b"chenbao" not in bytes_of(place.var)


def test_an_account_is_gone_whatever_source_it_came_from(place: Place) -> None:
    place.fill(
        article("a", text(1), source="x", account="汇流号"),
        article("b", text(2), source="y", outlet="汇流号"),
        article("c", text(3), source="y", account="芯事"),
    )
    assert place.retold("forget", "汇流号", "--yes", "--json").json[0]["articles"] == 2
    assert titles(place) == ["标题c"]


def test_nothing_is_left_in_the_bytes_of_the_files(place: Place) -> None:
    place.fill(article("zhizhu", text(1), 0, account="zhizhuyaoyan", title="蜘蛛的谣言"))
    traces = ("zhizhuyaoyan", "蜘蛛的谣言", "https://zhizhu.example/")
    assert [trace for trace in traces if trace.encode() not in bytes_of(place.var)] == []
    place.retold("forget", "zhizhuyaoyan", "--yes")
    found = [trace for trace in traces if trace.encode() in bytes_of(place.var)]
    assert found == ["https://zhizhu.example/"]  # noted, so that it is never fetched again


def test_an_account_whose_pages_still_wait_is_not_forgotten_by_halves(place: Place) -> None:
    place.fill(article("a", text(1), account="汇流号"))
    place.keep(URL, NEWS, AT)
    said = place.retold("forget", "汇流号", "--yes")
    assert said.code == 2
    assert "retold ingest" in said.err
    assert titles(place) == ["标题a"]


def test_without_a_terminal_it_asks_for_yes_and_deletes_nothing(place: Place) -> None:
    crawled(place)
    said = place.retold("forget", "chenbao")
    assert said.code == 2
    assert "1 article" in said.err
    assert "--yes" in said.err
    assert len(titles(place)) == 2


def test_a_name_that_nobody_has_is_a_usage_error(place: Place) -> None:
    said = place.retold("forget", "nobody", "--yes")
    assert said.code == 2
    assert "'nobody'" in said.err


@pytest.mark.parametrize("name", ["chenbao", URL])
def test_forgetting_twice_is_harmless(place: Place, name: str) -> None:
    crawled(place)
    assert [place.retold("forget", name, "--yes").code for _ in range(2)] == [0, 0]
    assert titles(place) == ["稻米收成"]


def test_latin_words_of_a_text_are_not_left_in_the_search_index(place: Place) -> None:
    place.fill(article("a", f"Zyxwordium {text(1)}"), article("b", text(2)))
    assert b"zyxwordium" in bytes_of(place.var)
    place.retold("forget", "https://a.example/", "--yes")
    assert b"zyxwordium" not in bytes_of(place.var)


def test_what_was_copied_from_it_finds_another_parent(place: Place) -> None:
    first, second, third = (article(name, text(1), minute) for minute, name in enumerate("abc"))
    place.fill(first, second, third)
    place.retold("forget", first.url, "--yes")
    stored = place.stored()
    assert [stored[one.id].parent for one in (second, third)] == [None, second.id]
