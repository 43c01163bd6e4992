"""Times inside an article, resolved to days."""

import time
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.mention_rules import SHAPES, Shape
from crawler.normalise.mentions import find_mentions
from indexer.model import Dated
from indexer.text import fold

CHINA = timezone(timedelta(hours=8))
WEDNESDAY = Dated(datetime(2025, 5, 21, 9, tzinfo=CHINA), "minute", "2025-05-21 09:00", "test")
FRIDAY = Dated(datetime(2025, 5, 23, tzinfo=CHINA), "day", "2025-05-23", "test")
NEW_YEAR = Dated(datetime(2026, 1, 3, tzinfo=CHINA), "day", "2026-01-03", "test")


def days(body: str, published: Dated | None = FRIDAY) -> list[str]:
    """Each mention as `text begin..end precision anchor`."""
    return [
        f"{m.text} {m.begin or ''}..{m.end_day or ''} {m.precision} {m.anchor}" for m in find_mentions(body, published)
    ]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_shape_finds_its_example(shape: Shape) -> None:
    found = [m for m in shape.pattern.finditer(fold(shape.example)) if m[0][0] in shape.starts]
    assert found
    assert find_mentions(shape.example, WEDNESDAY)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("2025年5月19日宣布。", ["2025年5月19日 2025-05-19..2025-05-19 day absolute"]),
        ("1974年建交。", ["1974年 1974-01-01..1974-12-31 year absolute"]),
        ("5月19日宣布。", ["5月19日 2025-05-19..2025-05-19 day published"]),
        ("外媒22日报道。", ["22日 2025-05-22..2025-05-22 day published"]),
        ("将于27日投产。", ["27日 2025-05-27..2025-05-27 day published"]),
        ("今天开工。", ["今天 2025-05-23..2025-05-23 day published"]),
        ("昨晚停电。", ["昨晚 2025-05-22..2025-05-22 time published"]),
        ("上周五开会。", ["上周五 2025-05-16..2025-05-16 day published"]),
        ("去年7月落成。", ["去年7月 2024-07-01..2024-07-31 month published"]),
        ("今年以来降价。", ["今年以来 2025-01-01..2025-05-23 range published"]),
        ("6月4日起生效。", ["6月4日起 2025-06-04.. range published"]),
        ("一季度下降。", ["一季度 2025-01-01..2025-03-31 range published"]),
        ("5月5日至10日停产。", ["5月5日至10日 2025-05-05..2025-05-10 range published"]),
        ("4月28日至5月2日停产。", ["4月28日至5月2日 2025-04-28..2025-05-02 range published"]),
        ("20日和21日停产。", ["20日和21日 2025-05-20..2025-05-21 range published"]),
        ("2020年至2024年翻番。", ["2020年至2024年 2020-01-01..2024-12-31 range absolute"]),
        ("未来三天有雨。", ["未来三天 2025-05-24..2025-05-26 range published"]),
        ("5月19日晚停电。", ["5月19日晚 2025-05-19..2025-05-19 time published"]),
        ("三天前离港。", ["三天前 2025-05-20..2025-05-20 day published"]),
        ("Signed on May 19, 2025 in the harbour.", ["May 19, 2025 2025-05-19..2025-05-19 day absolute"]),
    ],
)
def test_a_time_is_resolved(body: str, expected: list[str]) -> None:
    assert days(body) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("一天后", "2025-05-20"),
        ("次日", "2025-05-20"),
        ("同日", "2025-05-19"),
        ("当天", "2025-05-19"),
        ("前一天", "2025-05-18"),
        ("两周后", "2025-06-02"),
    ],
)
def test_what_counts_from_the_last_day_named_does_so_across_paragraphs(later: str, expected: str) -> None:
    mention = find_mentions(f"5月19日,工厂宣布停产。\n然而,{later}消息被撤回。", FRIDAY)[-1]
    assert (mention.text, str(mention.begin), mention.anchor) == (later, expected, "previous")


def test_a_comparison_moves_no_anchor() -> None:
    last_month, again = find_mentions("4月销量比上月高，与上个月持平", FRIDAY)[1:]
    assert last_month.begin == again.begin == datetime(2025, 3, 1, tzinfo=CHINA).date()


@pytest.mark.parametrize(
    ("body", "text"),
    [("90天的休战期", "90天"), ("60年来首次", "60年来"), ("为期三天", "三天"), ("两个月内完成", "两个月内")],
)
def test_a_length_of_time_is_told_from_a_date(body: str, text: str) -> None:
    (mention,) = find_mentions(body, FRIDAY)
    assert (mention.text, mention.precision, mention.begin, mention.end_day) == (text, "duration", None, None)


@pytest.mark.parametrize(
    "body",
    [
        "建交50周年",
        "155日元",
        "第14259号",
        "第5号台风",
        "3周岁",
        "才刚刚开始",
        "7纳米",
        "份额95%",
        "今日头条",
        "十日游",
        "2月30日",
        "第28期",
    ],
)
def test_what_only_looks_like_a_time_gives_no_day(body: str) -> None:
    assert [m for m in find_mentions(body, FRIDAY) if m.begin] == []


def test_the_year_rolls_back_over_new_year() -> None:
    assert days("12月29日停产", NEW_YEAR) == ["12月29日 2025-12-29..2025-12-29 day published"]


def test_without_a_day_of_publication_only_written_years_are_resolved() -> None:
    body = "今天、22日、5月19日、昨晚；2019年7月4日宣布，次日撤回"
    expected = ["2019年7月4日 2019-07-04..2019-07-04 day absolute", "次日 2019-07-05..2019-07-05 day previous"]
    assert days(body, None) == expected
    assert days(body, Dated(FRIDAY.value, "month", "2025年5月", "test")) == expected


def test_offsets_hold_in_text_with_glosses() -> None:
    body = "5月21日,韓國(guó)宣布。兩天后(hòu),收回。上個(gè)月也這樣。"
    found = find_mentions(body, FRIDAY)
    assert [body[m.start : m.end] for m in found] == [m.text for m in found] == ["5月21日", "兩天后", "上個(gè)月"]
    assert str(found[1].begin) == "2025-05-23"


_PIECES = st.sampled_from(
    ["2025年", "5月", "19日", "至", "和", "一天后", "次日", "去年", "同期", "(shí)", "時", "\n", "，", "前", "后",
     "未来", "三", "个月", "底",
     "9999", "号", "今年", "以来", "上周", "末", "季度", "第", "半", "年", "0", "2月30日"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=20).map("".join)), st.sampled_from([None, FRIDAY]))
def test_mentions_of_any_text_are_in_order_apart_and_where_they_say(body: str, published: Dated | None) -> None:
    end = 0
    for mention in find_mentions(body, published):
        assert end <= mention.start < mention.end
        assert body[mention.start : mention.end] == mention.text
        assert not (mention.begin and mention.end_day) or mention.begin <= mention.end_day
        end = mention.end


@pytest.mark.parametrize("piece", ["5月19日至", "1", "一", "今年前", "(零)", "同期", "5月19日 "])
def test_time_grows_with_length_only(piece: str) -> None:
    def spent(times: int) -> float:
        start = time.process_time()
        find_mentions(piece * times, FRIDAY)
        return time.process_time() - start

    spent(100)
    assert spent(16_000) < 16 * spent(2_000) + 0.2  # linear is 8 times as long
