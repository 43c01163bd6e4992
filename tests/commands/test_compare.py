"""retold compare: who was first, what two articles share, and which words were changed."""

import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.commands.compare import coloured, compare_articles, marked, record_of, summary, who_was_first
from indexer.model import Article, Dated, Kind, Relation
from tests.commands.conftest import Place
from tests.making import article

CHIPS = "江岸的晶圆厂上周宣布把七纳米产线扩大一倍，新设备十二月到货。"
PORT = "港口方面照常开放，等着卸货的轮船一直排到江口以外。"
TALKS = "两国代表明天回到谈判桌前，议题仍是出口许可。"
PRICE = "买方抱怨内存的报价在一个月里又涨了三成。"
RICE = "双季稻今年种得比往年晚些，农户说要看十月的雨水。"
BODY = "\n".join((CHIPS, PORT, TALKS, PRICE))
COPY = "\n".join((TALKS, CHIPS.replace("一倍", "两倍"), PORT, RICE))
DAY = Dated(datetime(2026, 11, 17, 16, tzinfo=UTC), "day", "11月18日", "test")  # 18 November in China

FIRST = article("first", BODY, 0, outlet="临澜晨报")
SECOND = article("second", COPY, 125, outlet="观汐网")
TWIN = article(
    "twin",
    "兩國代表明天回到談判桌前，議題仍是出口許可。\n買方抱怨記憶體的報價在一個月裡又漲了三成。",
    200,
    outlet="江聲報",
    script="hant",
)
OTHER = article("other", RICE * 2, 10, outlet="芯事")


def test_a_copy_is_shown_beside_its_original(place: Place) -> None:
    place.fill(FIRST, SECOND)
    said = place.retold("compare", FIRST.id, SECOND.id)
    assert said.code == 0
    assert said.lines[:3] == [
        "article\tpublished\toutlet\ttitle\tid",
        f"A\t2026-11-18 08:00\t临澜晨报\t标题first\t{FIRST.id}",
        f"B\t2026-11-18 10:05\t观汐网\t标题second\t{SECOND.id}",
    ]
    assert said.lines[3] == "A was first, 2 h 5 min before B."
    assert said.lines[4].startswith("B is filed as near copy of A, ")
    assert said.lines[5] == (
        "B has 3 of the 4 sentences of A (75%); A has 3 of the 4 sentences of B (75%); 1 of 3 stand in another order."
    )
    assert said.lines[6:] == [
        "",
        "a\tb\talike\ttext",
        f"1\t2\t0.93\t{CHIPS.replace('一倍', '[-一-]{+两+}倍')}",
        f"2\t3\t1.00\t{PORT}",
        f"3\t1\t1.00\t{TALKS}",
        "",
        "Only in A:",
        f"  {PRICE}",
        "",
        "Only in B:",
        f"  {RICE}",
    ]


def test_json_holds_offsets_into_both_bodies(place: Place) -> None:
    place.fill(FIRST, SECOND)
    (record,) = place.retold("compare", FIRST.id, SECOND.id, "--json").json
    assert list(record) == ["a", "b", "relation", "same_script", "shared", "moved", "pairs", "only_a", "only_b"]
    assert (record["a"], record["b"], record["same_script"]) == (FIRST.id, SECOND.id, True)
    assert (record["relation"]["article"], record["relation"]["of"]) == (SECOND.id, FIRST.id)
    assert record["relation"]["kind"] == "near"
    assert 0.5 <= record["relation"]["score"] < 1
    assert (record["shared"], record["moved"]) == ({"of_a": 0.75, "of_b": 0.75}, 1)
    told = [(BODY[start:end], COPY[other:other_end]) for start, end, other, other_end, _ in record["pairs"]]
    assert told == [(CHIPS, CHIPS.replace("一倍", "两倍")), (PORT, PORT), (TALKS, TALKS)]
    assert [BODY[start:end] for start, end in record["only_a"]] == [PRICE]
    assert [COPY[start:end] for start, end in record["only_b"]] == [RICE]


def test_the_other_way_round_all_is_turned(place: Place) -> None:
    place.fill(FIRST, SECOND)
    (record,) = place.retold("compare", FIRST.id, SECOND.id, "--json").json
    (turned,) = place.retold("compare", SECOND.id, FIRST.id, "--json").json
    assert turned["relation"] == record["relation"]
    assert (turned["only_a"], turned["only_b"]) == (record["only_b"], record["only_a"])
    assert sorted([c, d, a, b, score] for a, b, c, d, score in turned["pairs"]) == record["pairs"]


def test_articles_are_found_by_their_addresses(place: Place) -> None:
    place.fill(FIRST, SECOND)
    (record,) = place.retold("compare", FIRST.url, SECOND.url, "--json").json
    assert (record["a"], record["b"]) == (FIRST.id, SECOND.id)


