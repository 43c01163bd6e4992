"""Find the times that an article speaks of: `5月19日…然而,一天后`, published 2025-05-23 -> 19 May and 20 May 2025.

    fold | the shapes of the grammar | the longest at each place | resolved in order | ranges joined

What is counted from the publication (今天, 22日) or from the day that the text named last (一天后, 次日, 同日) is
resolved to days; lengths of time (90天) are told from dates and come without any. None beats a wrong day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

from crawler.normalise.mention_context import LONGEST_JOINT, RANGE, Context, Meaning
from crawler.normalise.mention_edges import with_edges
from crawler.normalise.mention_rules import SHAPES, Shape
from crawler.normalise.spans import DAY, Span
from indexer.model import DEFAULT_ZONE, Dated, Mention
from indexer.text import fold, glosses

__all__ = ["Mention", "find_mentions"]

MOST = 2000  # a body with more is a table or an attack; the most met in 19,876 items of news was 73
_DASH = re.compile("[—–−‐‑~]")
_UNTIL = ("截至", "截止", "截止到", "截至到")
_NOWHERE = Span(None, None)


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention in folded text, with the shape that found it."""

    start: int
    end: int
    meaning: Meaning
    rule: str


def find_mentions(body: str, published: Dated | None) -> tuple[Mention, ...]:
    """The times in a body, in order and apart, at most 2,000; `body[start:end] == text`.

    Without `published` (or with one coarser than a day) only what needs no such day is resolved: written years and
    what is counted from them.
    """
    text, offsets = _readable(body)
    mentions = []
    for found in islice(_joined(text, _resolved(text, _published(published))), MOST):
        start, end = (found.start, found.end) if offsets is None else (offsets[found.start], offsets[found.end - 1] + 1)
        span, precision, anchor = found.meaning.span or _NOWHERE, found.meaning.precision, found.meaning.anchor
        mentions.append(Mention(body[start:end], start, end, span.first, span.last, precision, anchor, found.rule))
    return tuple(mentions)


def _published(published: Dated | None) -> Context:
    """The time of publication where it was written: a UTC value is read in China, any other in its own zone."""
    if published is None or published.precision in ("month", "year"):
        return Context(None)
    value = published.value
    here = value if value.utcoffset() else value.astimezone(ZoneInfo(DEFAULT_ZONE))
    return Context(here.date(), None if published.precision == "day" else here)


def _readable(body: str) -> tuple[str, list[int] | None]:
    """The folded text without glosses; the offset in the body of each of its characters where any was left out."""
    text = _DASH.sub("-", fold(body))
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


# A number starts a mention only before a unit or a joint (5月, 2025-05), or as a whole day (20250521); no other number
# is looked at further.
_UNIT = "[年月日号天周星礼个小时点分秒季多半世上下至到/. :、-]"
_HAN_NUMBER = "一二两三四五六七八九十百〇零○几数"
_WORDS = "".join(char for char in _BY_START if char not in _HAN_NUMBER and not char.isascii())
# The class comes first, the doubts behind it: so a search passes over all other characters at once.
_START = re.compile(
    rf"[{''.join(_BY_START)}](?:(?<=[{_WORDS}])|(?<=\d)(?<!\d\d)(?=\d{{0,3}}{_UNIT}|\d{{7}}(?!\d))"
    rf"|(?<=[{_HAN_NUMBER}])(?=[{_HAN_NUMBER}]{{0,5}}{_UNIT})|(?<=[a-z])(?<![a-z][a-z])(?=[a-z]{{2}}))"
)


@cache
def _any_of(shapes: tuple[Shape, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", shape.pattern.pattern) for shape in shapes))


# One pattern a word that says whether any of its shapes is there: at 19 of 20 places where the word stands none is.
_ANY_FROM = {char: _any_of(_BY_START[char]) for char in _WORDS}


def _matches(text: str) -> Iterator[tuple[Shape, re.Match[str]]]:
    """The longest match at each place, none inside another; of two as long, that of the earlier shape."""
    end = 0
    for start in _START.finditer(text):
        word, place = start[0], start.start()
        if place < end or (word in _ANY_FROM and not _ANY_FROM[word].match(text, place)):
            continue
        found = [(shape, match) for shape in _BY_START[word] if (match := shape.pattern.match(text, place))]
        if found:
            longest = max(found, key=lambda one: one[1].end())
            end = longest[1].end()
            yield longest


def _resolved(text: str, context: Context) -> Iterator[_Found]:
    """Each match with its days; what a shape gives no meaning to is left out."""
    end = 0
    for shape, match in _matches(text):
        if match.start() < end or (found := _read(shape, match, context)) is None:
            continue
        yield found
        end = found.end
        if found.meaning.precision not in ("duration", "none") and found.rule != "vague":
            context = _next(text, context, found)


def _read(shape: Shape, match: re.Match[str], context: Context) -> _Found | None:
    try:
        meaning = shape.read(match, context)
        if meaning is None:
            return None
        end, meaning = with_edges(match.string, match.start(), match.end(), meaning, context.today)
    except (ValueError, OverflowError):  # 2月30日, 9999年后: no such day
        return None
    return _Found(match.start(), end, meaning, shape.name)


def _next(text: str, context: Context, found: _Found) -> Context:
    """What later mentions may hang on; 截至7月9日 speaks of the year up to that day."""
    meaning, day, period = found.meaning, context.day, context.period
    first, last = (meaning.span or _NOWHERE).first, (meaning.span or _NOWHERE).last
    if meaning.aside or first is None:
        pass
    elif meaning.precision in ("day", "time"):
        until = text.endswith(_UNTIL, 0, found.start)
        day, period = first, Span(first.replace(month=1, day=1), first) if until else meaning.span
    elif meaning.precision == "range" and last and last - first <= 31 * DAY:
        day, period = last, meaning.span
    else:
        period = meaning.span
    return Context(context.today, context.now, day, period, found.start, found.end, first)


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
    if two.start - one.end > LONGEST_JOINT or "vague" in (one.rule, two.rule):
        return None
    days = {one.meaning.precision, two.meaning.precision} <= {"day", "time"}
    between = text[one.end : two.start]
    both = between in ("和", "与") and (days or text.startswith(("之间", "间"), two.end))  # 2015年和2018年之间
    if not both and RANGE.fullmatch(between) is None:
        return None
    return replace(one, end=two.end, meaning=Meaning(Span(first.first, last.last), "range", one.meaning.anchor))
