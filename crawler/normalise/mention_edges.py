"""Take in what stands right behind a time: a part, a clock, an open end. 5月底前 -> up to 31 May.

2021年 + 第一周 -> 4 to 10 January 2021      5月19日 + 晚8点 -> that day, "time"      今年 + 以来 -> until published
"""

import re
from dataclasses import replace
from datetime import date

from crawler.normalise import spans
from crawler.normalise.mention_context import Meaning, n
from crawler.normalise.mention_words import CLOCK, NUM, TIME, WEEKDAY, WEEKDAYS
from crawler.normalise.spans import DAY, Span

# 5月19日晚, 11月3日(周一)8时, 28日早晨到上午; behind 今晚 only what shows the time
_CLOCK = re.compile(rf"(?:\([^()0-9]{{1,8}}\))?(?:{CLOCK}| \d{{1,2}}:\d\d(?::\d\d)?(?!\d))")
_TIME = re.compile(TIME)
_WEEKDAY_BEHIND = re.compile(rf" ?(?:周|星期|礼拜){WEEKDAY}(?!至|到)")  # 6月1日周六: the day says which
# 2025年第一周, 5月最后一个周二, 今年前三周, 2025年第一天
_INSIDE = re.compile(
    rf"的?(?P<which>第|前|最后) ?(?P<n>{NUM}) ?个?"
    rf"(?:(?:周|星期|礼拜)(?P<weekday>{WEEKDAY}(?!个))|(?P<week>周(?![年岁报刊末])|星期|礼拜)|(?P<day>天|日(?![元报线游])))"
)
_PART = re.compile(
    r"年?(?:(?P<first>初)(?![一二三四五六七八九十步次审中高始见夏秋冬春选赛评稿])|(?P<last>[底末终])(?![代班尾奖身究于]))"
    r"|(?P<tens>(?:上中|中下|[上中下])旬|[上下]半月)"
)
_END = re.compile(
    r"(?P<until>(?:起|以来|开始)?(?:至今(?![年天日晚早晨])|迄今|到现在|到目前|到如今)|以来"
    r"|起(?![来诉义草码飞点步火身因源初伏降]))"
    r"|(?P<begun>开始)"
    r"|[或及和](?:(?P<from>之后|以后|其后)|(?P<to>之前|以前|其前))"
    r"|(?P<after>之后|以后|后(?=[,。;:、)]|$))"
    r"|(?P<before>之前|以前|前(?![往来去赴进后夕所锋任列线端沿方台途哨景身期述文副总首外妻夫女男中左右日天年晚]))"
)


def with_edges(text: str, start: int, end: int, meaning: Meaning, today: date | None) -> tuple[int, Meaning]:
    """Where the mention ends and what it means, with all that belongs to it behind `end`."""
    if meaning.span is None or meaning.precision == "duration":
        return end, meaning
    if meaning.precision in ("month", "year", "range") and not meaning.aside:
        end, meaning = _narrowed(text, end, meaning)
    if meaning.precision == "day" and (weekday := _WEEKDAY_BEHIND.match(text, end)):
        end = weekday.end()
    if meaning.precision == "day" and (clock := _CLOCK.match(text, end)):
        end, meaning = clock.end(), replace(meaning, precision="time")
    elif meaning.precision == "time" and (clock := _TIME.match(text, end)):
        end = clock.end()
    return _opened(text, start, end, meaning, today)


def _narrowed(text: str, end: int, meaning: Meaning) -> tuple[int, Meaning]:
    """The third week of a month, the first day of a year, 5月底, 一季度末."""
    if meaning.span is None:
        return end, meaning
    if part := _PART.match(text, end):
        if part["tens"] and meaning.precision != "month":
            return end, meaning
        word = part["tens"] or part["first"] or "底"
        return part.end(), replace(meaning, span=spans.part_of(meaning.span, word), precision="vague")
    if meaning.precision != "range" and (inside := _INSIDE.match(text, end)):
        span, precision = _counted(meaning.span, inside)
        if span is not None:
            return inside.end(), replace(meaning, span=span, precision=precision)
    return end, meaning


def _counted(whole: Span, found: re.Match[str]) -> tuple[Span | None, str]:
    """第三周, 前两周, 最后一天 of a month or year, and the precision of that; None for the 50th day of a month."""
    if whole.first is None or whole.last is None:
        return None, ""
    first, last, step, width = whole.first, whole.last, DAY, DAY
    if found["week"]:
        step = width = 7 * DAY
        first, last = spans.first_week(whole.first, whole.last), spans.last_week(whole.first, whole.last)
    elif found["weekday"]:
        step, weekday = 7 * DAY, WEEKDAYS[found["weekday"]]
        first, last = spans.first_weekday(weekday, first), spans.last_weekday(weekday, last)
    count = n(found["n"])
    far = (count - 1) * step
    if count == 0 or first + far > last:
        return None, ""
    precision = "week" if found["week"] else "day"
    if found["which"] == "第":
        return Span(first + far, first + far + width - DAY), precision
    start, end = (first, first + far) if found["which"] == "前" else (last - far, last)
    return Span(start, end + width - DAY), precision if count == 1 else "range"


def _opened(text: str, start: int, end: int, meaning: Meaning, today: date | None) -> tuple[int, Meaning]:
    """今年以来, 6月4日起, 2030年前, 自从2018年: the mention with its end left open, or cut at the publication."""
    before = text[max(0, start - 2) : start]
    edge = _END.match(text, end)
    if edge is None and before == "自从" and meaning.span:
        return end, replace(meaning, span=_until(meaning.span, today), precision="range")
    if edge is None or meaning.span is None:
        return end, meaning
    if edge["begun"] and (meaning.precision != "day" or before[-1:] not in ("从", "自")):
        return end, meaning  # 从3月1日开始 is 3月1日起, but 从2020年开始 may speak of what began in that year
    span = meaning.span
    if edge[0] == "以来" and meaning.anchor == "published" and today and span.first and span.first > today:
        span = Span(spans.add_months(span.first, -12), None)  # 5月以来, said in November: the May that was
    return edge.end(), replace(meaning, span=_cut(span, meaning.precision, edge, today), precision="range")


def _cut(span: Span, precision: str, edge: re.Match[str], today: date | None) -> Span:
    """2030年前 leaves out that year, 5月底前 and 5月12日前 take in their day, 今晚8点以后 begins today."""
    if edge["until"] or edge["begun"]:
        return _until(span, today)
    if edge["from"] or (edge["after"] and precision == "time"):
        return Span(span.first, None)
    if edge["after"]:
        return Span(span.last + DAY if span.last else None, None)
    if edge["before"] and span.first and precision in ("month", "year"):
        return Span(None, span.first - DAY)
    return Span(None, span.last)


def _until(span: Span, today: date | None) -> Span:
    """From its start to the publication, or open where it lies ahead."""
    return Span(span.first, today if today and span.first and span.first < today else None)
