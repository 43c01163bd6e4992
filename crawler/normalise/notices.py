"""Cut what is no part of the story: a line `责任编辑：某某` leaves the body and becomes Notice("editor_line", ...).

    lines | fold | whole line by the rules, else its last sentence or bracket | what is left

Rules are whole shapes of lines and sentences (config/rules/notices.yaml), so the same words inside reporting stay:
双方发表联合声明 is news. What is cut is kept as data, in the order of the text.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from crawler.normalise.rules import NoticeRow, Part, notice_marks, notice_pattern, notice_rules, notice_word
from indexer.model import Notice
from indexer.text import cut, fold, glosses

__all__ = ["Notice", "split_notices"]

LONGEST = 500  # characters of a line that are looked at; the longest notice met on 420 pages had 209
SHORT = 16  # characters; such a line may be a notice by its shape alone: 完, 文/某某
MOST_PIECES = 4  # notices that are cut from the end of one paragraph; the most met was 2
HEAD, TAIL = 3, 12  # lines at both ends where an `edge` rule holds; the longest footer met had 9

_PAIRS = {"(": ")", "[": "]", "【": "】", "（": "）", "〔": "〕"}
_FINAL_BRACKET = re.compile(r"[(（\[【][^()（）\[\]【】]{1,200}[)）\]】][。.]?\s*$")
_SENTENCE_END = re.compile(r"[。！？!?](?=\s?[^”’」』）)】\s。！？!?])|[”」』](?=▲)")
_CORE = re.compile(r"[\w“”‘’「」『』《》()\[\]【】〔〕▲△▼©@]")  # what is no ornament


def split_notices(body: str) -> tuple[str, tuple[Notice, ...]]:
    """The body without its notices, and the notices. Raises ConfigError where the rules cannot be read."""
    lines = body.split("\n")
    edges = _edges(lines)
    kept: list[str] = []
    notices: list[Notice] = []
    for number, (line, plain) in enumerate(zip(lines, readable(body).split("\n"), strict=True)):
        rest, found = _split_line(line, plain, edge=number in edges) if _may_be_one(plain) else (line, [])
        notices.extend(found)
        if rest or not found:
            kept.append(rest)
    return _without_ornaments(kept) if notices else body, tuple(notices)


def _edges(lines: list[str]) -> frozenset[int]:
    written = [number for number, line in enumerate(lines) if line.strip()]
    return frozenset(written[:HEAD] + written[-TAIL:])


def _may_be_one(plain: str) -> bool:
    """Whether the end of a line that is looked at holds a word that every notice has; very short lines need none."""
    return 0 < len(plain) <= SHORT or notice_marks().search(plain, max(0, len(plain) - LONGEST)) is not None


def _split_line(line: str, plain: str, *, edge: bool) -> tuple[str, list[Notice]]:
    """What is left of a line, and the notices that it is, or ends with."""
    if whole := _whole(plain, edge=edge):
        return "", [_notice(line, whole)]
    rest = line
    notices: list[Notice] = []
    for _ in range(MOST_PIECES):
        start, part = _last_piece(rest)
        row = _fitting(readable(rest[start:]), edge, part) if start else None
        if row is None:
            break
        notices.insert(0, _notice(rest[start:], row))
        rest = rest[:start].rstrip()
    return rest, notices


def _whole(plain: str, *, edge: bool) -> NoticeRow | None:
    """The row that fits a line, or its first sentence where every sentence of it is a notice."""
    if not plain or len(plain) > LONGEST:
        return None
    if row := _fitting(plain, edge, "line"):
        return row
    ends = [m.end() for m in _SENTENCE_END.finditer(plain)]
    first = _fitting(plain[: ends[0]], edge, "line") if ends else None
    if first is None:
        return None
    return first if all(_fitting(plain[a:b], edge, "rest") for a, b in pairwise([*ends, len(plain)])) else None


def _fitting(words: str, edge: bool, part: Part) -> NoticeRow | None:
    """The first row that fits the whole of the readable words, as they are, without their brackets or their heading."""
    if len(words) > LONGEST:
        return None
    pattern = notice_pattern(edge=edge, part=part, told=notice_word("told").search(words) is not None)
    for core in cores(words):
        for text in (core, without_head(core)):
            if (found := pattern.fullmatch(text)) and found.lastgroup:
                return notice_rules().rows[found.lastgroup]
    return None


def without_head(core: str) -> str:
    """特别声明:以上内容… -> 以上内容…; empty where there is none."""
    head = notice_word("head").match(core)
    return core[head.end() :] if head else ""


def readable(words: str) -> str:
    """Folded, without glosses: what the patterns are written for."""
    return fold(cut(words, glosses(words)))


def cores(words: str) -> Iterator[str]:
    """Readable words without ornaments and the final stop; then also without brackets around all of them."""
    core = _bare(words)
    if core:
        yield core
    while len(core) > 2 and _PAIRS.get(core[0]) == core[-1] and core.count(core[0]) == 1:
        core = _bare(core[1:-1])
        if core:
            yield core


def _bare(text: str) -> str:
    """Without ornaments at both ends: *** 原创 *** -> 原创."""
    first = _CORE.search(text)
    if first is None:
        return ""
    end = len(text)
    while not _CORE.match(text, end - 1) and text[end - 1] not in ":":
        end -= 1
    return text[first.start() : end]


def _last_piece(line: str) -> tuple[int, Part]:
    """Where the last bracket or sentence of a line starts; 0 where the line is all one."""
    bracket = _FINAL_BRACKET.search(line, max(0, len(line) - LONGEST))
    if bracket:
        return bracket.start(), "bracket"
    return max((m.end() for m in _SENTENCE_END.finditer(line, max(0, len(line) - LONGEST))), default=0), "sentence"


def _notice(words: str, row: NoticeRow) -> Notice:
    return Notice(row.kind, words.strip(), row.lang, "body", row.id)


def _without_ornaments(lines: list[str]) -> str:
    """The lines without a rule of stars or dashes that now stands at an end."""
    while lines and not any(map(str.isalnum, lines[-1])):
        lines.pop()
    while lines and not any(map(str.isalnum, lines[0])):
        lines.pop(0)
    return "\n".join(lines)
