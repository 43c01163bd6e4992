"""When an article came out, as a key that sorts: the one place that says who was first.

    published 2026-05-19 09:02 (minute)  -> ends 09:03 of that day, before
    published 2026-05-19 (day)           -> ends 00:00 of the next day

Ordered by the end of its span, a coarse date never comes before a finer one inside it.
"""

from datetime import UTC, date, datetime, timedelta

from indexer.model import Article, Dated, Moment

_LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
# A day, month or year begins at a midnight of the page's zone. Stored times are UTC, so the zone is read back from the
# value: 13 hours added, it lies on the page's own day for every zone from -10:59 to +13:00.
_TO_LOCAL_DAY = timedelta(hours=13)


def moment(article: Article) -> Moment:
    """The article's place in time; one without a date stands where it was first seen."""
    seen = article.first_seen_at.astimezone(UTC)
    end = seen if article.published is None else span_end(article.published)
    return Moment(end, seen, article.id)


def span_end(dated: Dated) -> datetime:
    """The first instant (UTC) after the span that the date names."""
    start = dated.value.astimezone(UTC)
    if dated.precision in _LENGTHS:
        return _later(start, _LENGTHS[dated.precision])
    day = _later(start, _TO_LOCAL_DAY).date()
    if dated.precision == "month":
        year, month = divmod(day.year * 12 + day.month, 12)
        return _later(start, _days(day, year, month + 1))
    if dated.precision == "year":
        return _later(start, _days(day, day.year + 1, day.month))
    raise ValueError(f"no such precision: {dated.precision!r}")


def _days(day: date, year: int, month: int) -> timedelta:
    """From the day to the same day of the month."""
    if year > date.max.year:
        return timedelta.max
    return date(year, month, 1) - day.replace(day=1)


def _later(start: datetime, length: timedelta) -> datetime:
    latest = datetime.max.replace(tzinfo=UTC)
    return start + length if length < latest - start else latest
