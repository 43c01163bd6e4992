"""What the shapes of single days, months and years mean: 一天后, where 5月19日 was named last -> 20 May, "previous".

Longer stretches (weeks, quarters, decades, 近三年) are read in `mention_periods`.
"""

import re
from datetime import date, timedelta

from crawler.normalise import spans
from crawler.normalise.date_rules_en import MONTHS
from crawler.normalise.mention_context import (
    Context,
    Meaning,
    is_ahead,
    is_same_line,
    n,
    nearest_month,
    nearest_year,
    range_start,
    year_of,
)
from crawler.normalise.mention_periods import part_of_year
from crawler.normalise.mention_words import STEPS, WEEKDAYS
from crawler.normalise.spans import DAY, Span


def year_month_day(found: re.Match[str], context: Context) -> Meaning:
    day = date(year_of(found["y"], context.today), n(found["m"]), n(found["d"]))
    return Meaning(spans.day_of(day), "day", "absolute")


def english_day(found: re.Match[str], context: Context) -> Meaning:
    return Meaning(spans.day_of(date(n(found["y"]), MONTHS[found["m"]], n(found["d"]))), "day", "absolute")


def english_month_day(found: re.Match[str], context: Context) -> Meaning | None:
    if context.today is None:
        return None
    return Meaning(spans.day_of(nearest_year(MONTHS[found["m"]], n(found["d"]), context.today, False)), "day")


def english_month(found: re.Match[str], context: Context) -> Meaning:
    return Meaning(spans.month_of(n(found["y"]), MONTHS[found["m"]]), "month", "absolute")


def year_month(found: re.Match[str], context: Context) -> Meaning:
    year, month = found["y"] or found["iso_y"], found["m"] or found["iso_m"]
    return Meaning(spans.month_of(year_of(year, context.today), n(month)), "month", "absolute")


def year(found: re.Match[str], context: Context) -> Meaning:
    return part_of_year(year_of(found["y"], context.today), found, "absolute")


def republic_year(found: re.Match[str], context: Context) -> Meaning:
    """民国114年 is 2025."""
    year = n(found["y"]) + 1911
    if found["d"]:
        return Meaning(spans.day_of(date(year, n(found["m"]), n(found["d"]))), "day", "absolute")
    if found["m"]:
        return Meaning(spans.month_of(year, n(found["m"])), "month", "absolute")
    return Meaning(spans.year_of(year), "year", "absolute")


def lunar(found: re.Match[str], context: Context) -> Meaning:
    """农历八月十五 is no day of August: better none than a wrong one."""
    return Meaning(None, "none")


_NAMED_YEARS = {
    "今年": 0,
    "本年": 0,
    "去年": -1,
    "上年": -1,
    "前年": -2,
    "明年": 1,
    "后年": 2,
    "大前年": -3,
    "上一年": -1,
    "下一年": 1,
}
_YEARS_FROM_THE_LAST = {"当年": 0, "同年": 0, "这一年": 0, "那一年": 0, "次年": 1, "翌年": 1, "隔年": 1}


def named_year(found: re.Match[str], context: Context) -> Meaning | None:
    named = found["named"]
    if named in _YEARS_FROM_THE_LAST:
        last = context.period.first if context.period else None
        if last is not None and is_same_line(found, context):
            year, anchor = last.year + _YEARS_FROM_THE_LAST[named], "previous"
        elif named == "这一年" and context.today and not context.end:
            year, anchor = context.today.year, "published"
        else:
            return None
    elif context.today:
        year, anchor = context.today.year + _NAMED_YEARS[named], "published"
    else:
        return None
    if found["d"]:
        return Meaning(spans.day_of(date(year, n(found["m"]), n(found["d"]))), "day", anchor)
    if found["m"]:
        return Meaning(spans.month_of(year, n(found["m"])), "month", anchor)
    return part_of_year(year, found, anchor)


def whole_year(found: re.Match[str], context: Context) -> Meaning | None:
    """全年 alone is the year that the text speaks of."""
    if context.period is None or context.period.first is None:
        return None
    return Meaning(spans.year_of(context.period.first.year), "year", "previous")


def month_day(found: re.Match[str], context: Context) -> Meaning | None:
    start = range_start(found, context)
    to = start or context.today
    if to is None:
        return None
    day = nearest_year(n(found["m"]), n(found["d"] or found["d1"]), to, bool(start) or is_ahead(found))
    return Meaning(spans.day_of(day), "day")


