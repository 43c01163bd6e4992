"""The clock that may follow a day: `14:05`, `下午2时05分`, `2:05 pm +0800` -> hour, minute, second and zone.

CLOCK is a piece of pattern with the groups part, hour, minute, second, ampm, offset; `at` adds what they say to a day.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

PART = "凌晨|清晨|早晨|早上|今晨|上午|中午|午间|下午|午后|傍晚|晚上|晚间|夜间|深夜|夜里|早|晨|晚|夜|午前|오전|오후"
MORNING = frozenset(("凌晨", "清晨", "早晨", "早上", "今晨", "上午", "早", "晨", "午前", "오전", "am"))
AFTERNOON = frozenset(("下午", "午后", "傍晚", "오후", "pm"))
EVENING = frozenset(("晚上", "晚间", "夜间", "深夜", "夜里", "晚", "夜"))

WEEKDAYS = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}
WEEKDAY = rf"(?:星期|周|礼拜)(?P<weekday>[{''.join(WEEKDAYS)}])"

_HOURS = {"UTC": 0, "GMT": 0, "CST": 8, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "IST": 5.5, "MSK": 3, "МСК": 3}
_HOURS |= {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "BST": 1}

_SEASONAL = {"ET": "America/New_York", "PT": "America/Los_Angeles"}

# `Z`, `+08:00`, `GMT+8`, `UTC`, `EST`; CST is China's here, 14 hours from the American one
_ZONES = "|".join((*_HOURS, *_SEASONAL))
OFFSET = rf"(?P<offset>(?:(?:GMT|UTC)\s?)?[+-]\d{{1,2}}(?::?\d{{2}})?(?![\d:])|(?<=\d)Z\b|(?:{_ZONES})\b)"
# a point parts hour and minute only where a zone or a half of the day follows: 18.05 CET
_JOINT = rf"(?:[:点时시]|\.(?=\d\d\s?(?:{_ZONES}|Uhr|[ap]\.?m)))"
CLOCK = (
    rf"(?:(?P<part>{PART}|[ap]\.?m\.?)\s?)?(?P<hour>\d{{1,2}})\s?{_JOINT}\s?"
    r"(?:(?P<minute>[13]刻|\d{1,2}|半|整)(?:\s?[:分분]\s?(?P<second>\d{1,2})(?:[.,:]\d{1,9})?)?[分秒분]?)?"
    rf"(?:\s?(?P<ampm>[ap]\.?m\b\.?))?(?:\s?\(?{OFFSET}\)?)?"
)
# what may stand behind a day: 2025年5月23日（星期五）,14:05 · 5月23日 周五 · 5月23日晚 · 2025/05/23(五)
_WEEKDAY_BEHIND = rf"(?:[\s,]*[(\[]?\s?{WEEKDAY}\s?[)\]]?|\s?\([一二三四五六日月火水木金土월화수목금토일]\))?"
_MOON = r"(?:[\s,]*(?:农历|阴历)[^\d\s]{2,10})?"
DAYTIME = rf"{_WEEKDAY_BEHIND}{_MOON}(?:(?:[^\w:]|[T_]){{0,4}}(?:\s?at\s)?(?:{CLOCK}|(?P<only>{PART})))?"

# 北京时间2025年5月23日14:05, 格林尼治标准时间15:41
_NAMES = {
    "Asia/Shanghai": "北京",
    "Asia/Taipei": "台北 台湾",
    "Asia/Hong_Kong": "香港",
    "Asia/Tokyo": "东京 日本",
    "Asia/Seoul": "首尔 韩国",
    "Asia/Singapore": "新加坡",
    "Asia/Kolkata": "印度 新德里",
    "Asia/Dubai": "迪拜",
    "Australia/Sydney": "悉尼",
    "Europe/Moscow": "莫斯科",
    "Europe/London": "伦敦 英国",
    "Europe/Paris": "巴黎 柏林 欧洲中部 日内瓦 布鲁塞尔",
    "America/New_York": "美东 美国东部 纽约 华盛顿 东部",
    "America/Chicago": "美中 美国中部 芝加哥",
    "America/Los_Angeles": "美西 美国西部 太平洋 洛杉矶 旧金山",
    "UTC": "格林尼治 格林威治 世界 国际 协调世界",
}
_ZONE_OF = {word: zone for zone, words in _NAMES.items() for word in words.split()}
_NAMED = re.compile(rf"({'|'.join(sorted(_ZONE_OF, key=len, reverse=True))})(?:标准|夏令)?时间?")


@dataclass(frozen=True, slots=True)
class Reading:
    """An aware time and its precision, before it is checked against the time the page was fetched."""

    value: datetime
    precision: str


def named_zone(text: str) -> tuple[tzinfo | None, str]:
    """The zone that the words name, and the text without that name: 北京时间14:05 -> Asia/Shanghai, " 14:05"."""
    named = _NAMED.search(text) if "时" in text else None
    if named is None:
        return None, text
    return ZoneInfo(_ZONE_OF[named[1]]), f"{text[: named.start()]} {text[named.end() :]}"


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


_QUARTERS = {"1刻": 15, "半": 30, "3刻": 45}


def _minute(words: str | None) -> int:
    """两点半 -> 30, 两点一刻 -> 15, 两点整 -> 0, 14时 -> 0."""
    if words is None or words == "整":
        return 0
    return _QUARTERS.get(words) or int(words)


def _hour(hour: int, part: str) -> int:
    """Hour of 24: 下午3 -> 15, 上午12 -> 0, 晚上12 -> 24 (the next day), 下午14 stays."""
    if part in MORNING:
        return 0 if hour == 12 else hour
    if part in EVENING:
        return hour + 12 if 1 <= hour <= 12 else hour
    if part in AFTERNOON:
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
