"""Find the times that an article speaks of: `5月19日…然而,一天后`, published 2025-05-23 -> 19 May and 20 May 2025.

    fold | the shapes of the grammar | the longest at each place | resolved in order | ranges joined

What is counted from the publication (今天, 22日) or from the day that the text named last (一天后, 次日, 同日) is
resolved to days; lengths of time (90天) are told from dates and come without any. None beats a wrong day.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from crawler.normalise import spans
from crawler.normalise.mention_readings import Context, Meaning
from crawler.normalise.mention_rules import PART, SHAPES, Shape
from crawler.normalise.spans import DAY, Span
from indexer.model import DEFAULT_ZONE, Dated, Mention
from indexer.text import fold, glosses

__all__ = ["Mention", "find_mentions"]

_DASHES = str.maketrans("—–−‐‑~", "------")
# 5月19日晚, 11月3日8时, 28日早晨到上午
_CLOCK = re.compile(
    rf"(?:\([^()0-9]{{1,8}}\))?(?:(?:{PART})(?:[至到](?:{PART}))?(?:零时|\d{{1,2}}[时点](?!间)(?:\d{{1,2}}分|半)?)?|(?:零时|\d{{1,2}}[时点](?!间)(?:\d{{1,2}}分|半)?))"
)
_EDGE = re.compile(
    r"(?P<since>以来|起(?![来诉义草码飞点步]))|(?P<after>之后|以后)|(?P<before>之前|以前|前(?![往后进夕所锋任])(?=[,。;将要全完还须、)]))|(?P<part>[底初]|[上中下]旬)"
)
_RANGE = re.compile(r"(?:\([^()]{1,8}\))?(?:至|到|-)")
_UNTIL = ("截至", "截止", "截止到", "截至到")
_AHEAD = re.compile(r"(?:将|拟|定|计划|预计|料|争取|有望)(?:会|将|拟|定)?[于在自从到]?(?:当地时间|北京时间|美东时间)?$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention in folded text, with the shape that found it."""

    start: int
    end: int
    meaning: Meaning


def find_mentions(body: str, published: Dated | None) -> tuple[Mention, ...]:
    """The times in a body, in order and apart; `body[start:end] == text`.

    Without `published` (or with one coarser than a day) only what needs no such day is resolved: written years and
    what is counted from them.
    """
    text, offsets = _readable(body)
    mentions = []
    for found in _joined(text, _resolved(text, _day(published))):
        start, end = (found.start, found.end) if offsets is None else (offsets[found.start], offsets[found.end - 1] + 1)
        span = found.meaning.span or Span(None, None)
        precision, anchor = found.meaning.precision, found.meaning.anchor
        mentions.append(Mention(body[start:end], start, end, span.first, span.last, precision, anchor))
    return tuple(mentions)


def _day(published: Dated | None) -> date | None:
    """The day of publication where it was written: a UTC value is read in China, any other in its own zone."""
    if published is None or published.precision in ("month", "year"):
        return None
    value = published.value
    return (value if value.utcoffset() else value.astimezone(ZoneInfo(DEFAULT_ZONE))).date()


def _readable(body: str) -> tuple[str, list[int] | None]:
    """The folded text without glosses; the offset in the body of each of its characters where any was left out."""
    text = fold(body).translate(_DASHES)
    brackets = list(glosses(body))
    if not brackets:
        return text, None
    offsets: list[int] = []
    end = 0
    for start, stop in [*brackets, (len(text), len(text))]:
        offsets.extend(range(end, start))
        end = stop
    return "".join(map(text.__getitem__, offsets)), offsets


_BY_START: dict[str, tuple[Shape, ...]] = {
    char: tuple(shape for shape in SHAPES if char in shape.starts) for char in "".join(shape.starts for shape in SHAPES)
}
# A number starts a mention only before a unit or a joint (5月, 2025-05); no other number is looked at further.
_UNIT = "[年月日号天周星个小时点分秒季多半至到/. -]"
_HAN_NUMBER = "[一二两三四五六七八九十百〇零○几数]"
_WORDS = "".join(char for char in _BY_START if not char.isdecimal() and not char.isascii())
_START = re.compile(
    rf"(?<!\d)\d(?=\d{{0,3}}{_UNIT})|{_HAN_NUMBER}(?={_HAN_NUMBER}{{0,3}}{_UNIT})"
    rf"|(?!{_HAN_NUMBER})[{_WORDS}]|(?<![a-z])[jfmasond](?=[a-z]{{2}})"
)


def _matches(text: str) -> Iterator[tuple[Shape, re.Match[str]]]:
    """The longest match at each place, none inside another; of two as long, that of the earlier shape."""
    end = 0
    for start in _START.finditer(text):
        if start.start() < end:
            continue
        found = [(s, m) for s in _BY_START.get(start[0], ()) if (m := s.pattern.match(text, start.start()))]
        if found:
            shape, match = max(found, key=lambda one: one[1].end())
            end = match.end()
            yield shape, match


