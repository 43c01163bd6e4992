"""Score `find_mentions` on two public sets: Recognizers' and JioNLP's Chinese cases -> a share of days that are right.

    python -m tests.gate.public_mentions recognizers --worst 40
    the misses, then {"set": "recognizers", "seen": {"cases": n, "right": share, "wrong": share, ...}, "unseen": ...}

Recognizers-Text (MIT): the dates, date ranges and datetimes of DateTimeModel.json, each at its own reference date. One
is right where a mention that overlaps it means the same first and last day as any of its candidates.
JioNLP (Apache-2.0): its points and spans with a plain base. One is right where the longest mention is.

A fixed hash of the case's words parts each set: the misses of three quarters may be read while writing rules, those of
the unseen quarter are never printed.

Both sets are written for assistants, which look ahead and fill gaps by rules of their own. Where a reader of news would
not follow, ours stays: what the functions in CONVENTIONS describe is counted apart, as `right_or_convention`. Besides
these, ours finds no days in what the lunar calendar counts (腊月18, 中秋节前后), in 全天, 白天 and 十一点 alone, in
vague numbers (几十年之后), and tells 第七年 only from a year that the text named.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler.normalise.mentions import find_mentions
from indexer.model import Dated, Mention

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
SETS = {"recognizers": "dates/recognizers_zh/DateTimeModel.json", "jionlp": "dates/jionlp_cases.json"}
_TYPES = {f"datetimeV2.{name}" for name in ("date", "daterange", "datetime", "datetimerange")}

Days = tuple[date | None, date | None]  # first and last, both inclusive; None is an open end


@dataclass(frozen=True, slots=True)
class Case:
    """A text, when it was said, the words asked for, and all first and last days that count as right."""

    text: str
    base: datetime
    words: str
    start: int
    end: int
    right: frozenset[Days]  # empty: the words name no day


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    got: tuple[Mention, ...]
    right: bool
    convention: bool  # not right by the letter, but by one of CONVENTIONS

    @property
    def seen(self) -> bool:
        return hashlib.sha256(self.case.text.encode()).digest()[0] % 4 != 1


def score(name: str, corpus: Path) -> list[Result]:
    rows = json.loads((corpus / SETS[name]).read_text(encoding="utf-8"))
    return [_judge(case, name) for case in (_recognizers(rows) if name == "recognizers" else _jionlp(rows))]


def figures(name: str, results: list[Result]) -> dict[str, Any]:
    """Shares of what is right, of wrong days, and of what got no day."""
    parts = {"seen": [r for r in results if r.seen], "unseen": [r for r in results if not r.seen], "whole": results}
    return {"set": name} | {part: _shares(some) for part, some in parts.items()}


def _shares(results: list[Result]) -> dict[str, float]:
    right = sum(result.right for result in results)
    none = sum(not result.right and not any(m.begin or m.end_day for m in result.got) for result in results)
    counts = {"right": right, "wrong": len(results) - right - none, "none": none}
    counts["right_or_convention"] = sum(result.convention for result in results)
    return {"cases": len(results)} | {kind: round(count / max(1, len(results)), 3) for kind, count in counts.items()}


def _judge(case: Case, name: str) -> Result:
    published = Dated(case.base, "second", case.base.isoformat(), "case")
    found = find_mentions(case.text, published)
    got = tuple(m for m in found if m.start < case.end and case.start < m.end)
    if name == "jionlp":  # the case is one expression: its parts do not count
        got = tuple(sorted(got, key=lambda m: m.start - m.end)[:1])
    days = {(m.begin, m.end_day) for m in got if m.begin or m.end_day}
    right = bool(days & case.right) if case.right else not days
    agrees = any(rule(case.text, ours, theirs) for rule in CONVENTIONS for ours in days for theirs in case.right)
    return Result(case, got, right, right or agrees)


# --- what a reader of news takes otherwise ---------------------------------------------------------------------------


def _width_of_a_part(words: str, ours: Days, theirs: Days) -> bool:
    """初, 底 and 前后 have no fixed width: one within the other."""
    return any(char in words for char in ("初", "底", "末", "前后")) and (
        _within(ours, theirs) or _within(theirs, ours)
    )


def _day_or_open(words: str, ours: Days, theirs: Days) -> bool:
    """20天以后 is that day for us, and all that follows for an assistant; 两天之前 likewise."""
    return None in theirs and None not in ours and (_within(ours, theirs))


def _next_or_last(words: str, ours: Days, theirs: Days) -> bool:
    """星期天, 30日, 十二月20号: the next one, where news tell of the last or the nearest."""
    if ours[0] is None or theirs[0] is None or ours[0] != ours[1] or theirs[0] != theirs[1]:
        return False
    apart = abs((theirs[0] - ours[0]).days)
    return apart == 7 or (ours[0].day == theirs[0].day and apart in (28, 29, 30, 31, 365, 366))


def _one_day_more(words: str, ours: Days, theirs: Days) -> bool:
    """未来7天 begins today or tomorrow; 未来两个月 ends a day earlier or later; 4个星期之后 is a day of that week."""
    if None in ours or None in theirs:
        return False
    ends = zip(ours, theirs, strict=True)
    near = all(abs((one - two).days) <= 2 for one, two in ends if one and two)
    return near or ("星期" in words and _within(ours, theirs))


def _own_year(words: str, ours: Days, theirs: Days) -> bool:
    """2025年前 takes that year in, or not; the same of a month."""
    return "前" in words and None in ours and None in theirs and ours[1] is not None and theirs[1] is not None


def _within(inner: Days, outer: Days) -> bool:
    first, last = inner[0] or date.min, inner[1] or date.max
    return (outer[0] or date.min) <= first and last <= (outer[1] or date.max)


CONVENTIONS = (_width_of_a_part, _day_or_open, _next_or_last, _one_day_more, _own_year)


# --- Recognizers -----------------------------------------------------------------------------------------------------


def _recognizers(rows: list[dict[str, Any]]) -> Iterator[Case]:
    for row in rows:
        written = row.get("Context", {}).get("ReferenceDateTime")
        for mention in row["Results"]:
            if mention["TypeName"] in _TYPES and written:
                base = datetime.fromisoformat(written).replace(tzinfo=CHINA)
                values = mention["Resolution"]["values"]
                right = frozenset(days for value in values for days in _recognizers_days(value, base.date()))
                yield Case(row["Input"], base, mention["Text"], mention["Start"], mention["End"] + 1, right)


def _recognizers_days(value: dict[str, str], base: date) -> Iterator[Days]:
    """The end is exclusive, but the last day itself where both days are written (10日到20日).

    之前 and 之后 of a day leave open whether that day belongs to it; 以来 may last until today.
    """
    if value.get("value", "").startswith("not"):
        return
    if "value" in value:
        day = date.fromisoformat(value["value"][:10])
        yield day, day
        return
    mod, of_a_day = value.get("Mod"), value["timex"].count("-") >= 2
    start, end = _moment(value.get("start")), _moment(value.get("end"))
    if mod in ("since", "after") and start:
        for first in {start.date(), start.date() + DAY} if mod == "after" and of_a_day else {start.date()}:
            yield first, None
            yield first, base
    elif mod in ("until", "before") and end:
        yield None, (end.date() if mod == "until" else end.date() - DAY)
        if of_a_day:
            yield None, end.date()
    elif start and end:
        yield start.date(), (end - timedelta(seconds=1)).date()
        if value["timex"].startswith("(") and value["timex"].split(",")[-1].startswith("P"):
            yield start.date(), end.date()


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# --- JioNLP ----------------------------------------------------------------------------------------------------------


def _jionlp(rows: list[tuple[str, str, dict[str, Any]]]) -> Iterator[Case]:
    for text, written, answer in rows:
        if answer["type"] in ("time_point", "time_span") and not written.startswith(("{", "[")):
            base = _base(written)
            yield Case(text, base, text, 0, len(text), frozenset(_jionlp_days(answer["time"], base)))


def _base(written: str) -> datetime:
    """Seconds since 1970, or a time in China."""
    try:
        return datetime.fromtimestamp(float(written), CHINA)
    except ValueError:
        return datetime.fromisoformat(written).replace(tzinfo=CHINA)


def _jionlp_days(ends: list[str], base: datetime) -> Iterator[Days]:
    """An end at the very moment of reading may as well be open: 2025年前, 今年9月起."""
    first, last = ends
    now = base.strftime("%Y-%m-%d %H:%M:%S")
    for start in {_day(first), None} if first == now else {_day(first)}:
        for end in {_day(last), None} if last == now else {_day(last)}:
            if start or end:
                yield start, end


def _day(text: str) -> date | None:
    return None if text.endswith("inf") else date.fromisoformat(text[:10])


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("set", choices=SETS)
    words.add_argument("--worst", type=int, default=0, help="how many misses of the seen part to print")
    asked = words.parse_args()
    results = score(asked.set, Path(os.environ["RETOLD_CORPUS"]))
    for miss in [result for result in results if result.seen and not result.right][: asked.worst]:
        case = miss.case
        right = " | ".join(f"{first or ''}..{last or ''}" for first, last in sorted(case.right, key=str)) or "no day"
        got = " + ".join(f"{m.text} {m.begin or ''}..{m.end_day or ''} {m.precision}" for m in miss.got) or "nothing"
        print(f"   {case.base:%Y-%m-%d} {case.text} [{case.words}] should be {right}, is {got}")
    print(json.dumps(figures(asked.set, results)))


if __name__ == "__main__":
    main()
