"""The grammar of printed times, one row a shape: a pattern, what it means, an example that it must read.

    Rule("month_day", 5月23日 14:05, the latest such day not after the page was fetched)

Patterns see folded text (`dates.tidy`): half-width, Simplified where it matters, numerals as digits. A `loose` rule
may stand among other words that are set off from it; a tight one only beside labels such as 发布时间, because 5/23
alone may be a page number. A row's reader raises ValueError where the words name no possible time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crawler.normalise import spans
from crawler.normalise.clock import CLOCK, DAYTIME, OFFSET, PART, WEEKDAY, WEEKDAYS, Reading, at

BEFORE_REPUBLIC = 1911  # year 1 of the Republic of China is 1912
BEFORE_REIWA = 2018


@dataclass(frozen=True, slots=True)
class Rule:
    """`read` gets the match and the time of fetching in the page's zone."""

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], datetime], Reading]
    example: str
    loose: bool = True
    dated: bool = False  # so clearly a date that a tight one may have a word behind it, set off by a blank or a dot


def _epoch_seconds(found: re.Match[str], now: datetime) -> Reading:
    return Reading(datetime.fromtimestamp(int(found[1]), UTC), "second")


def _epoch_milliseconds(found: re.Match[str], now: datetime) -> Reading:
    return Reading(datetime.fromtimestamp(int(found[1]) // 1000, UTC), "second")


def _in_year(year: int, found: re.Match[str], now: datetime) -> Reading:
    return at(date(year, int(found["month"]), int(found["day"])), found, now.tzinfo or UTC)


def _full(found: re.Match[str], now: datetime) -> Reading:
    return _in_year(int(found["year"]), found, now)


def _republic(found: re.Match[str], now: datetime) -> Reading:
    return _in_year(BEFORE_REPUBLIC + int(found["year"]), found, now)


def _reiwa(found: re.Match[str], now: datetime) -> Reading:
    return _in_year(BEFORE_REIWA + (1 if found["year"] == "元" else int(found["year"])), found, now)


def _short_year(found: re.Match[str], now: datetime) -> Reading:
    return _in_year(2000 + int(found["year"]), found, now)


def _year_last(found: re.Match[str], now: datetime) -> Reading:
    """05/23/2025 and 23/05/2025 tell themselves apart; 05/06/2025 does not, and no date beats a wrong one."""
    first, second = int(found["one"]), int(found["two"])
    dotted = "." in found[0][:6]  # nobody writes the month first with points
    if not dotted and first <= 12 and second <= 12 and first != second:
        raise ValueError(f"day or month: {found[0]}")
    month, day = (second, first) if dotted or first > 12 else (first, second)
    return at(date(int(found["year"]), month, day), found, now.tzinfo or UTC)


_YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2}


def _month(found: re.Match[str], now: datetime) -> Reading:
    words = found["year"]
    if words in _YEARS_BACK:
        year = now.year - _YEARS_BACK[words]
    else:
        year = int(words[2:]) + BEFORE_REPUBLIC if words.startswith("民国") else int(words)
    return Reading(datetime(year, int(found["month"]), 1, tzinfo=now.tzinfo), "month")


def _year(found: re.Match[str], now: datetime) -> Reading:
    return Reading(datetime(int(found["year"]), 1, 1, tzinfo=now.tzinfo), "year")


def _month_day(found: re.Match[str], now: datetime) -> Reading:
    weekday = WEEKDAYS.get(found["weekday"] or "")
    month, day = int(found["month"]), int(found["day"])
    return not_ahead(lambda today: spans.last_yearless(month, day, today, weekday), found, now)


def _named_year(found: re.Match[str], now: datetime) -> Reading:
    return _in_year(now.year - _YEARS_BACK[found["named"]], found, now)


def _day_only(found: re.Match[str], now: datetime) -> Reading:
    day = int(found["day"])
    return not_ahead(lambda today: spans.last_day_of_month(day, today), found, now)


def _named_month(found: re.Match[str], now: datetime) -> Reading:
    month = spans.add_months(now.date().replace(day=1), 0 if found["named"] in ("本月", "当月") else -1)
    return at(month.replace(day=int(found["day"])), found, now.tzinfo or UTC)


def _weekday(found: re.Match[str], now: datetime) -> Reading:
    weekday = WEEKDAYS[found["weekday"]]
    if found["week"]:
        monday = now.date() - now.weekday() * spans.DAY
        weeks = found["week"].count("上")
        return at(monday - weeks * 7 * spans.DAY + weekday * spans.DAY, found, now.tzinfo or UTC)
    return not_ahead(lambda today: spans.last_weekday(weekday, today), found, now)


def _clock(found: re.Match[str], now: datetime) -> Reading:
    return not_ahead(lambda today: today, found, now)


def not_ahead(latest: Callable[[date], date], found: re.Match[str], now: datetime) -> Reading:
    """The latest day with its clock; where that clock is still ahead, the one before."""
    reading = at(latest(now.date()), found, now.tzinfo or UTC)
    if reading.value > now:
        reading = at(latest(now.date() - spans.DAY), found, now.tzinfo or UTC)
    return reading


_DAYS_BACK = {"今": 0, "昨": 1, "前": 2, "大前": 3}


def _named_day(found: re.Match[str], now: datetime) -> Reading:
    return at(now.date() - _DAYS_BACK[found["named"]] * spans.DAY, found, now.tzinfo or UTC)


def _just_now(found: re.Match[str], now: datetime) -> Reading:
    return Reading(now.replace(second=0, microsecond=0), "minute")


def back(now: datetime, amount: float, unit: str) -> Reading:
    """The time some units ago, cut to what the words tell.

    Hours come back by the minute: 3小时前 was at the latest now - 3 h, which is the end that "who was first" compares.
    """
    if unit == "second":
        return Reading((now - timedelta(seconds=amount)).replace(microsecond=0), "second")
    if unit in ("minute", "hour"):
        ago = now - timedelta(minutes=amount * (60 if unit == "hour" else 1))
        return Reading(ago.replace(second=0, microsecond=0), "minute")
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in ("day", "week"):
        return Reading(midnight - timedelta(days=int(amount * (7 if unit == "week" else 1))), "day")
    months = spans.add_months(now.date(), -round(amount * (12 if unit == "year" else 1)))
    if unit == "year" and amount >= 1:
        return Reading(midnight.replace(year=months.year, month=1, day=1), "year")
    return Reading(midnight.replace(year=months.year, month=months.month, day=1), "month")


_UNITS = {"秒": "second", "分": "minute", "小": "hour", "钟": "hour", "时": "hour", "天": "day", "日": "day"}
_UNITS |= {"周": "week", "星": "week", "礼": "week", "月": "month", "年": "year"}


def _ago(found: re.Match[str], now: datetime) -> Reading:
    amount = 0.5 if found["amount"] == "半" else float(found["amount"])
    if found["and_half"]:
        amount += 0.5
    if found["unit"] == "刻钟":
        return back(now, amount * 15, "minute")
    return back(now, amount, _UNITS[found["unit"][0]])


def _days_ago_clock(found: re.Match[str], now: datetime) -> Reading:
    return at(now.date() - int(found["days"]) * spans.DAY, found, now.tzinfo or UTC)


def _hours_minutes_ago(found: re.Match[str], now: datetime) -> Reading:
    return back(now, int(found["hours"]) * 60 + int(found["minutes"]), "minute")


def rule(
    name: str, pattern: str, read: Callable[[re.Match[str], datetime], Reading], example: str, **how: bool
) -> Rule:
    return Rule(name, re.compile(pattern, re.IGNORECASE), read, example, **how)


_END = r"(?![-/.:]?\d)"
_MD = r"(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]"
_YMD = r"[-/.年_·、]\s?(?P<month>\d{1,2})\s?[-/.月_·、]\s?(?P<day>\d{1,2})(?:\s?[日号]|\.(?=\s|$))?"
# a key of JSON or script that names a time: "publish_time":, var ct =
_KEY = (
    r"(?:(?:var\s)?[\"']?[\w.-]{0,24}(?:time|date|ct|pub|created|updated|stamp|时间|发布)[\w.-]{0,12}"
    r"[\"']?\s?[=:]\s?[\"']?)?"
)
_SHORT_CLOCK = rf"(?:{CLOCK}|(?P<only>{PART}))?"

RULES: tuple[Rule, ...] = (
    rule("epoch_seconds", rf"^{_KEY}(\d{{9,10}})(?:\.\d{{1,6}})?[\"';]*$", _epoch_seconds, "1747980300", loose=False),
    rule(
        "epoch_milliseconds",
        rf"^{_KEY}(?:/Date\()?([89]\d{{11}}|\d{{13}})(?:[+-]\d{{4}})?(?:\)/)?[\"';]*$",
        _epoch_milliseconds,
        "1747980300000",
    ),
    rule(
        "compact",
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:[T\s]?(?P<hour>\d{2})(?P<minute>\d{2})"
        rf"(?P<second>\d{{2}})?(?:\.\d{{1,6}})?{OFFSET}?)?(?!\d)(?P<part>)(?P<ampm>)",
        _full,
        "20250523T140500+0800",
        loose=False,
    ),
    rule(
        "clock_before_day",  # 下午2:05 · 2025年5月23日
        rf"(?<![\d:]){CLOCK}(?:[^\w:]){{1,4}}(?P<year>(?:19|20)\d{{2}})\s?{_YMD}{_END}",
        _full,
        "下午2:05 · 2025年5月23日",
    ),
    rule(
        "year_month_day",
        rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})\s?{_YMD}{DAYTIME}{_END}",
        _full,
        "2025年5月23日（周五）14:05",
    ),
    rule("republic", rf"(?:中华)?民国\s?(?P<year>\d{{1,3}})\s?{_YMD}{DAYTIME}{_END}", _republic, "民國114年5月23日"),
    rule(
        "republic_bare", rf"(?<![\d.-])(?P<year>1[0-4]\d)\s?{_YMD}{DAYTIME}{_END}", _republic, "114/05/23", loose=False
    ),
    rule(
        "short_year",
        rf"(?<![\d.-])(?P<year>\d{{2}})\s?{_YMD}{DAYTIME}{_END}",
        _short_year,
        "25-05-23 14:05",
        loose=False,
    ),
    rule(
        "year_last",
        rf"(?<![\d.-])(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.](?P<year>(?:19|20)\d{{2}}){DAYTIME}{_END}",
        _year_last,
        "23/05/2025",
    ),
    rule(
        "day_month_year",  # as WordPress prints it in Chinese
        rf"(?<!\d)(?P<day>\d{{1,2}})\s(?P<month>\d{{1,2}})月,?\s(?P<year>(?:19|20)\d{{2}}){DAYTIME}{_END}",
        _full,
        "星期五, 23 五月 2025 14:05:00 +0800",
    ),
    rule("reiwa", rf"令和\s?(?P<year>元|\d{{1,2}})\s?{_YMD}{DAYTIME}{_END}", _reiwa, "令和7年5月23日"),
    rule("named_year", rf"(?P<named>今年|去年|前年)\s?{_MD}{DAYTIME}{_END}", _named_year, "去年12月31日"),
    rule("month_day", rf"(?<![\d年])(?<!年\s){_MD}{DAYTIME}{_END}", _month_day, "5月23日 14:05"),
    rule(
        "month_day_clock",
        rf"(?<![\d.:/-])(?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?=[\sT,(])(?:[\sT,]*[(\[]?{WEEKDAY}[)\]]?)?[\sT,]{{1,3}}{CLOCK}{_END}",
        _month_day,
        "05-23 14:05",
    ),
    # alone it must look like a date: 05-23 and 5/23, but not 1/3 (a page), 5.5 (a rate)
    rule(
        "month_day_short",
        rf"(?<![\d.:/-])(?P<month>\d{{1,2}})[-/.](?P<day>\d{{2}}){DAYTIME}(?!\d|[-/.:%折万亿]|\s[%折万亿])",
        _month_day,
        "05-23",
        loose=False,
        dated=True,
    ),
    rule(
        "named_month",
        rf"(?P<named>本月|当月|上月|上个月)\s?(?P<day>\d{{1,2}})\s?[日号]{DAYTIME}{_END}",
        _named_month,
        "本月5日",
    ),
    rule("day_only", rf"(?<![\d月第])(?P<day>\d{{1,2}})日{DAYTIME}{_END}", _day_only, "23日 14:05", loose=False),
    rule(
        "month",
        r"(?<!\d)(?P<year>(?:19|20)\d{2}|去年|今年|前年|民国\s?\d{2,3})\s?(?:[-/.年]\s?|(?<=年))(?P<month>\d{1,2})\s?月?(?!\d)",
        _month,
        "2025年5月",
        loose=False,
        dated=True,
    ),
    rule("year", r"(?<!\d)(?P<year>(?:19|20)\d{2})年", _year, "2024年", loose=False),
    rule(
        "hours_minutes_ago",
        r"(?<!\d)(?P<hours>\d{1,2})\s?个?小?时\s?又?(?P<minutes>\d{1,2})\s?分钟?\s?[之以]?前",
        _hours_minutes_ago,
        "2小时30分钟前",
    ),
    rule("days_ago_clock", rf"(?<![\d.])(?P<days>\d{{1,2}})\s?天前\s{CLOCK}{_END}", _days_ago_clock, "3天前 14:05"),
    rule(
        "ago",
        r"(?<![\d.])(?P<amount>\d{1,4}|半)\s?[个ヶか]?(?P<and_half>半)?(?P<unit>秒钟?|分钟?|刻钟|小时|时间|钟头|钟|天|日|周|星期|礼拜|月|年)\s?[之以]?前",
        _ago,
        "3小時(shí)前",
    ),
    rule("just_now", r"刚刚|刚才|刚(?=发|更|上传)|几秒前|片刻前", _just_now, "刚刚"),
    rule(
        "named_day",
        rf"(?P<named>大前|前|昨|今)(?:[天日]|(?=[早晚晨夜])|(?=\s\d{{1,2}}:))[\s,]{{0,2}}{_SHORT_CLOCK}{_END}",
        _named_day,
        "昨天 22:31",
    ),
    rule(
        "weekday",
        rf"(?P<week>上上|上个?|本|这)?{WEEKDAY}[\s,]{{0,2}}{_SHORT_CLOCK}{_END}",
        _weekday,
        "上周五 18:00",
        loose=False,
    ),
)
# a clock alone comes after all others, of every language: Monday at 5:40 PM
CLOCK_ALONE = rule("clock", rf"(?<![\d.:/-]){CLOCK}{_END}", _clock, "09:12", loose=False)
