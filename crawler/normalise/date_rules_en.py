"""The grammar of times printed in English, rows as in `date_rules`: `May 23, 2025 at 2:05 pm`, `3h ago`, RFC 822."""

import re
from datetime import UTC, date, datetime

from crawler.normalise import spans
from crawler.normalise.clock import CLOCK, OFFSET, Reading, at
from crawler.normalise.date_rules import Rule, back, not_ahead, rule

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_AT = rf"(?:(?:,?\s(?:at\s|@\s?|-\s|\|\s)?){CLOCK})?"
_END = r"(?![-/.:]?\d)"


def _full(found: re.Match[str], now: datetime) -> Reading:
    month = MONTHS[found["month"][:3].lower()]
    year = int(found["year"])
    return at(date(year if year > 99 else 2000 + year, month, int(found["day"])), found, now.tzinfo or UTC)


def _month_day(found: re.Match[str], now: datetime) -> Reading:
    day = spans.last_yearless(MONTHS[found["month"][:3].lower()], int(found["day"]), now.date())
    return at(day, found, now.tzinfo or UTC)


def _month(found: re.Match[str], now: datetime) -> Reading:
    return Reading(datetime(int(found["year"]), MONTHS[found["month"][:3].lower()], 1, tzinfo=now.tzinfo), "month")


_UNITS = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}

_AMOUNTS = {"a": 1, "an": 1, "one": 1, "half a": 0.5, "half an": 0.5}


def _ago(found: re.Match[str], now: datetime) -> Reading:
    unit = found["unit"].lower()
    amount = _AMOUNTS.get(found["amount"].lower()) or int(found["amount"])
    return back(now, amount, _UNITS["mo" if unit.startswith("mo") else unit[0]])


def _just_now(found: re.Match[str], now: datetime) -> Reading:
    return Reading(now.replace(second=0, microsecond=0), "minute")


def _named_day(found: re.Match[str], now: datetime) -> Reading:
    return at(now.date() - (found["named"].lower() == "yesterday") * spans.DAY, found, now.tzinfo or UTC)


_WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")


def _weekday(found: re.Match[str], now: datetime) -> Reading:
    weekday = _WEEKDAYS.index(found["weekday"].lower())
    return not_ahead(lambda today: spans.last_weekday(weekday, today), found, now)


RULES_EN: tuple[Rule, ...] = (
    rule("en_unix_date", rf"\b{_MONTH}\s{_DAY}\s{CLOCK}\s{_YEAR}{_END}", _full, "Fri May 23 14:05:30 +0800 2025"),
    rule(
        "en_clock_first",  # CNN: Updated 1430 GMT (2230 HKT) May 23, 2025
        rf"\b(?P<hour>\d{{2}})(?P<minute>\d{{2}})\s{OFFSET}(?:\s\(\d{{4}}\s\w{{2,4}}\))?,?\s{_MONTH}\s{_DAY},?\s{_YEAR}"
        r"(?P<second>)(?P<part>)(?P<ampm>)",
        _full,
        "Updated 0605 GMT (1405 HKT) May 23, 2025",
    ),
    rule("en_month_day_year", rf"\b{_MONTH}\s?{_DAY},?\s{_YEAR}{_AT}{_END}", _full, "May 23, 2025 2:05 PM"),
    rule(
        "en_day_month_year",
        rf"(?<!\d){_DAY}(?:\s(?:of\s)?|-){_MONTH},?(?:\s|-){_YEAR}{_AT}{_END}",
        _full,
        "23 May 2025 14:05 GMT",
    ),
    rule("en_log", rf"(?<!\d){_DAY}/{_MONTH}/{_YEAR}:{CLOCK}{_END}", _full, "23/May/2025:14:05:30 +0800"),
    rule(
        "en_rfc_850",
        rf"(?<!\d){_DAY}-{_MONTH}-(?P<year>\d{{2}})\s{CLOCK}{_END}",
        _full,
        "Friday, 23-May-25 14:05:30 GMT",
    ),
    rule("en_year_month_day", rf"(?<!\d){_YEAR}[\s-]{_MONTH}[\s-]{_DAY}{_AT}{_END}", _full, "2025 May 23"),
    rule("en_month_day", rf"\b{_MONTH}\s{_DAY}{_AT}{_END}", _month_day, "Posted on May 23", loose=False),
    rule("en_day_month", rf"(?<!\d){_DAY}\s{_MONTH}{_AT}(?![\w-])", _month_day, "23 May", loose=False),
    rule("en_month", rf"\b{_MONTH},?\s{_YEAR}(?!\d)", _month, "May 2025", loose=False),
    rule(
        "en_ago",
        r"\b(?P<amount>\d{1,4}|half an?|an?|one)\s?"
        r"(?P<unit>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?"
        r"|y|yrs?|years?)\sago\b",
        _ago,
        "3h ago",
    ),
    rule("en_just_now", r"\b(?:just now|moments ago)\b", _just_now, "just now", loose=False),
    rule(
        "en_weekday",
        rf"\b(?P<weekday>mon|tues|wednes|thurs|fri|satur|sun)day(?:,?\s(?:at\s)?){CLOCK}{_END}",
        _weekday,
        "Friday at 2:05 PM",
        loose=False,
    ),
    rule("en_named_day", rf"\b(?P<named>yesterday|today){_AT}{_END}", _named_day, "Yesterday at 22:31", loose=False),
)
