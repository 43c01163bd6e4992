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
    ("body", "first", "last"),
    [
        # years and their parts
        ("08年投产", "2008-01-01", "2008-12-31"),
        ("九八年投产", "1998-01-01", "1998-12-31"),
        ("18年10月投产", "2018-10-01", "2018-10-31"),
        ("民国114年6月投产", "2025-06-01", "2025-06-30"),
        ("2021 年 8 月 8 日投产", "2021-08-08", "2021-08-08"),
        ("2016年的三月投产", "2016-03-01", "2016-03-31"),
        ("2024上半年投产", "2024-01-01", "2024-06-30"),
        ("2023年前三季度增长", "2023-01-01", "2023-09-30"),
        ("去年前两个月增长", "2024-01-01", "2024-02-29"),
        ("前4月出口增长", "2025-01-01", "2025-04-30"),
        ("上个季度增长", "2025-01-01", "2025-03-31"),
        ("截至一季度末的余额", "2025-03-01", "2025-03-31"),
        ("11月至2月供暖", "2024-11-01", "2025-02-28"),
        ("今明两年开工", "2025-01-01", "2026-12-31"),
        ("今年年底投产", "2025-12-01", "2025-12-31"),
        ("预计年底投产", "2025-12-01", "2025-12-31"),
        ("4月末的余额", "2025-04-21", "2025-04-30"),
        ("5月中下旬投产", "2025-05-11", "2025-05-31"),
        # weeks, and what is counted inside a month or year
        ("上上周投产", "2025-05-05", "2025-05-11"),
        ("下下周三投产", "2025-06-04", "2025-06-04"),
        ("本周一至周三停产", "2025-05-19", "2025-05-21"),
        ("下半周停产", "2025-05-22", "2025-05-25"),
        ("3月第二周停产", "2025-03-10", "2025-03-16"),
        ("2021年的第一周停产", "2021-01-04", "2021-01-10"),
        ("今年最后三周停产", "2025-12-08", "2025-12-28"),
        ("八月份的第一个周二停产", "2025-08-05", "2025-08-05"),
        ("上个月最后一天停产", "2025-04-30", "2025-04-30"),
        ("2025年的第一天停产", "2025-01-01", "2025-01-01"),
        # centuries and decades
        ("20世纪90年代建成", "1990-01-01", "1999-12-31"),
        ("上世纪八十年代末建成", "1987-01-01", "1989-12-31"),
        ("上世纪六七十年代建成", "1960-01-01", "1979-12-31"),
        ("90年代初建成", "1990-01-01", "1992-12-31"),
        ("18世纪建成", "1700-01-01", "1799-12-31"),
        # stretches before and behind the publication
        ("过去三个月跌价", "2025-02-23", "2025-05-23"),
        ("最近两周跌价", "2025-05-09", "2025-05-23"),
        ("近一年跌价", "2024-05-23", "2025-05-23"),
        ("创近三年新高", "2022-05-23", "2025-05-23"),
        ("过去24小时跌价", "2025-05-22", "2025-05-23"),
        ("前三周跌价", "2025-05-02", "2025-05-23"),
        ("接下来两天降雨", "2025-05-24", "2025-05-25"),
        ("今明两天降雨", "2025-05-23", "2025-05-24"),
        # open ends
        ("2018年以前建成", "", "2017-12-31"),
        ("2030年前实现", "", "2029-12-31"),
        ("2003年之后没有", "2004-01-01", ""),
        ("6月底前完成", "", "2025-06-30"),
        ("2019年4月4日或之前登记", "", "2019-04-04"),
        ("2019年4月4日及以后登记", "2019-04-04", ""),
        ("从5月1日开始涨价", "2025-05-01", "2025-05-23"),
        ("自从2018年就涨价", "2018-01-01", "2025-05-23"),
        ("2021年至今涨价", "2021-01-01", "2025-05-23"),
        ("11月以来涨价", "2024-11-01", "2025-05-23"),
        ("今晚8点以后停电", "2025-05-23", ""),
        # ranges
        ("2019.3.12-4.5停产", "2019-03-12", "2019-04-05"),
        ("1999.08-2002.02停产", "1999-08-01", "2002-02-28"),
        ("2015年和2018年之间停产", "2015-01-01", "2018-12-31"),
        ("5月12、13日停产", "2025-05-12", "2025-05-13"),
        ("去年12月至今年2月停产", "2024-12-01", "2025-02-28"),
        # days
        ("20250519停产", "2025-05-19", "2025-05-19"),
        ("大后天停产", "2025-05-26", "2025-05-26"),
        ("二十一日停产", "2025-05-21", "2025-05-21"),
        ("两年后的5月停产", "2027-05-01", "2027-05-31"),
        ("元旦停产", "2025-01-01", "2025-01-01"),
        ("去年国庆节停产", "2024-10-01", "2024-10-01"),
        ("母亲节停产", "2025-05-11", "2025-05-11"),
        ("截至17时，停产", "2025-05-23", "2025-05-23"),
        ("晚上八点停产", "2025-05-23", "2025-05-23"),
    ],
)
def test_a_time_means_its_first_and_last_day(body: str, first: str, last: str) -> None:
    (mention,) = [m for m in find_mentions(body, FRIDAY) if m.begin or m.end_day]
    assert (str(mention.begin or ""), str(mention.end_day or "")) == (first, last)


