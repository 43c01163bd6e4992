"""The clock that may follow a day: `14:05`, `下午2时05分`, `2:05 pm +0800` -> hour, minute, second and zone.

CLOCK is a piece of pattern with the groups part, hour, minute, second, ampm, offset; `at` adds what they say to a day.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

PART = "凌晨|清晨|早晨|早上|今晨|上午|中午|午间|下午|午后|傍晚|晚上|晚间|夜间|深夜|夜里|早|晨|晚|夜"
MORNING = frozenset(("凌晨", "清晨", "早晨", "早上", "今晨", "上午", "早", "晨", "am"))
EVENING = frozenset(("晚上", "晚间", "夜间", "深夜", "夜里", "晚", "夜"))

WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}
WEEKDAY = rf"(?:星期|周|礼拜)(?P<weekday>[{''.join(WEEKDAYS)}])"

_HOURS = {"UTC": 0, "GMT": 0, "CST": 8, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "IST": 5.5, "MSK": 3}
_HOURS |= {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "BST": 1}

_SEASONAL = {"ET": "America/New_York", "PT": "America/Los_Angeles"}

# `Z`, `+08:00`, `GMT+8`, `UTC`, `EST`; CST is China's here, 14 hours from the American one
_ZONES = "|".join((*_HOURS, *_SEASONAL))
OFFSET = rf"(?P<offset>(?:(?:GMT|UTC)\s?)?[+-]\d{{1,2}}(?::?\d{{2}})?(?![\d:])|(?<=\d)Z\b|(?:{_ZONES})\b)"
CLOCK = (
    rf"(?:(?P<part>{PART}|[ap]\.?m\.?)\s?)?"
    r"(?P<hour>\d{1,2})\s?[:点时]\s?(?:(?P<minute>\d{1,2}|半|整)(?:\s?[:分]\s?(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?[分秒]?)?"
    rf"(?:\s?(?P<ampm>[ap]\.?m\b\.?))?(?:\s?{OFFSET})?"
)
# what may stand behind a day: 2025年5月23日（星期五）,14:05 · 5月23日 周五 · 5月23日晚
_WEEKDAY_BEHIND = rf"(?:[\s,]*[(\[]?\s?{WEEKDAY}\s?[)\]]?)?"
DAYTIME = rf"{_WEEKDAY_BEHIND}(?:(?:[\sT,·|/]{{0,3}}|\s?at\s)(?:{CLOCK}|(?P<only>{PART})))?"

_CAPITALS = {"北京": "Asia/Shanghai", "东京": "Asia/Tokyo", "首尔": "Asia/Seoul", "台北": "Asia/Taipei"}
_CAPITALS |= {
    "美东": "America/New_York",
    "美国东部": "America/New_York",
    "伦敦": "Europe/London",
    "香港": "Asia/Hong_Kong",
}
_NAMED = re.compile(rf"({'|'.join(_CAPITALS)})时间")  # 北京时间2025年5月23日14:05


@dataclass(frozen=True, slots=True)
class Reading:
    """An aware time and its precision, before it is checked against the time the page was fetched."""

    value: datetime
    precision: str


def named_zone(text: str) -> tzinfo | None:
    """The zone that the words name: 北京时间 -> Asia/Shanghai."""
    named = _NAMED.search(text) if "时间" in text else None
    return ZoneInfo(_CAPITALS[named[1]]) if named else None


def at(day: date, found: re.Match[str], zone: tzinfo) -> Reading:
    """The day with the clock that a pattern with CLOCK in it found. Raises ValueError where there is no such time."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    if found["hour"] is None:
        return Reading(midnight, "day")
    hour = _hour(int(found["hour"]), (found["part"] or found["ampm"] or "").lower().replace(".", ""))
    minute = _minute(found["minute"])
    second = int(found["second"] or 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second) and not found["part"]):
        raise ValueError(f"no such time: {found[0]}")
    if found["offset"]:
        midnight = midnight.replace(tzinfo=_offset(found["offset"]))
    precision = "second" if found["second"] else "hour" if found["minute"] is None else "minute"
    return Reading(midnight + timedelta(hours=hour, minutes=minute, seconds=min(second, 59)), precision)


def _minute(words: str | None) -> int:
    """两点半 -> 30, 两点整 -> 0, 14时 -> 0."""
    if words is None or words == "整":
        return 0
    return 30 if words == "半" else int(words)


def _hour(hour: int, part: str) -> int:
    """Hour of 24: 下午3 -> 15, 上午12 -> 0, 晚上12 -> 24 (the next day), 下午14 stays."""
    if part in MORNING:
        return 0 if hour == 12 else hour
    if part in EVENING:
        return hour + 12 if 1 <= hour <= 12 else hour
    if part in ("下午", "午后", "傍晚", "pm"):
        return hour + 12 if 1 <= hour <= 11 else hour
    if part in ("中午", "午间"):
        return hour + 12 if 1 <= hour <= 3 else hour
    return hour


def _offset(words: str) -> tzinfo:
    """`+0800`, `GMT+8`, `EST` as a zone. Raises ValueError for 24 hours and more."""
    name = words.upper()
    digits = name.removeprefix("GMT").removeprefix("UTC").strip()
    if not digits or name == "Z":
        return timezone(timedelta(0))
    if digits[0] not in "+-":
        return ZoneInfo(_SEASONAL[name]) if name in _SEASONAL else timezone(timedelta(hours=_HOURS[name]))
    hours, minutes = digits[1:].split(":") if ":" in digits else (digits[1:3], digits[3:])
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-offset if digits[0] == "-" else offset)
