"""What pages print as the time of an article."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.date_rules import CLOCK_ALONE, RULES, Rule
from crawler.normalise.date_rules_en import RULES_EN
from crawler.normalise.dates import read_published

SEEN = datetime.fromisoformat("2025-05-24T10:30:00+08:00")  # a Saturday


def written(text: str, seen_at: datetime = SEEN, zone: str = "Asia/Shanghai") -> str | None:
    dated = read_published(text, seen_at, zone)
    return None if dated is None else f"{dated.value:%Y-%m-%dT%H:%M:%SZ} {dated.precision}"


@pytest.mark.parametrize("rule", [*RULES, *RULES_EN, CLOCK_ALONE], ids=lambda rule: rule.name)
def test_every_rule_reads_its_example(rule: Rule) -> None:
    dated = read_published(rule.example, SEEN)
    assert dated is not None
    assert dated.rule == rule.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-05-23 14:05", "2025-05-23T06:05:00Z minute"),
        ("2025年5月23日", "2025-05-22T16:00:00Z day"),
        ("2025年5月", "2025-04-30T16:00:00Z month"),
        ("2024年", "2023-12-31T16:00:00Z year"),
        ("昨晚10点", "2025-05-23T14:00:00Z hour"),
        ("30秒前", "2025-05-24T02:29:30Z second"),
    ],
)
def test_the_value_is_utc_at_the_start_of_the_span(text: str, expected: str) -> None:
    assert written(text) == expected


def test_what_was_written_is_kept_beside_what_it_means() -> None:
    dated = read_published("  发布于 昨天 22:31 ", SEEN)
    assert dated is not None
    assert dated.text == "发布于 昨天 22:31"


def test_a_missing_year_rolls_back_over_new_year() -> None:
    new_year = datetime.fromisoformat("2026-01-01T00:20:00+08:00")
    assert written("12-31 23:50", new_year) == "2025-12-31T15:50:00Z minute"
    assert written("01-01 00:10", new_year) == "2025-12-31T16:10:00Z minute"


def test_29_february_is_of_the_last_leap_year() -> None:
    assert written("02-29 10:00") == "2024-02-29T02:00:00Z minute"


def test_a_weekday_chooses_the_year_of_a_date_without_one() -> None:
    assert written("5月23日 周四") == "2024-05-22T16:00:00Z day"  # 23 May was a Friday in 2025, a Thursday in 2024


def test_a_time_without_zone_is_of_the_source_zone() -> None:
    assert written("2025-05-23 14:05", zone="America/New_York") == "2025-05-23T18:05:00Z minute"


def test_cst_is_china() -> None:
    assert written("Fri, 23 May 2025 14:05:00 CST") == "2025-05-23T06:05:00Z second"


@pytest.mark.parametrize("text", ["EDT", "-0400", "ET"])
def test_a_written_zone_wins_over_that_of_the_source(text: str) -> None:
    assert written(f"2025-05-23 02:05 {text}") == "2025-05-23T06:05:00Z minute"


def test_publication_is_chosen_before_an_edit() -> None:
    assert written("更新于 2025-05-24 08:00 发布于 2025-05-23 14:05") == "2025-05-23T06:05:00Z minute"
    assert written("更新于 2025-05-24 08:00") == "2025-05-24T00:00:00Z minute"


def test_ten_minutes_ahead_is_a_clock_that_differs_and_more_is_no_date() -> None:
    assert written("2025-05-24 10:39") == "2025-05-24T02:39:00Z minute"
    assert written("2025-05-24 10:41") is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "90天", "50周年", "1/3", "24小时热榜", "95%", "5.5折", "2025-02-30", "2025-13-01", "2025-05-23 25:00",
        "0000-00-00 00:00:00", "1970-01-01 08:00", "0", "05/06/2024", "2025-05-20 至 2025-05-23",
        "截止日期：2025-05-01",
        "商务部2025年5月21日发表声明", "5月21日，这条产线停了。", "他三天前离开", "明天 09:00",
        "9" * 10_000, "\0" * 200, "年月日",
    ],
)  # fmt: skip
def test_none_where_no_time_is_printed(text: str) -> None:
    assert read_published(text, SEEN) is None


def test_05_06_is_a_date_where_the_other_reading_is_the_same_day() -> None:
    assert written("05/05/2024") == "2024-05-04T16:00:00Z day"


@pytest.mark.parametrize(
    "piece", ["1", "2025-05-23 ", "发布", "年", "(", "周", "一", "&amp;", "前1天", "：", "Monday, "]
)
def test_hostile_length_costs_nothing(piece: str) -> None:
    start = time.process_time()
    for length in (50, 160, 100_000):
        read_published(piece * length, SEEN)
    assert time.process_time() - start < 0.5


_PIECES = st.sampled_from(
    ["2025", "5", "年", "月", "日", "-", "/", ":", " ", "前", "天", "小时", "昨", "周", "五", "十", "下午",
     "am", "GMT", "+0800",
     "ago", "May", "民国", "(shí)", "99999", "\0", "。", "T", "Z", "秒", "半"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map("".join)))
def test_any_string_gives_none_or_a_time_that_can_be(text: str) -> None:
    dated = read_published(text, SEEN)
    if dated is not None:
        assert datetime(1995, 1, 1, tzinfo=UTC) <= dated.value <= datetime(2025, 5, 24, 2, 40, tzinfo=UTC)
        assert dated.precision in ("second", "minute", "hour", "day", "month", "year")
        assert dated.rule