def days(found: re.Match[str], context: Context) -> Meaning | None:
    """5月5日至10日 and 17至23日; 12、13日 where they are neighbours."""
    if "、" in found[0] and n(found["d2"]) != n(found["d"]) + 1:
        return None
    if context.today is None:
        return None
    if found["m"]:
        first = nearest_year(n(found["m"]), n(found["d"]), context.today, is_ahead(found))
    else:
        told = _day_told(n(found["d"]), found, context)
        first = told or nearest_month(n(found["d"]), context.today, is_ahead(found))
    return Meaning(Span(first, nearest_month(n(found["d2"]), first, ahead=True)), "range")


def month(found: re.Match[str], context: Context) -> Meaning | None:
    to = range_start(found, context) or context.today
    if to is None:
        return None
    first = nearest_year(n(found["m"]), 1, to.replace(day=1), is_ahead(found))
    return Meaning(spans.month_of(first.year, first.month), "month")


def day_only(found: re.Match[str], context: Context) -> Meaning | None:
    start = range_start(found, context)
    to = start or context.today
    if to is None:
        return None
    day = n(found["d"].strip())
    if start is None and (told := _day_told(day, found, context)):
        return Meaning(spans.day_of(told), "day")
    return Meaning(spans.day_of(nearest_month(day, to, bool(start) or is_ahead(found))), "day")


def _day_told(day: int, found: re.Match[str], context: Context) -> date | None:
    """1月19日收网,22日落网: a later day of the month told of, where that is a past one, in the same paragraph."""
    last = context.day
    if last is None or context.today is None or last.day >= day or not is_same_line(found, context):
        return None
    month = spans.month_of(last.year, last.month)
    if month.last is None or month.last >= context.today or day > month.last.day:
        return None
    return last.replace(day=day)


def _month_spoken_of(context: Context) -> date | None:
    """The first day of what the text named last, unless that is longer than a month."""
    if context.period is None or context.period.first is None or context.period.last is None:
        return None
    return context.period.first if context.period.last - context.period.first <= 31 * DAY else None


def named_month(found: re.Match[str], context: Context) -> Meaning | None:
    """上月 counts from the publication, or from the month just spoken of: 11月…比上月. 次月 always from the latter."""
    named, period = found["named"], _month_spoken_of(context)
    last, anchor, step = context.today, "published", STEPS[named]
    compares = named == "上" and found.start() > 0 and found.string[found.start() - 1] in "比较与和"
    follows = named in ("同", "次") or (named == "当" and context.end > 0)
    if follows or (compares and period and not found["d"]):
        last, anchor = period, "previous"
    if last is None:
        return None
    month = spans.add_months(last.replace(day=1), step)
    if found["d"]:
        return Meaning(spans.day_of(month.replace(day=n(found["d"]))), "day", anchor)
    return Meaning(spans.month_of(month.year, month.month), "month", anchor, aside=compares)


def weekday(found: re.Match[str], context: Context) -> Meaning | None:
    """周四 alone: the latest one, or the next where the text looks ahead; 本周一至周四 the one behind its start."""
    if context.today is None:
        return None
    if start := range_start(found, context):
        return Meaning(spans.day_of(spans.first_weekday(WEEKDAYS[found["day"]], start)), "day")
    day = spans.last_weekday(WEEKDAYS[found["day"]], context.today)
    return Meaning(spans.day_of(day + 7 * DAY if day < context.today and is_ahead(found) else day), "day")


_NAMED_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "即": 0, "明": 1, "后": 2, "大后": 3}


def named_day(found: re.Match[str], context: Context) -> Meaning | None:
    if context.today is None:
        return None
    return Meaning(spans.day_of(context.today + _NAMED_DAYS[found["named"]] * DAY), "time" if found["part"] else "day")


_DAYS_FROM_THE_LAST = {
    **dict.fromkeys(("次日", "翌日", "隔天", "隔日", "第二天"), 1),
    **dict.fromkeys(("第三天",), 2),
    **dict.fromkeys(("前一天", "前一日", "此前一天", "此前一日"), -1),
}


def same_day(found: re.Match[str], context: Context) -> Meaning | None:
    """当天, 次日, 前一天: counted from the last day that the text named, else from the publication.

    第二天 and 第三天 are counted from that day alone: where none was named they number the days of something else.
    """
    last = context.day or (None if found[0].startswith("第") else context.today)
    if last is None:
        return None
    day = last + _DAYS_FROM_THE_LAST.get(found[0], 0) * DAY
    anchor = "previous" if context.day else "published"
    return Meaning(spans.day_of(day), "time" if found[0].startswith("当晚") else "day", anchor)


