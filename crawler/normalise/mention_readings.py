"""What each shape of time inside an article means: 一天后, where 5月19日 was named last -> 20 May, anchor "previous".

A reading gets the match of its shape (`mention_rules`) and the Context: the day of publication and what the text named
last. It gives None for what hangs on a day that nobody named, and raises ValueError for a day that does not exist.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.normalise import spans
from crawler.normalise.date_rules_en import MONTHS
from crawler.normalise.numerals import number
from crawler.normalise.spans import DAY, Span


@dataclass(frozen=True, slots=True)
class Context:
    """What a mention may hang on: `today` is the day of publication, `day` and `period` what the text named last."""

    today: date | None
    day: date | None = None
    period: Span | None = None
    same_line: bool = False  # whether that last mention stands in the same paragraph
    ahead: bool = False  # whether 将, 拟, 预计 stands right before: the text speaks of the future
    pivot: date | None = None  # where this is the end of a range, its start


@dataclass(frozen=True, slots=True)
class Meaning:
    """The days that a mention means; a duration has none. `anchor` is what they were counted from."""

    span: Span | None
    precision: str
    anchor: str = "published"
    aside: bool = False  # named only to compare (比上月, 去年同期): nothing later hangs on it


Reading = Callable[[re.Match[str], Context], Meaning | None]


QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11)}


def n(words: str) -> int:
    """A number that the pattern has let through."""
    return number(words) or 0


def nearest_year(month: int, day: int, to: date, ahead: bool) -> date:
    """The day in the year that lies nearest, or the next one where the text looks ahead. Raises ValueError."""
    options = []
    for year in (to.year - 1, to.year, to.year + 1):
        try:
            options.append(date(year, month, day))
        except ValueError:  # 29 February
            continue
    if not options:
        raise ValueError(f"no {month}-{day}")
    if ahead:
        options = [option for option in options if option >= to] or options
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


def year_month_day(found: re.Match[str], context: Context) -> Meaning:
    return Meaning(spans.day_of(date(n(found["y"]), n(found["m"]), n(found["d"]))), "day", "absolute")


def english_day(found: re.Match[str], context: Context) -> Meaning:
    return Meaning(spans.day_of(date(n(found["y"]), MONTHS[found["m"]], n(found["d"]))), "day", "absolute")


def year_month(found: re.Match[str], context: Context) -> Meaning:
    return Meaning(spans.month_of(n(found["y"]), n(found["m"])), "month", "absolute")


def year(found: re.Match[str], context: Context) -> Meaning:
    return _part_of_year(n(found["y"]), found, "absolute")


def years(found: re.Match[str], context: Context) -> Meaning:
    return Meaning(Span(date(n(found["y"]), 1, 1), date(n(found["y2"]), 12, 31)), "range", "absolute")


_NAMED_YEARS = {
    "今年": 0,
    "本年": 0,
    "去年": -1,
    "上年": -1,
    "前年": -2,
    "明年": 1,
    "后年": 2,
    "当年": 0,
    "同年": 0,
    "次年": 1,
    "翌年": 1,
}


def named_year(found: re.Match[str], context: Context) -> Meaning | None:
    year, anchor = None, "published"
    if found["named"] in ("当年", "同年", "次年", "翌年"):
        anchor = "previous"
        last = context.period.first if context.period else None
        year = last.year if last and context.same_line else None
    elif context.today:
        year = context.today.year
    if year is None:
        return None
    year += _NAMED_YEARS[found["named"]]
    if found["d"]:
        return Meaning(spans.day_of(date(year, n(found["m"]), n(found["d"]))), "day", anchor)
    if found["m"]:
        return Meaning(spans.month_of(year, n(found["m"])), "month", anchor)
    return _part_of_year(year, found, anchor)


def _part_of_year(year: int, found: re.Match[str], anchor: str) -> Meaning:
    """2024年 alone, its halves, quarters, seasons and first months."""
    if found["half"]:
        months = (1, 6) if found["half"] == "上" else (7, 12)
    elif found["quarter"]:
        months = (QUARTERS[found["quarter"]] * 3 - 2, QUARTERS[found["quarter"]] * 3)
    elif found["season"]:
        months = SEASONS[found["season"]]
    elif found["first"]:
        months = (1, n(found["first"]))
    elif found["from"]:
        months = (n(found["from"]), n(found["to"]))
    else:
        return Meaning(spans.year_of(year), "year", anchor)
    return Meaning(spans.months_of(year, *months), "range", anchor)


def period(found: re.Match[str], context: Context) -> Meaning | None:
    """一季度 without a year is of the running one, unless it begins far ahead: 三季度 in January is last year's."""
    if context.today is None:
        return None
    meaning = _part_of_year(context.today.year, found, "published")
    far = timedelta(days=183 if found["half"] else 92)
    if meaning.span and meaning.span.first and meaning.span.first > context.today + far and not context.ahead:
        return _part_of_year(context.today.year - 1, found, "published")
    return meaning


