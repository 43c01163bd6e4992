"""Split off the sources at an article's end: `参考资料:`, `环球时报:2025-05-23:…` -> Reference(outlet, date, title).

    a heading and the entries under it, or one line that names its sources | outlet, date, title and url of each

Entries are read by what they hold, not by one shape: a url, a day, a title in 《》 or quotes, a name that
config/rules/outlets.yaml knows; what is left is told apart by its place. A title that was cut short stays as it is.
Outlets are named as the table names them, others in Simplified, so that both spellings are one house.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from crawler.normalise.mentions import find_mentions
from crawler.normalise.notices import LONGEST, cores, readable
from crawler.normalise.rules import heading_pattern, outlet_names
from indexer.model import Mention, Reference
from indexer.text import fold, simplified

__all__ = ["Reference", "split_references"]

MOST_BLANK = 3  # empty lines between a heading and its entries, or between two entries
LONGEST_ENTRY = 200  # characters of one that is no item of a list and has no url; longer is a paragraph
SHORT_NAME = 20  # characters; beside a day a longer one that no table knows is a title
LAST_LINES = 15  # where a single line may name the sources; above, 数据来源:… is the caption of a chart

# [1] 【1】 (1) 1. 1、 1） ① 注1: · * and other bullets; 1.5 and （2025）云0102 are none
_MARK = re.compile(
    r"^\s*(?:[\[【［]注?\d{1,3}[\]】］]|[(（]\d{1,2}[)）]|注?\d{1,2}\s?[.．、)）]|[①-⑳]|[-•·*‧●○▪►–]\s|[*・･◆■])\s*(?![\d-])"
    r"|^\s*(?:[①-⑳]|[•·‧●○▪►]|[\[【［]注?\d{1,3}[\]】］])\s*"
)
_URL = re.compile(r"https?://[^\s，。；、）)\]】]+?(?=[,;.]?(?:[\s，。；、）)\]】]|$))")
# the day somebody looked it up, what language it has, the page: [引用日期2025-03-02] （原始内容存档于…） (05)
_ASIDE = re.compile(
    r"[\[［](?:引用日期|访问日期|存档|accessed|retrieved)?[ :：]?\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?[\]］]"
    r"|[（(](?:原始内容|原始內容|中文|英文|存档|存檔|英语|日语)[^()（）]{0,30}(?:[（(][^()（）]{0,20}[)）])?[^()（）]{0,20}[)）]"
    r"|[（(]\d{1,3}版?[)）](?=[.。]?\s*$)"
)
_BOOK = re.compile(r"《([^《》]{1,150})》|〈([^〈〉]{1,150})〉|「([^「」]{2,150})」|『([^『』]{2,150})』")
_QUOTED = re.compile(r"(?:^|(?<=[,:，：\s]))[\"“]([^\"“”]{2,150})[\"”](?=\s*(?:[,，]|$))")
_MEDIUM = re.compile(r"\s*\[(?:[A-Z](?:/OL)?|[A-Z]{2}/OL)\]\.?\s*")  # GB/T 7714: [J] a journal, [N] a paper, [M] a book
_DOTS = re.compile(
    r"\s*．\s*|\.\s+|\.$|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])"
)  # title．outlet · author. title. outlet.
_SEVERAL = re.compile(r"\s*[；;]\s*|\s*(?=[②-⑳])")
_JOINT = re.compile(r"\s*(?:——?|--?(?=\s)|[:：︰|｜–／])\s*")
_COMMAS = re.compile(r"\s*[:：︰,，|｜—–;；．、]+\s*")
_COMMA = re.compile(r"\s*[,，]\s*")
_EDGE = " \t:：︰,，|｜—–-;；．.、。/"
_PAIRS = [tuple(pair) for pair in ("()", "（）", "《》", "〈〉", "「」", "『』", "“”", '""', "【】", "[]")]
_NO_NAME = re.compile(r"(?:卷|第|页|vol|pp?\.|no\.|等$|\d)", re.IGNORECASE)
_PAGE = re.compile(r"^[(（]?第?\d{1,3}版?[)）]?$")
_ISSUE = re.compile(r"\s*\d{4}年(?:版|第?\d*期?).*$")  # 社会科学文献出版社2024年版
# what an outlet's name ends with, folded
_LIKE_AN_OUTLET = re.compile(
    r".{1,18}[网报社刊委院署厅]|.{0,18}(?:[务信财交安育化建生部]部|(?:电视|电|气象|天文)台|(?:研究|事务|交易)所|(?:民政|办事|管理|秘书)处"
    r"|(?:总|统计|管理|监管|气象|税务|公安|教育|能源|水利|水务|卫生|资源|环境|监督|商务|民政|农业|交通)局"
    r"|委员会|大学|学会|协会|周刊|月刊|杂志|新闻|财经|观察|评论|在线|卫视|广播|频道|研究|中心|通讯|快讯|博客"
    r"|news|times|post|journal|daily|press|weekly|review|magazine|tribune|herald)"
)
_ONE_LINE = re.compile(r"^\s*[（(【]?([^:：︰。]{2,16})[:：︰]\s*(.{2,300}?)[。.]?[)）】]?\s*$")
_AND = re.compile(r"[、,，]|\s[和&]\s")


Shape = tuple[str, str | None, str | None]  # its name, the outlet and the title that it tells apart


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
    if heading := _heading(line):
        entries, taken = _entries(lines, number + 1)
        sure = heading != "list_heading" or any(entry.url or entry.date or _known(entry.outlet) for entry in entries)
        return (entries, taken + 1) if sure else ([], 0)
    one_line = _ONE_LINE.match(line) if number >= len(lines) - LAST_LINES else None
    if one_line and _heading(one_line[1]) not in (None, "list_heading"):
        return _named(one_line[2], line), 1
    return [], 0


def _heading(words: str) -> str | None:
    """The row of notices.yaml that takes the words for a heading over a list of sources."""
    if len(words) > 30:
        return None
    found = (heading_pattern().fullmatch(core.rstrip(": ")) for core in cores(readable(words)))
    return next((match.lastgroup for match in found if match), None)


def _entries(lines: list[str], start: int) -> tuple[list[Reference], int]:
    """The entries from a line on, up to the first that is none, and how many lines they take."""
    entries: list[Reference] = []
    taken, number = 0, start
    while number < len(lines) and number - start - taken <= MOST_BLANK:
        if not any(map(str.isalnum, lines[number])):  # a blank line or a rule of stars
            number += 1
            continue
        below = lines[number + 1].strip() if number + 1 < len(lines) and not _URL.search(lines[number]) else ""
        found = _line(lines[number], below if _URL.fullmatch(below) else "")
        if not found:
            break
        entries.extend(found)
        number += 2 if "\n" in found[-1].text else 1
        taken = number - start
    return entries, taken


def _line(line: str, url: str) -> list[Reference]:
    """The entries of a line, to which a url on the next line belongs: mostly one, or several between ； or ①②③."""
    parts = [part for part in _SEVERAL.split(line.strip()) if part]
    if not url and len(parts) > 1:
        entries = [entry for part in parts if (entry := _entry(part, listed=True)) and _is_whole(entry)]
        if len(entries) == len(parts):
            return [replace(entry, text=line.strip(), rule="several in a line") for entry in entries]
    entry = _entry(f"{line.strip()} {url}" if url else line)
    if entry is None:
        return []
    return [replace(entry, text=f"{line.strip()}\n{url}") if url else entry]


def _is_whole(entry: Reference) -> bool:
    """Whether a part between two ； stands for itself; a title may hold ； too."""
    return bool(entry.url or (entry.outlet and (entry.date or entry.title)))


def _named(words: str, line: str) -> list[Reference]:
    """What one line names: 新华网 · 参考消息、海外网等 · a url · whole entries."""
    entries = _line(words, "")
    if entries and all(entry.url or entry.date or (entry.title and "《" in words) for entry in entries):
        return [replace(entry, text=line.strip()) for entry in entries]
    names = [name.strip() for name in _AND.split(words.removesuffix("等"))]
    if not all(0 < len(name) <= 16 for name in names):
        return []
    return [Reference(line.strip(), outlet=_house(name), rule="names in a line") for name in names]


def _entry(line: str, *, listed: bool = False) -> Reference | None:
    """One entry of a list; None for a line that holds nothing that a reference has and is no item of a list."""
    if len(line) > LONGEST:
        return None
    marked = _MARK.sub("", line).strip()
    url = _URL.search(marked)
    text = _trim(_ASIDE.sub("", _URL.sub("", marked)))
    titles = _titles(text)
    day = _day(text, titles)
    before, after = (text[: day.start], text[day.end :]) if day else (text, "")
    shape: Shape = "outlet, day, title", before, after
    if not (day and _is_name(before) and _PAGE.sub("", _trim(after))):
        shape = _by_shape(_trim(f"{_trim(before)} {_trim(after)}"), url is not None, day is not None)
    rule, outlet, title = shape
    listed = listed or marked != line.strip() or _ASIDE.search(marked) is not None
    if not (url or listed or (len(text) <= LONGEST_ENTRY and (day or titles or _known(outlet)))):
        return None
    date = day.begin.isoformat() if day and day.begin else None
    return Reference(line.strip(), _house(outlet), date, _title(title), url[0].rstrip(".") if url else None, rule=rule)


def _titles(text: str) -> list[re.Match[str]]:
    """What stands in 《》 or in quotes, is no outlet and no part of a longer title: 关于《某法》的通知."""
    found = (*_BOOK.finditer(text), *_QUOTED.finditer(text))
    apart = (m for m in found if not (text[: m.start()][-1:].isalpha() and text[m.end() :][:1].isalpha()))
    return [title for title in apart if not _known(title[title.lastindex or 0])]


def _day(text: str, titles: Sequence[re.Match[str]]) -> Mention | None:
    """The first day that is written out, outside of titles."""
    # a dash before a day would make it the end of a range; it stays as long
    days = (m for m in find_mentions(text.replace("—", " "), None) if m.anchor == "absolute" and m.precision == "day")
    return next((m for m in days if not any(t.start() < m.start < t.end() for t in titles)), None)


def _is_name(before: str) -> bool:
    """Whether nothing but a name stands before the day: 环球时报: and Reuters, but no 某甲. 题目. 江岸日报."""
    name = _trim(before)
    return 0 < len(name) <= 30 and not _JOINT.search(name) and len(_DOTS.split(name)) == 1 and not _titles(name)


def _by_shape(text: str, has_url: bool, has_day: bool) -> Shape:
    """The shape of an entry without its day and url, its outlet and its title."""
    if medium := _MEDIUM.search(text):
        return "academic", *_academic(text[: medium.start()], text[medium.end() :])
    dotted = [part for part in _DOTS.split(text) if part]
    titles = _titles(text)
    if titles and not (len(dotted) > 1 and titles[0][0] == dotted[-1]):  # title．《outlet》
        return "title in quotes", *_beside_title(text, titles[0])
    joint = _JOINT.search(text)
    if len(dotted) > 1 and not (joint and _is_outlet(text[: joint.start()])):  # Reuters: U.S. curbs bite
        return _by_dots(dotted)
    return _by_joints(text, has_url, has_day)


def _by_dots(parts: list[str]) -> Shape:
    """author. title. outlet · an office as the author. title."""
    if _is_outlet(parts[0]) and not _is_outlet(parts[-1]):
        return "outlet. title", parts[0], parts[1]
    return "title. outlet", parts[-1], parts[-2]


def _academic(before: str, after: str) -> tuple[str | None, str | None]:
    """张澜. 贮存的研究[J]. 环境与健康杂志, 2021: the journal; a standard has none but the body that sets it."""
    *authors, title = _DOTS.split(before)
    journal = re.split(r"[,，]", after)[0].rpartition(":")[2].rpartition("：")[2]  # 北京: 某某出版社
    return _trim(journal) or ". ".join(authors), title.partition(": GB")[0]


def _beside_title(text: str, title: re.Match[str]) -> tuple[str | None, str | None]:
    """彭博：《…》 · 《…》，财新周刊，屈慧 · 联合国新闻《…》; before a colon stands an author too."""
    words = title[title.lastindex or 0]
    before, after = (_names(side) for side in (text[: title.start()], text[title.end() :]))
    known = next((name for name in (*before, *after) if _known(name)), None)
    like = next((name for name in (*after, *before) if _LIKE_AN_OUTLET.fullmatch(fold(name))), None)
    if known or like:
        return known or like, words
    if after and _LIKE_AN_OUTLET.fullmatch(fold(words)):  # 《微生物学报》，芽孢杆菌的特性
        return words, max(after, key=len)
    authors = text[: title.start()].rstrip().endswith((":", "："))
    return next(iter(after if authors else (*before, *after)), None), words


def _names(words: str) -> list[str]:
    """The names on one side of a title: ，载《知产评论》2025年第4期 -> 知产评论; 卷十六 and 第6版 are none."""
    parts = (_trim(_ISSUE.sub("", part)).removeprefix("载").removeprefix("載") for part in _COMMAS.split(words))
    return [name for part in parts if (name := _trim(part)) and (_known(name) or not _NO_NAME.match(name))]


def _by_joints(text: str, has_url: bool, has_day: bool) -> Shape:
    """outlet：title · title | outlet · outlet alone · title alone."""
    for joint in (_JOINT, _COMMA):
        found = list(joint.finditer(text))
        if not found:
            continue
        first, rest = text[: found[0].start()], text[found[0].end() :]
        last, head = text[found[-1].end() :], text[: found[-1].start()]
        if _is_outlet(first):
            return "outlet, title", first, rest
        if _known(last) or (_is_outlet(last) and found[-1][0].strip() not in (":", "：")):
            return "title, outlet", last, head
        if joint is _JOINT and (has_day or not has_url):
            return "outlet, title", first, rest
    if _known(text) or (has_day and (len(text) <= SHORT_NAME or _is_outlet(text))):
        return "outlet alone", text, None
    return ("title alone", None, text) if text else ("url alone", None, None)


def _is_outlet(name: str) -> bool:
    return _known(name) is not None or _LIKE_AN_OUTLET.fullmatch(fold(_trim(name))) is not None


def _trim(words: str) -> str:
    """Without the joints around it, without a bracket that has lost its other half, or that is around it all."""
    words = words.strip(_EDGE)
    for opens, closes in _PAIRS:
        if len(words) > 1 and words[0] == opens and words.find(closes, 1) == len(words) - 1:
            words = words[1:-1]
        if words.startswith(closes) or (words.startswith(opens) and closes not in words[1:]):
            words = words[1:]
        if words.endswith(opens) or (words.endswith(closes) and opens not in words[:-1]):
            words = words[:-1]
        words = words.strip(_EDGE)
    return words


def _title(words: str | None) -> str | None:
    return _trim(words or "") or None


def _house(name: str | None) -> str | None:
    """The house's name of an outlet; one that the table does not know by its own, in Simplified."""
    name = _trim(name or "")
    return _known(name) or "".join(simplified().get(char, char) for char in name) or None


def _known(name: str | None) -> str | None:
    """The house's name of an outlet that the table knows by any spelling."""
    return outlet_names().get(fold(_trim(name))) if name else None