def _resolved(text: str, today: date | None) -> Iterator[_Found]:
    """Each match with its days; what a shape gives no meaning to is left out."""
    lines = [m.start() for m in re.finditer("\n", text)]
    context = Context(today)
    last: _Found | None = None
    for shape, match in _matches(text):
        start = match.start()
        if last and start < last.end:
            continue
        line = bisect_left(lines, start)
        here = replace(
            context,
            same_line=last is not None and bisect_left(lines, last.start) == line,
            ahead=_AHEAD.search(text, max(0, start - 10), start) is not None,
            pivot=last.meaning.span.first
            if last and last.meaning.span and _RANGE.fullmatch(text, last.end, start)
            else None,
        )
        found = _read(shape, match, here)
        if found is None:
            continue
        found = _with_suffix(text, found, today)
        yield found
        if found.meaning.precision not in ("duration", "vague"):
            last = found
            if not found.meaning.aside:
                context = _next(context, found.meaning, until=text.endswith(_UNTIL, 0, start))


def _read(shape: Shape, match: re.Match[str], context: Context) -> _Found | None:
    try:
        meaning = shape.read(match, context)
    except (ValueError, OverflowError):  # 2月30日, 9999年后: no such day
        return None
    return None if meaning is None else _Found(match.start(), match.end(), meaning)


def _next(context: Context, meaning: Meaning, until: bool) -> Context:
    """What later mentions may hang on; 截至7月9日 speaks of the year up to that day."""
    if meaning.span is None or meaning.span.first is None:
        return context
    if meaning.precision in ("day", "time"):
        day = meaning.span.first
        return replace(context, day=day, period=Span(day.replace(month=1, day=1), day) if until else meaning.span)
    if meaning.precision == "range" and meaning.span.last and meaning.span.last - meaning.span.first <= 31 * DAY:
        return replace(context, day=meaning.span.last, period=meaning.span)
    return replace(context, period=meaning.span)


def _with_suffix(text: str, found: _Found, today: date | None) -> _Found:
    """Take in what stands right behind: a clock (5月19日晚), an open end (今年以来, 6月4日起), a part (4月底)."""
    meaning, end = found.meaning, found.end
    if meaning.precision == "day" and (clock := _CLOCK.match(text, end)):
        meaning, end = replace(meaning, precision="time"), clock.end()
    edge = _EDGE.match(text, end) if meaning.span and meaning.precision not in ("duration", "vague") else None
    if edge is None or meaning.span is None:
        return _Found(found.start, end, meaning)
    first, last = meaning.span.first, meaning.span.last
    if edge["since"]:
        span = Span(first, today if today and first and first < today else None)
        return _Found(found.start, edge.end(), replace(meaning, span=span, precision="range"))
    if edge["after"]:
        return _Found(
            found.start, edge.end(), replace(meaning, span=Span(last + DAY if last else None, None), precision="range")
        )
    if edge["before"]:
        return _Found(found.start, edge.end(), replace(meaning, span=Span(None, last), precision="range"))
    if meaning.precision in ("month", "year") and first and last:
        return _Found(
            found.start, edge.end(), replace(meaning, span=_part(first, last, edge["part"]), precision="vague")
        )
    return _Found(found.start, end, meaning)


def _part(first: date, last: date, word: str) -> Span:
    """月底 from the 21st, 月初 and 上旬 the first ten days; 年初 is January, 年底 December."""
    if last - first > 31 * DAY:
        return spans.month_of(first.year, 1 if word == "初" else 12)
    if word in ("初", "上旬"):
        return Span(first, first.replace(day=10))
    return Span(first.replace(day=11), first.replace(day=20)) if word == "中旬" else Span(first.replace(day=21), last)


def _joined(text: str, mentions: Iterator[_Found]) -> Iterator[_Found]:
    """11月5日至12月10日, 22日和23日: two days with a joint between them become one range."""
    last: _Found | None = None
    for found in mentions:
        if last is not None and (both := _range(text, last, found)):
            last = both
            continue
        if last is not None:
            yield last
        last = found
    if last is not None:
        yield last


def _range(text: str, one: _Found, two: _Found) -> _Found | None:
    first, last = one.meaning.span, two.meaning.span
    if not first or not last or not first.first or not last.last or first.first > last.last:
        return None
    days = {one.meaning.precision, two.meaning.precision} <= {"day", "time"}
    joint = _RANGE.fullmatch(text, one.end, two.start) is not None or (days and text[one.end : two.start] == "和")
    if not joint or "vague" in (one.meaning.precision, two.meaning.precision):
        return None
    return _Found(one.start, two.end, Meaning(Span(first.first, last.last), "range", one.meaning.anchor))