def test_traditional_meets_simplified(place: Place) -> None:
    place.fill(FIRST, TWIN)
    said = place.retold("compare", FIRST.id, TWIN.id)
    assert "A has 2 of the 2 sentences of B (100%). A is written in hans, B in hant." in said.lines[5]
    assert f"3\t1\t1.00\t{TALKS}" in said.lines  # no mark: only the script differs
    assert record_of(compare_articles(FIRST, TWIN))["same_script"] is False


def test_on_a_terminal_both_stand_side_by_side(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.fill(FIRST, SECOND)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "160")
    said = place.retold("compare", FIRST.id, SECOND.id)
    assert said.code == 0
    (row,) = [line for line in said.lines if "港口方面" in line]
    assert row.count(PORT) == 2
    assert "[-" not in said.out


def test_what_shares_nothing_says_so(place: Place) -> None:
    place.fill(FIRST, OTHER, article("empty", "", 20))
    said = place.retold("compare", FIRST.id, OTHER.id)
    assert "No sentence of one is a sentence of the other." in said.lines
    assert "No relation between them is stored; they are of different stories." in said.lines
    (record,) = place.retold("compare", FIRST.id, article("empty", "").id, "--json").json
    assert (record["relation"], record["pairs"], record["only_b"]) == (None, [], [])
    assert record["shared"] == {"of_a": 0, "of_b": 0}


@pytest.mark.parametrize(
    ("a", "b", "hint"),
    [
        (FIRST.id, "0" * 32, "no article has the id or address '00000000000000000000000000000000'; `retold search"),
        ("https://nowhere.example/1", FIRST.id, "no article has the id or address 'https://nowhere.example/1'"),
        (FIRST.id, FIRST.id, "are one article"),
        (FIRST.id, FIRST.url, "are one article"),
        (FIRST.id, "https://twice.example/", f"2 articles were seen at https://twice.example/; name one: {FIRST.id}"),
    ],
)
def test_what_cannot_be_compared_is_a_usage_error(place: Place, a: str, b: str, hint: str) -> None:
    place.fill(*(replace(one, urls=(*one.urls, "https://twice.example/")) for one in (FIRST, SECOND)))
    said = place.retold("compare", a, b)
    assert (said.code, said.out) == (2, "")
    assert hint in said.err


@pytest.mark.parametrize(
    ("b", "expected"),
    [
        (SECOND, "A was first, 2 h 5 min before B."),
        (article("b", COPY, -60), "B was first, 1 h 0 min before A."),
        (
            article("b", COPY, 60 * 24, published=replace(DAY, value=DAY.value.replace(day=18))),
            "A was first, 1 d before B.",
        ),
        (article("b", COPY, published=DAY), "A was first as far as is known; the times are too coarse"),
        (article("b", COPY, 600, published=None), "A was first as far as is known; the times are too coarse"),
        (article("b", COPY, -600, published=None), "B was first."),
    ],
)
def test_who_was_first_is_no_surer_than_the_times(b: Article, expected: str) -> None:
    assert who_was_first(FIRST, b).startswith(expected)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Kind.EXACT, "B is filed as exact copy of A, 80%."),
        (Kind.REWORDED, "B is filed as rewording of A, 80%."),
        (Kind.QUOTES, "B quotes A, 80%."),
        (Kind.EVENT, "B tells the same event as A, 80%."),
    ],
)
def test_the_stored_relation_is_named(kind: Kind, expected: str) -> None:
    related = replace(SECOND, relations=(Relation(Kind.NEAR, OTHER.id, 0.9), Relation(kind, FIRST.id, 0.8)))
    assert summary(compare_articles(FIRST, related))[1] == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("许可收紧。", "许可放宽。", "许可[-收紧-]{+放宽+}。"),
        ("许可收紧。", "许可又收紧。", "许可{+又+}收紧。"),
        ("许可又收紧。", "许可收紧。", "许可[-又-]收紧。"),
        ("发言人指出，", "发言人说，", "发言人[-指出-]{+说+}，"),
        ("許可收緊。", "许可收紧。", "許可收緊。"),
        ("", "又", "{+又+}"),
        ("{0}收紧", "{0}收紧", "{0}收紧"),
    ],
)
def test_marks_show_each_changed_character(one: str, other: str, expected: str) -> None:
    assert marked(one, other) == expected


def test_colours_leave_both_sentences_as_they_are() -> None:
    dropped, added = coloured("許可又收緊。", "许可放宽。")
    assert (dropped.plain, added.plain) == ("許可又收緊。", "许可放宽。")
    assert {str(span.style) for span in dropped.spans} == {"red strike"}
    assert {str(span.style) for span in added.spans} == {"green bold"}
