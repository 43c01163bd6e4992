"""Who was first: spans are compared by their ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from indexer.model import Dated
from indexer.moment import moment, span_end
from tests.making import article

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("start", "precision", "end"),
    [
        (datetime(2026, 5, 19, 9, 2, 7, tzinfo=SHANGHAI), "second", datetime(2026, 5, 19, 9, 2, 8, tzinfo=SHANGHAI)),
        (datetime(2026, 5, 19, 9, 2, tzinfo=SHANGHAI), "minute", datetime(2026, 5, 19, 9, 3, tzinfo=SHANGHAI)),
        (datetime(2026, 5, 19, 9, tzinfo=SHANGHAI), "hour", datetime(2026, 5, 19, 10, tzinfo=SHANGHAI)),
        (datetime(2026, 5, 19, tzinfo=SHANGHAI), "day", datetime(2026, 5, 20, tzinfo=SHANGHAI)),
        (datetime(2026, 5, 1, tzinfo=SHANGHAI), "month", datetime(2026, 6, 1, tzinfo=SHANGHAI)),
        (datetime(2026, 12, 1, tzinfo=SHANGHAI), "month", datetime(2027, 1, 1, tzinfo=SHANGHAI)),
        (datetime(2028, 1, 1, tzinfo=SHANGHAI), "year", datetime(2029, 1, 1, tzinfo=SHANGHAI)),
        (datetime(2026, 2, 1, tzinfo=UTC), "month", datetime(2026, 3, 1, tzinfo=UTC)),
        (
            datetime(2026, 2, 1, tzinfo=timezone(timedelta(hours=-8))),
            "month",
            datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=-8))),
        ),
        (datetime(9999, 12, 1, tzinfo=UTC), "year", datetime.max.replace(tzinfo=UTC)),
        (datetime(9999, 12, 31, tzinfo=UTC), "day", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_span_ends_in_the_zone_of_its_page_whatever_zone_it_is_written_in(
    start: datetime, precision: str, end: datetime
) -> None:
    assert span_end(Dated(start, precision, "", "")) == end
    assert span_end(Dated(start.astimezone(UTC), precision, "", "")) == end


def test_an_unknown_precision_is_an_error() -> None:
    with pytest.raises(ValueError, match="week"):
        span_end(Dated(datetime(2026, 5, 19, tzinfo=UTC), "week", "", ""))


def test_a_day_does_not_precede_a_minute_inside_it() -> None:
    original = article("original", "文", minute=9 * 60)
    day = replace(article("copy", "文"), published=Dated(datetime(2026, 11, 18, tzinfo=UTC), "day", "", ""))
    assert moment(original) < moment(day)


def test_an_undated_article_stands_where_it_was_first_seen() -> None:
    undated = replace(article("undated", "文", minute=5), published=None)
    assert moment(undated).end == undated.first_seen_at


def test_ties_go_to_the_one_seen_first() -> None:
    assert moment(article("z", "文", seen=1)) < moment(article("a", "文", seen=2))
