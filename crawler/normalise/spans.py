"""Calendar arithmetic on spans of whole days: month_of(2024, 2) -> Span(2024-02-01, 2024-02-29)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both inclusive; None is an open end."""

    first: date | None
    last: date | None


def day_of(day: date) -> Span:
    return Span(day, day)


def month_of(year: int, month: int) -> Span:
    """Raises ValueError for a month that does not exist."""
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def year_of(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def months_of(year: int, first: int, last: int) -> Span:
    """From the start of one month to the end of another of the same year."""
    return Span(date(year, first, 1), month_of(year, last).last)


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def week_of(day: date) -> Span:
    """Monday to Sunday around a day."""
    return Span(monday_of(day), monday_of(day) + 6 * DAY)


def add_months(day: date, months: int) -> date:
    """The same day some months on (or back), or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_yearless(month: int, day: int, today: date, weekday: int | None = None) -> date:
    """The latest such day not after today; a weekday (Monday 0) that fits one of the last 7 years chooses among them.

    Raises ValueError where no year has that day.
    """
    found = []
    for year in range(today.year, today.year - 9, -1):  # 9: between 29 February 1896 and 1904 lie 8 years
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= today:
            found.append(candidate)
    if not found:
        raise ValueError(f"no {month}-{day} before {today}")
    if weekday is not None:
        return next((d for d in found[:7] if d.weekday() == weekday), found[0])
    return found[0]


def last_weekday(weekday: int, today: date) -> date:
    """The latest such weekday (Monday 0), today included."""
    return today - ((today.weekday() - weekday) % 7) * DAY


def last_day_of_month(day: int, today: date) -> date:
    """The latest day of that number not after today. Raises ValueError for 0 and numbers over 31."""
    for back in range(3):
        month = add_months(today.replace(day=1), -back)
        if day <= monthrange(month.year, month.month)[1] and month.replace(day=day) <= today:
            return month.replace(day=day)
    raise ValueError(f"no {day}th in the months before {today}")


def first_weekday(weekday: int, start: date) -> date:
    """The first such weekday (Monday 0), `start` included."""
    return start + ((weekday - start.weekday()) % 7) * DAY


def part_of(span: Span, word: str) -> Span:
    """A part of a month: 初 and 上旬 the first ten days, 中旬 the next, 底 from the 21st; halves.

    Of what is longer than a month, 初 is the first month, 底 the last. An open span has no parts.
    """
    first, last = span.first, span.last
    if first is None or last is None:
        return span
    if last - first > 31 * DAY:
        month = first if word == "初" else last
        return month_of(month.year, month.month)
    if word in ("初", "上旬"):
        return Span(first, first.replace(day=10))
    start, end = {
        "上中旬": (1, 20),
        "中旬": (11, 20),
        "中下旬": (11, last.day),
        "上半月": (1, 15),
        "下半月": (16, last.day),
    }.get(word, (21, last.day))
    return Span(first.replace(day=start), first.replace(day=end))


def first_week(first: date, last: date) -> date:
    """The Monday of the first week of a month (its first Monday) or of a year (as in ISO 8601)."""
    return monday_of(first.replace(day=4)) if last - first > 31 * DAY else first_weekday(0, first)


def last_week(first: date, last: date) -> date:
    """The Monday of the last such week."""
    return monday_of(last.replace(day=28)) if last - first > 31 * DAY else last_weekday(0, last)
