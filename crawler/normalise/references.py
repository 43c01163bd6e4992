"""Split off the sources at an article's end: `参考资料:`, `环球时报:2025-05-23:…` -> Reference(outlet, date, title).

    a heading and the entries under it, or one line that names its sources | outlet, date, title and url of each

Entries are read by what they hold, not by one shape: a url, a day, a title in 《》 or quotes, a name that
config/rules/outlets.yaml knows; what is left is told apart by its place. A title that was cut short stays as it is.
"""

import re
from dataclasses import replace

from crawler.normalise.mentions import find_mentions
from crawler.normalise.notices import LONGEST, cores, readable
from crawler.normalise.rules import heading_pattern, outlet_names
from indexer.model import Mention, Reference
from indexer.text import fold

__all__ = ["Reference", "split_references"]

MOST_BLANK = 3  # empty lines between a heading and its entries, or between two entries
LAST_LINES = 15  # where a single line may name the sources; above, 数据来源:… is the caption of a chart

_MARK = re.compile(r"^\s*(?:\[\d{1,3}\]|[(（]\d{1,2}[)）]|\d{1,2}\s?[.．、)]|[①-⑳]|[-•·*‧])\s*(?![\d-])")
_URL = re.compile(r"https?://[^\s，。；、）)\]】]+")
# the day somebody looked it up: [引用日期2025-03-02], [2025-06-01] · （原始内容存档于…） （中文）
_LOOKED_UP = re.compile(
    r"\[(?:引用日期|访问日期)?\s?\d{4}-\d{1,2}-\d{1,2}\]|[（(](?:原始内容|中文|英文|存档)[^()（）]{0,40}[)）]"
)
_BOOK = re.compile(r"《([^《》]{1,150})》")
_QUOTED = re.compile(r"(?:^|(?<=[,:，：\s]))[\"“]([^\"“”]{2,150})[\"”](?=\s*(?:[,，]|$))")
_MEDIUM = re.compile(r"\s*\[[A-Z](?:/OL)?\]\.?\s*")  # GB/T 7714: [J] a journal, [M] a book, [S] a standard
_DOTS = re.compile(r"\s*．\s*|\.\s+|\.$")  # title．outlet · author. title. outlet.
_JOINTS = re.compile(r"\s*[:：,，|｜—–;；．、]+\s*")
_EDGE = " \t:：,，|｜—–-;；．.、。()（）"
_NO_OUTLET = re.compile(r"(?:卷|第|页|vol|pp?\.|no\.|等$|\d)", re.IGNORECASE)
_ONE_LINE = re.compile(r"^\s*[（(【]?([^:：。]{2,12})[:：]\s*(.{2,200}?)[。.]?[)）】]?\s*$")
_AND = re.compile(r"[、,，]|\s和\s")


def split_references(body: str) -> tuple[str, tuple[Reference, ...]]:
    """The body without its list of references (and the heading over it), and the references.

    Raises ConfigError where the rules cannot be read.
    """
    lines = body.split("\n")
    kept: list[str] = []
    references: list[Reference] = []
    number = 0
    while number < len(lines):
        found, taken = _at(lines, number)
        if found:
            references.extend(found)
            number += taken
        else:
            kept.append(lines[number])
            number += 1
    return "\n".join(kept).rstrip("\n") if references else body, tuple(references)


def _at(lines: list[str], number: int) -> tuple[list[Reference], int]:
    """The references that begin in a line, and how many lines they take; none for ordinary text."""
    line = lines[number]
    if not line.strip() or len(line) > LONGEST:
        return [], 0
    if _is_heading(line):
        entries, taken = _entries(lines, number + 1)
        return entries, taken + 1
    one_line = _ONE_LINE.match(line) if number >= len(lines) - LAST_LINES else None
    if one_line and _is_heading(one_line[1]):
        return _named(one_line[2], line), 1
    return [], 0


def _is_heading(words: str) -> bool:
    return len(words) <= 30 and any(heading_pattern().fullmatch(core.rstrip(":")) for core in cores(readable(words)))


def _entries(lines: list[str], start: int) -> tuple[list[Reference], int]:
    """The entries from a line on, up to the first that is none, and how many lines they take."""
    entries: list[Reference] = []
    taken = 0
    for count, line in enumerate(map(lines.__getitem__, range(start, len(lines))), 1):
        if not any(map(str.isalnum, line)):  # a blank line or a rule of stars
            if count - taken > MOST_BLANK:
                break
            continue
        if entries and not entries[-1].url and _URL.fullmatch(line.strip()):
            entries[-1] = replace(entries[-1], text=f"{entries[-1].text}\n{line.strip()}", url=line.strip())
        elif (entry := _entry(line)) is not None:
            entries.append(entry)
        else:
            break
        taken = count
    return entries, taken


