"""What the shapes of stretches mean, weeks to centuries: 近三个月, published 2025-05-21 -> 21 February to 21 May 2025.

Lengths of time that say nothing of when (90天) come without days; what is only roughly a time (近日) as "vague".
"""

import re
from datetime import date, timedelta

from crawler.normalise import spans
from crawler.normalise.mention_context import Context, Meaning, is_ahead, n, year_of
from crawler.normalise.mention_words import STEPS, WEEKDAYS
from crawler.normalise.spans import DAY, Span

QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "首": 1}
SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 2)}


def part_of_year(year: int, found: re.Match[str], anchor: str) -> Meaning:
    """2024年 alone, its halves, quarters, seasons, first and last months."""
    if found["half"]:
        months = (1, 6) if found["half"] in "上前" else (7, 12)
    elif found["quarter"]:
        quarter = QUARTERS[found["quarter"][-1]]
        months = (quarter * 3 - 2, quarter * 3)
    elif found["season"]:
        first, last = SEASONS[found["season"]]
        return Meaning(Span(date(year, first, 1), spans.month_of(year + (last < first), last).last), "range", anchor)
    elif found["count"]:
        count = n(found["count"]) * (1 if found["by"] == "月" else 3)
        months = (1, count) if found["side"] in "前头" else (13 - count, 12)
    elif found["months"]:
        months = (1, n(found["months"]))
    elif found["from"]:
        first, last = n(found["from"]), n(found["to"])
        if last < first:  # 11月至2月
            return Meaning(Span(date(year, first, 1), spans.month_of(year + 1, last).last), "range", anchor)
        if "、" in found[0] and last != first + 1:
            raise ValueError("two months apart")
        months = (first, last)
    else:
        return Meaning(spans.year_of(year), "year", anchor)
    return Meaning(spans.months_of(year, *months), "range", anchor)


def period(found: re.Match[str], context: Context) -> Meaning | None:
    """一季度 without a year is of the running one, unless it begins far ahead: 三季度 in January is last year's."""
    if context.today is None:
        return None
    meaning = part_of_year(context.today.year, found, "published")
    far = timedelta(days=183 if found["half"] else 92)
    if meaning.span and meaning.span.first and meaning.span.first > context.today + far and not is_ahead(found):
        return part_of_year(context.today.year - 1, found, "published")
    return meaning


def part_of_running_year(found: re.Match[str], context: Context) -> Meaning | None:
    """年底 and 月初 of the year and the month of publication; 年末 in its first months is the end of the last year."""
    if context.today is None:
        return None
    whole = spans.year_of(context.today.year - (context.today.month <= 2 and found["part"] == "末"))
    if found["whole"] == "月":
        whole = spans.month_of(context.today.year, context.today.month)
    return Meaning(spans.part_of(whole, found["part"]), "vague")


def years(found: re.Match[str], context: Context) -> Meaning:
    return Meaning(Span(date(n(found["y"]), 1, 1), date(n(found["y2"]), 12, 31)), "range", "absolute")


def months(found: re.Match[str], context: Context) -> Meaning:
    """1999.08-2002.02"""
    first, last = spans.month_of(n(found["y"]), n(found["m"])), spans.month_of(n(found["y2"]), n(found["m2"]))
    return Meaning(Span(first.first, last.last), "range", "absolute")


def iso_days(found: re.Match[str], context: Context) -> Meaning:
    """2025.5.12-5.19"""
    first = date(n(found["y"]), n(found["m"]), n(found["d"]))
    last = date(n(found["y2"] or found["y"]), n(found["m2"]), n(found["d2"]))
    return Meaning(Span(first, last), "range", "absolute")


# the first and last year of a part, counted from the start of its century or decade
_CENTURY_PARTS = {"初": (0, 9), "末": (90, 99), "中叶": (40, 69), "上半叶": (0, 49), "下半叶": (50, 99)}
_DECADE_PARTS = {"初": (0, 2), "前": (0, 2), "早": (0, 2), "中": (3, 6), "末": (7, 9), "后": (7, 9), "晚": (7, 9)}


def _first_year(century: str, today: date | None) -> int:
    """20世纪 begins with 1900 as in common use, so that it holds its own 90年代. Raises ValueError without today."""
    if century[0] not in "本上":
        return (n(century) - 1) * 100
    if today is None:
        raise ValueError(f"{century}世纪, and no year to count from")
    return today.year // 100 * 100 - (100 if century[0] == "上" else 0)


def _years_of(first: int, last: int, part: str | None, century: str | None) -> Meaning:
    """Centuries and decades are named to measure: no 当年 hangs on them."""
    anchor = "published" if century and century[0] in "本上" else "absolute"
    span = Span(date(max(1, first), 1, 1), date(last, 12, 31))
    return Meaning(span, "vague" if part else "range", anchor, aside=True)


def century(found: re.Match[str], context: Context) -> Meaning:
    """18世纪; 20世纪末 is its last ten years, 本世纪初 the first."""
    first = _first_year(found["century"], context.today)
    start, end = _CENTURY_PARTS.get(found["part"], (0, 99))
    return _years_of(first + start, first + end, found["part"], found["century"])


def decade(found: re.Match[str], context: Context) -> Meaning:
    """20世纪90年代, 90年代初, 六七十年代; without a century 30年代 to 90年代 are of the last one."""
    first = n(found["tens"])
    more = first - 10 * n(found["from"]) if found["from"] else 0
    if found["century"]:
        first += _first_year(found["century"], context.today)
    elif first < 100:
        first += 1900 if first >= 30 else 2000
    start, end = _DECADE_PARTS.get((found["part"] or " ")[0], (-more, 9))
    return _years_of(first + start, first + end, found["part"], found["century"])


