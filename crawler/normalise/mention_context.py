"""What a mention may hang on, and what it comes to mean: 22日, published 2025-05-23 -> Meaning(22 May 2025, "day").

A reading (`mention_readings`, `mention_periods`) gets the match of its shape and the Context. It gives None for what
hangs on a day that nobody named, and raises ValueError for a day that does not exist.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from crawler.normalise import spans
from crawler.normalise.mention_words import JOINT
from crawler.normalise.numerals import number
from crawler.normalise.spans import DAY, Span


@dataclass(frozen=True, slots=True)
class Context:
    """`today` is the day of publication, `now` its moment where that is known to the hour; the rest is what the text
    named last: `day` and `period`, and where that mention stands (`start`, `end`) and begins (`first`)."""

    today: date | None
    now: datetime | None = None
    day: date | None = None
    period: Span | None = None
    start: int = 0
    end: int = 0
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """The days that a mention means; a duration has none. `anchor` is what they were counted from."""

    span: Span | None
    precision: str
    anchor: str = "published"
    aside: bool = False  # named only to compare or to measure (比上月, 近三年): nothing later hangs on it


Reading = Callable[[re.Match[str], Context], Meaning | None]

FARTHEST_PLAN = 300 * DAY  # 将于12月28日 in January: of the year before, whatever 将 belongs to
LONGEST_JOINT = 16  # characters: a bracket of 8, 截止到 and blanks
RANGE = re.compile(rf"(?:\([^()]{{1,8}}\))?(?: ?(?:截至|截止到?|起至)|{JOINT})")
_AHEAD = re.compile(
    r"(?:将|拟|(?<!原)定|(?<!原)计划|预计|料|争取|有望)(?:会|将|拟|定)?[于在自从到]?(?:(?:当地|北京|美东)时间)?$"
)


def n(words: str) -> int:
    """A number that the pattern has let through."""
    return number(words) or 0


def is_ahead(found: re.Match[str]) -> bool:
    """Whether 将, 拟, 预计 stands right before: the text speaks of the future."""
    return _AHEAD.search(found.string, max(0, found.start() - 10), found.start()) is not None


def is_same_line(found: re.Match[str], context: Context) -> bool:
    """Whether a time was named before in the same paragraph; one that far back (1000 characters) counts as such."""
    return context.end > 0 and "\n" not in found.string[max(context.start, found.start() - 1000) : found.start()]


def range_start(found: re.Match[str], context: Context) -> date | None:
    """Where this is the end of a range (5月5日至…), its start."""
    if context.first is None or found.start() - context.end > LONGEST_JOINT:
        return None
    return context.first if RANGE.fullmatch(found.string, context.end, found.start()) else None


def year_of(words: str, today: date | None) -> int:
    """2025, and 08 or 九八: of the century in which it lies nearest.

    Raises ValueError for two digits without today.
    """
    year = n(words)
    if year >= 100:
        return year
    if today is None:
        raise ValueError("two digits of a year, and no year to count from")
    century = today.year // 100 * 100
    return min((year + century - 100, year + century, year + century + 100), key=lambda one: abs(one - today.year))


def nearest_year(month: int, day: int, to: date, ahead: bool) -> date:
    """The day in the year that lies nearest, or the next one where the text looks ahead. Raises ValueError."""
    far = 4 if (month, day) == (2, 29) else 1
    options = []
    for year in range(to.year - far, to.year + far + 1):
        try:
            options.append(date(year, month, day))
        except ValueError:  # 29 February
            continue
    if not options:
        raise ValueError(f"no {month}-{day}")
    if ahead:
        options = [option for option in options if to <= option <= to + FARTHEST_PLAN] or options
    return min(options, key=lambda option: abs(option - to))


def nearest_month(day: int, to: date, ahead: bool) -> date:
    """22日 is of the running month; of the last where it would lie over a week ahead; of the next where 将 says so.

    Raises ValueError.
    """
    here = to.replace(day=1)
    for month in [here, spans.add_months(here, 1)] if ahead else [here, spans.add_months(here, -1)]:
        try:
            option = month.replace(day=day)
        except ValueError:
            continue
        if (option >= to) if ahead else (option <= to + 7 * DAY):
            return option
    return here.replace(day=day)