def _named(words: str, line: str) -> list[Reference]:
    """What one line names: 新华网 · 参考消息、海外网等 · a url · a whole entry."""
    if (entry := _entry(words)) and (entry.url or entry.date or entry.title):
        return [replace(entry, text=line.strip())]
    names = [name.strip() for name in _AND.split(words.removesuffix("等"))]
    if not all(0 < len(name) <= 16 for name in names):
        return []
    return [Reference(line.strip(), outlet=_known(name) or name) for name in names]


def _entry(line: str) -> Reference | None:
    """One entry of a list; None for a line that holds nothing that a reference has."""
    if len(line) > LONGEST:
        return None
    marked = _MARK.sub("", line).strip()
    url = _URL.search(marked)
    text = _LOOKED_UP.sub("", _URL.sub("", marked)).strip(_EDGE.replace("(", "").replace(")", ""))
    day = next((m for m in find_mentions(text, None) if m.anchor == "absolute" and m.precision == "day"), None)
    quoted = next((m for m in (*_BOOK.finditer(text), *_QUOTED.finditer(text)) if _known(m[1]) is None), None)
    if quoted:
        before, after = text[: quoted.start()], text[quoted.end() :]
        outlet, title = _beside_title(_without(day, before, 0), _without(day, after, quoted.end())), quoted[1]
    elif day:
        outlet, title = _around_day(text[: day.start], text[day.end :])
    else:
        outlet, title = _by_joints(text, url is not None)
    listed = marked != line.strip() or _LOOKED_UP.search(marked) is not None
    if not (url or day or quoted or listed or (outlet and _known(outlet))):
        return None
    return Reference(
        line.strip(), outlet, day.begin.isoformat() if day and day.begin else None, title, url[0] if url else None
    )


def _without(day: Mention | None, words: str, offset: int) -> str:
    """The words, which start at `offset` of their entry, without the day that stands in them."""
    start, end = (day.start - offset, day.end - offset) if day else (-1, -1)
    return words[:start] + words[end:] if 0 <= start < len(words) else words


def _beside_title(before: str, after: str) -> str | None:
    """彭博，2025年8月30日：《…》 · 《…》，财新周刊，屈慧 · 联合国新闻《…》; a name before a colon is the author's."""
    names = [_name(part) for side in (before, after) for part in _JOINTS.split(side)]
    names = [name for name in names if name and not _NO_OUTLET.match(name)]
    known = next((name for name in map(_known, names) if name), None)
    if known or not names:
        return known
    return names[0] if not before.rstrip().endswith((":", "：")) else next(iter(names[1:]), None)


def _around_day(before: str, after: str) -> tuple[str | None, str | None]:
    """outlet:day:title · outlet｜title｜day · outlet：title，day · author. title. outlet. day · outlet，day."""
    before, after = before.strip(_EDGE), after.strip(_EDGE.replace("(", "").replace(")", ""))
    if after:
        return _outlet(before), after
    return _by_joints(before, False) if re.search(r"[:：|｜]|．|\.\s", before) else (_outlet(before), None)


def _by_joints(text: str, has_url: bool) -> tuple[str | None, str | None]:
    """The outlet and the title of words that hold neither a day nor a title in quotes."""
    if medium := _MEDIUM.search(text):
        return _academic(text[: medium.start()], text[medium.end() :])
    dotted = [part for part in _DOTS.split(text) if part]
    if len(dotted) > 1:
        return _outlet(dotted[-1]), dotted[-2].strip()
    if has_url:
        return None, text.strip(_EDGE) or None
    outlet, joint, title = _first_joint(text)
    if joint:
        return _outlet(outlet), title.strip(_EDGE) or None
    return (_known(text), None) if _known(text) else (None, text or None)


def _first_joint(text: str) -> tuple[str, str, str]:
    found = re.search(r"[:：|｜]", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _academic(before: str, after: str) -> tuple[str | None, str | None]:
    """张澜. 贮存的研究[J]. 环境与健康杂志, 2021: the journal; a standard has none but the body that sets it."""
    authors, _, title = before.rpartition(". ")
    journal = _name(re.split(r"[,，]", after)[0])
    return (journal or _outlet(authors)), title.partition(": GB")[0].strip() or None


def _outlet(words: str) -> str | None:
    name = _name(words)
    return (_known(name) or name) if name else None


def _name(words: str) -> str:
    """A name without the brackets and joints around it: 《卫报》 -> 卫报; a day is none."""
    name = words.strip(_EDGE + '《》[]【】"“”')
    return "" if re.fullmatch(r"[\d年月日/.-]+", name) else name


def _known(name: str) -> str | None:
    """The house's name of an outlet that the table knows by any spelling."""
    return outlet_names().get(fold(name.strip()))