def whole_year(found: re.Match[str], context: Context) -> Meaning | None:
    """全年 alone is the year that the text speaks of."""
    if context.period is None or context.period.first is None:
        return None
    return Meaning(spans.year_of(context.period.first.year), "year", "previous")


def month_day(found: re.Match[str], context: Context) -> Meaning | None:
    to = context.pivot or context.today
    if to is None:
        return None
    day = nearest_year(n(found["m"]), n(found["d"]), to, context.ahead or context.pivot is not None)
    return Meaning(spans.day_of(day), "day")


def days(found: re.Match[str], context: Context) -> Meaning | None:
    """5月5日至10日 and 17至23日."""
    if context.today is None:
        return None
    if found["m"]:
        first = nearest_year(n(found["m"]), n(found["d"]), context.today, context.ahead)
    else:
        first = nearest_month(n(found["d"]), context.today, context.ahead)
    last = nearest_month(n(found["d2"]), first, ahead=True)
    return Meaning(Span(first, last), "range")


def month(found: re.Match[str], context: Context) -> Meaning | None:
    to = context.pivot or context.today
    if to is None:
        return None
    first = nearest_year(n(found["m"]), 1, to.replace(day=1), context.ahead)
    return Meaning(spans.month_of(first.year, first.month), "month")


def day_only(found: re.Match[str], context: Context) -> Meaning | None:
    to = context.pivot or context.today
    if to is None:
        return None
    return Meaning(spans.day_of(nearest_month(n(found["d"]), to, context.ahead or context.pivot is not None)), "day")


_NAMED_MONTHS = {"本": 0, "这个": 0, "上": -1, "上个": -1, "下": 1, "下个": 1, "当": 0, "同": 0, "次": 1}


def named_month(found: re.Match[str], context: Context) -> Meaning | None:
    """上月 counts from the publication, or from the month just spoken of: 11月…比上月. 次月 always from the latter."""
    period = context.period.first if context.period else None
    last, anchor = context.today, "published"
    compares = found["named"] in ("上", "上个") and found.string[found.start() - 1] in "比较与和"
    if found["named"] in ("当", "同", "次"):
        last, anchor = period or context.day, "previous"
    elif compares and period and not found["d"]:
        last, anchor = period, "previous"
    if last is None:
        return None
    month = spans.add_months(last.replace(day=1), _NAMED_MONTHS[found["named"]])
    if found["d"]:
        return Meaning(spans.day_of(month.replace(day=n(found["d"]))), "day", anchor)
    return Meaning(spans.month_of(month.year, month.month), "month", anchor, aside=compares)


_WEEKS = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1}
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6}


def week(found: re.Match[str], context: Context) -> Meaning | None:
    if context.today is None:
        return None
    week = spans.week_of(context.today + 7 * DAY * _WEEKS[found["week"] or "本"])
    monday = week.first or context.today
    if found["day"] == "末" or found["end"]:
        return Meaning(Span(monday + 5 * DAY, monday + 6 * DAY), "range")
    if found["day"] == "初":
        return Meaning(Span(monday, monday + 2 * DAY), "week")
    if found["day"]:
        return Meaning(spans.day_of(monday + _WEEKDAYS[found["day"]] * DAY), "day")
    return Meaning(week, "week")


def weekday(found: re.Match[str], context: Context) -> Meaning | None:
    """周四 alone: the latest one, or the next where the text looks ahead."""
    if context.today is None:
        return None
    day = spans.last_weekday(_WEEKDAYS[found["day"]], context.today)
    return Meaning(spans.day_of(day + 7 * DAY if context.ahead and day < context.today else day), "day")


_NAMED_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}


def named_day(found: re.Match[str], context: Context) -> Meaning | None:
    if context.today is None:
        return None
    return Meaning(spans.day_of(context.today + _NAMED_DAYS[found["named"]] * DAY), "time" if found["part"] else "day")


_STEPS = {
    "次日": 1,
    "翌日": 1,
    "隔天": 1,
    "隔日": 1,
    "第二天": 1,
    "前一天": -1,
    "前一日": -1,
    "此前一天": -1,
    "此前一日": -1,
}