def _shifted(day: date, found: re.Match[str], sign: int) -> Meaning:
    """A day moved: days and weeks give a day, months and years the month or year they end in; 七年半 a month."""
    words, unit = found["n"], found["unit"]
    if words == "半":  # 半个月, 半年
        words, unit = ("15", "天") if unit == "月" else ("6", "月")
    amount = sign * n(words)
    if unit in ("天", "日"):
        return Meaning(spans.day_of(day + amount * DAY), "day")
    if unit in ("周", "星期", "礼拜"):
        return Meaning(spans.day_of(day + 7 * amount * DAY), "day")
    if unit == "年" and not found["half"]:
        return Meaning(spans.year_of(day.year + amount), "year")
    moved = spans.add_months(day, amount * 12 + 6 * sign if unit == "年" else amount)
    return Meaning(spans.month_of(moved.year, moved.month), "month")


def after(found: re.Match[str], context: Context) -> Meaning | None:
    """一天后 counts from the last day that the text named; 三天前 from the publication."""
    later = found["side"] == "后"
    last = (_year_told(found, context) or context.day or context.today) if later else context.today
    if last is None:
        return None
    anchor = "previous" if later and last != context.today else "published"
    meaning = _shifted(last, found, 1 if later else -1)
    if found["m"] and meaning.span and meaning.span.first:
        near = meaning.span.first if meaning.precision != "year" else date(meaning.span.first.year, 6, 30)
        day = nearest_year(n(found["m"]), n(found["d"] or "1"), near, False)
        if not found["d"]:
            return Meaning(spans.month_of(day.year, day.month), "month", anchor)
        return Meaning(spans.day_of(day), "day", anchor)
    return Meaning(meaning.span, meaning.precision, anchor)


def _year_told(found: re.Match[str], context: Context) -> date | None:
    """2009年创立,三年后 counts from that year: where a past year was named last, in the same paragraph."""
    if found["unit"] != "年" or context.period is None or context.period.first is None or context.today is None:
        return None
    first = context.period.first
    return first if first.year < context.today.year and is_same_line(found, context) else None


def from_now(found: re.Match[str], context: Context) -> Meaning | None:
    """再过三天, from the publication."""
    return None if context.today is None else _shifted(context.today, found, 1)


def moment_away(found: re.Match[str], context: Context) -> Meaning | None:
    """10分钟前, 2小时后: on which day, where the hour of publication is known; else a length of time."""
    if context.now is None or (found["side"] == "后" and context.day not in (None, context.today)):
        return Meaning(None, "duration")
    away = timedelta(minutes=n(found["n"]))
    if found["unit"] == "小时":
        away = timedelta(hours=(n(found["n"]) if found["n"] != "半" else 0) + (0.5 if "半" in found[0] else 0))
    moment = context.now + away if found["side"] == "后" else context.now - away
    return Meaning(spans.day_of(moment.date()), "time")


def clock(found: re.Match[str], context: Context) -> Meaning | None:
    last = context.day if context.day and is_same_line(found, context) else context.today
    return None if last is None else Meaning(spans.day_of(last), "time")


# Feasts on a day of the solar calendar: month and day, or month, which week and weekday (Monday 0).
FEASTS: dict[str, tuple[int, int] | tuple[int, int, int]] = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "植树节": (3, 12),
    "愚人节": (4, 1),
    "劳动节": (5, 1),
    "青年节": (5, 4),
    "母亲节": (5, 2, 6),
    "儿童节": (6, 1),
    "父亲节": (6, 3, 6),
    "建党节": (7, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆节": (10, 1),
    "万圣节": (11, 1),
    "感恩节": (11, 4, 3),
    "平安夜": (12, 24),
    "圣诞节": (12, 25),
}


def _feast_in(name: str, year: int) -> date:
    month, *rest = FEASTS[name]
    if len(rest) == 1:
        return date(year, month, rest[0])
    return spans.first_weekday(rest[1], date(year, month, 1)) + 7 * (rest[0] - 1) * DAY


def feast(found: re.Match[str], context: Context) -> Meaning | None:
    """元旦, 2024年国庆节; without a year the nearest, or the next where the text looks ahead."""
    if found["y"]:
        return Meaning(spans.day_of(_feast_in(found["feast"], year_of(found["y"], context.today))), "day", "absolute")
    if context.today is None:
        return None
    if found["named"]:
        return Meaning(
            spans.day_of(_feast_in(found["feast"], context.today.year + _NAMED_YEARS[found["named"]])), "day"
        )
    today = context.today
    options = [_feast_in(found["feast"], today.year + step) for step in (-1, 0, 1)]
    if is_ahead(found):
        options = [day for day in options if day >= today]
    return Meaning(spans.day_of(min(options, key=lambda day: abs(day - today))), "day")