def named_quarter(found: re.Match[str], context: Context) -> Meaning | None:
    """本季度, 上个季度."""
    if context.today is None:
        return None
    first = context.today.replace(month=(context.today.month - 1) // 3 * 3 + 1, day=1)
    first = spans.add_months(first, 3 * STEPS[found["named"]])
    return Meaning(spans.months_of(first.year, first.month, first.month + 2), "range")


def week(found: re.Match[str], context: Context) -> Meaning | None:
    if context.today is None:
        return None
    monday = spans.monday_of(context.today) + 7 * DAY * STEPS[found["week"] or "本"]
    if found["day"] == "末" or found["end"]:
        return Meaning(Span(monday + 5 * DAY, monday + 6 * DAY), "range")
    if found["day"] == "初":
        return Meaning(Span(monday, monday + 2 * DAY), "week")
    if found["day"]:
        return Meaning(spans.day_of(monday + WEEKDAYS[found["day"]] * DAY), "day")
    return Meaning(spans.week_of(monday), "week")


def half_week(found: re.Match[str], context: Context) -> Meaning | None:
    """上半周 is Monday to Wednesday, 下半周 Thursday to Sunday."""
    if context.today is None:
        return None
    monday = spans.monday_of(context.today)
    first, last = (0, 2) if found["half"] == "上" else (3, 6)
    return Meaning(Span(monday + first * DAY, monday + last * DAY), "range")


def _back(day: date, amount: int, unit: str) -> date | None:
    """The day that lies some units before (or after, where amount is below 0); None for less than a day."""
    if unit in ("天", "日"):
        return day - amount * DAY
    if unit in ("周", "星期", "礼拜"):
        return day - 7 * amount * DAY
    if unit in ("小时", "分钟"):
        hours = amount if unit == "小时" else 0
        return day - hours // 24 * DAY if hours and hours % 24 == 0 else None
    return spans.add_months(day, -amount * {"月": 1, "年": 12}.get(unit, 3))


def _window(found: re.Match[str], context: Context, sign: int) -> date | None:
    """The other end of 过去三个月 or 未来三个月; None where the hours do not tell the day."""
    if context.today is None:
        return None
    words, unit = found["n"], found["unit"]
    if words == "半":  # 半个月, 半年
        words, unit = {"月": ("15", "天"), "年": ("6", "月")}.get(unit, ("0", "小时"))
    if unit in ("小时", "分钟") and context.now:
        return (context.now - sign * n(words) * timedelta(hours=1 if unit == "小时" else 1 / 60)).date()
    return _back(context.today, sign * n(words), unit)


_PAIRS = {"昨今": (-1, 0), "今明": (0, 1), "明后": (1, 2), "去今": (-1, 0)}


def pair(found: re.Match[str], context: Context) -> Meaning | None:
    """今明两天, 明后两天; 去今两年."""
    if context.today is None:
        return None
    first, last = _PAIRS[found["pair"] or found["year_pair"]]
    if found["year_pair"]:
        return Meaning(Span(date(context.today.year + first, 1, 1), date(context.today.year + last, 12, 31)), "range")
    return Meaning(Span(context.today + first * DAY, context.today + last * DAY), "range")


def _from_last(found: re.Match[str], context: Context) -> tuple[Context, str]:
    """此前三天 and 随后三天 are counted from the day that the text named last, all others from the publication."""
    if not found["then"] or context.day == context.today or (found["then"] == "接下来" and context.day is None):
        return context, "published"
    return Context(context.day), "previous"


def past(found: re.Match[str], context: Context) -> Meaning | None:
    """近三个月, 过去两周: up to the day of publication; 此前三天 up to the last day named. Else a length of time."""
    here, anchor = _from_last(found, context)
    first = _window(found, here, 1)
    if first is None or here.today is None:
        return Meaning(None, "duration")
    last = here.today if anchor == "published" else here.today - DAY
    return Meaning(Span(first, last), "range", anchor, aside=True)


def coming(found: re.Match[str], context: Context) -> Meaning | None:
    """未来三天 begins tomorrow, 未来三个月 today; 随后三天 on the day after the last one named."""
    here, anchor = _from_last(found, context)
    last = _window(found, here, -1)
    if last is None or here.today is None:
        return Meaning(None, "duration")
    tomorrow = found["unit"] in ("天", "日", "周", "星期", "礼拜")
    span = Span(here.today + (DAY if tomorrow else 0 * DAY), last)
    return Meaning(span, "range", anchor)


def year_before(found: re.Match[str], context: Context) -> Meaning | None:
    """去年同期: the period just spoken of, one year back; 2021年同期: the same in that year; 同期 alone: the same."""
    if context.period is None or context.period.first is None or context.period.last is None:
        return None
    first, last = context.period.first, context.period.last
    years = 0 if found[0] == "同期" else -1
    if found["y"]:
        years = year_of(found["y"], context.today) - last.year
    moved = Span(spans.add_months(first, 12 * years), spans.add_months(last, 12 * years))
    return Meaning(moved, "range" if moved.first != moved.last else "day", "previous", aside=True)


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
    **dict.fromkeys(("这两天", "这两日"), (1, 0)),
    **dict.fromkeys(("近期", "近段时间"), (30, 0)),
    **dict.fromkeys(("目前", "当前", "如今", "现在", "眼下", "现如今", "时下"), (0, 0)),
}


def vague(found: re.Match[str], context: Context) -> Meaning | None:
    if context.today is None:
        return None
    before, after = VAGUE[found[0]]
    return Meaning(Span(context.today - before * DAY, context.today + after * DAY), "vague")