def same_day(found: re.Match[str], context: Context) -> Meaning | None:
    """当天, 次日, 前一天: counted from the last day that the text named, else from the publication."""
    last = context.day or context.today
    if last is None:
        return None
    day = last + _STEPS.get(found[0], 0) * DAY
    return Meaning(
        spans.day_of(day), "time" if found[0] == "当晚" else "day", "previous" if context.day else "published"
    )


def _shift(day: date, words: str, unit: str, sign: int) -> Meaning:
    """A day moved: days and weeks give a day, months and years the month or year they end in."""
    if words == "半":  # 半个月, 半年
        words, unit = ("15", "天") if unit == "月" else ("6", "月")
    amount = sign * n(words)
    if unit in ("天", "日"):
        return Meaning(spans.day_of(day + amount * DAY), "day")
    if unit in ("周", "星期"):
        return Meaning(spans.day_of(day + 7 * amount * DAY), "day")
    moved = spans.add_months(day, amount * (12 if unit == "年" else 1))
    if unit == "年":
        return Meaning(spans.year_of(moved.year), "year")
    return Meaning(spans.month_of(moved.year, moved.month), "month")


def after(found: re.Match[str], context: Context) -> Meaning | None:
    """一天后 counts from the last day that the text named; 三天前 from the publication."""
    later = found["side"] == "后"
    last = (context.day or context.today) if later else context.today
    if last is None:
        return None
    anchor = "previous" if later and context.day else "published"
    meaning = _shift(last, found["n"], found["unit"], 1 if later else -1)
    if found["d"] and meaning.span and meaning.span.first:
        near = meaning.span.first if meaning.precision != "year" else date(meaning.span.first.year, 6, 30)
        return Meaning(spans.day_of(nearest_year(n(found["m"]), n(found["d"]), near, False)), "day", anchor)
    return Meaning(meaning.span, meaning.precision, anchor)


def coming(found: re.Match[str], context: Context) -> Meaning | None:
    """未来三天 begins tomorrow, 未来三个月 today."""
    if context.today is None:
        return None
    amount, unit = n(found["n"]), found["unit"]
    if unit in ("天", "日"):
        return Meaning(Span(context.today + DAY, context.today + amount * DAY), "range")
    if unit in ("周", "星期"):
        return Meaning(Span(context.today + DAY, context.today + 7 * amount * DAY), "range")
    return Meaning(Span(context.today, spans.add_months(context.today, amount * (12 if unit == "年" else 1))), "range")


def year_before(found: re.Match[str], context: Context) -> Meaning | None:
    """去年同期: the period just spoken of, one year back; 2021年同期: the same in that year."""
    if context.period is None or context.period.first is None or context.period.last is None:
        return None
    first, last = context.period.first, context.period.last
    years = n(found["y"]) - last.year if found["y"] else -1
    moved = Span(spans.add_months(first, 12 * years), spans.add_months(last, 12 * years))
    return Meaning(moved, "range" if moved.first != moved.last else "day", "previous", aside=True)


def clock(found: re.Match[str], context: Context) -> Meaning | None:
    last = context.day if context.same_line and context.day else context.today
    return None if last is None else Meaning(spans.day_of(last), "time")


def new_year(found: re.Match[str], context: Context) -> Meaning | None:
    return (
        None
        if context.today is None
        else Meaning(spans.day_of(nearest_year(1, 1, context.today, context.ahead)), "day")
    )


def duration(found: re.Match[str], context: Context) -> Meaning:
    return Meaning(None, "duration")


def counted_window(found: re.Match[str], context: Context) -> Meaning:
    """8天内4次: the times are counted, so the days lie behind."""
    amount = n(found["n"])
    span = Span(context.today - amount * DAY, context.today) if context.today and amount < 3660 else None
    return Meaning(span, "duration")


# word -> days before and after the publication
VAGUE = {
    **dict.fromkeys(("近日", "日前", "最近", "连日来", "日来", "近来"), (7, 0)),
    **dict.fromkeys(("近期", "近段时间"), (30, 0)),
    **dict.fromkeys(("目前", "当前", "如今", "现在", "眼下", "现如今", "时下"), (0, 0)),
}


def vague(found: re.Match[str], context: Context) -> Meaning | None:
    if context.today is None:
        return None
    before, after = VAGUE[found[0]]
    return Meaning(Span(context.today - before * DAY, context.today + after * DAY), "vague")