@pytest.mark.parametrize(
    ("body", "last"),
    [("5月12日停产，随后三天", "随后三天 2025-05-13..2025-05-15 range previous"),
     ("5月12日停产，此前三天", "此前三天 2025-05-09..2025-05-11 range previous"),
     ("去年一季度增长。同期，出口", "同期 2024-01-01..2024-03-31 range previous"),
     ("去年一季度，4月末的余额比上年同期多", "上年同期 2024-04-21..2024-04-30 range previous")],
)  # fmt: skip
def test_what_counts_from_the_last_time_named(body: str, last: str) -> None:
    assert days(body)[-1] == last


def test_minutes_ago_are_of_a_day_where_the_hour_of_publication_is_known() -> None:
    night = Dated(datetime(2025, 5, 21, 1, 30, tzinfo=CHINA), "minute", "2025-05-21 01:30", "test")
    assert days("两小时前停电", night) == ["两小时前 2025-05-20..2025-05-20 time published"]
    assert days("两小时前停电", FRIDAY) == ["两小时前 .. duration published"]


def test_a_mention_names_its_shape() -> None:
    assert [m.rule for m in find_mentions("5月19日，次日，90天", FRIDAY)] == ["month_day", "same_day", "duration"]


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
        "公元前2000年的灯",
        "两三天前",
        "七八年前",
        "农历八月十五",
        "去年八月初十",
        "大年初一",
        "持续近5个月",
        "时隔近三个月",
        "才过去20天",
        "还要打上一个月",
        "每周六上午九点",
        "早一点收场",
        "一个季度的账",
        "冬季奥运会",
        "第二天又来了",
        "随后三天",
        "人数起火",
        "年终奖",
        "十五日内",
        "国庆节假期",
        "21世纪经济报道",
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
     "9999", "号", "今年", "以来", "上周", "末", "季度", "第", "半", "年", "0", "2月30日",
     "近", "过去", "第一", "最后", "周", "世纪", "年代", "初", "或之前", "开始", "9999年", "12", ":30", "农历", "元旦"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=20).map("".join)), st.sampled_from([None, FRIDAY]))
def test_mentions_of_any_text_are_in_order_apart_and_where_they_say(body: str, published: Dated | None) -> None:
    end = 0
    for mention in find_mentions(body, published):
        assert end <= mention.start < mention.end
        assert body[mention.start : mention.end] == mention.text
        assert not (mention.begin and mention.end_day) or mention.begin <= mention.end_day
        end = mention.end


@pytest.mark.parametrize(
    "piece",
    [
        "5月19日至",
        "1",
        "一",
        "今年前",
        "(零)",
        "同期",
        "5月19日 ",
        "上",
        "前",
        "近",
        "第",
        "2025-",
        "0:",
        "2025年的",
        "上一个",
        "近十年",
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    def spent(times: int) -> float:
        start = time.process_time()
        find_mentions(piece * times, FRIDAY)
        return time.process_time() - start

    spent(100)
    assert spent(16_000) < 16 * spent(2_000) + 0.2  # linear is 8 times as long
