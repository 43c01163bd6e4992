"""Cut what is no part of the story: a line `责任编辑：某某` leaves the body and becomes Notice("editor_line", ...).

    lines | fold | whole line by the rules, else its last sentence or bracket | what is left

Rules are whole shapes of lines and sentences (config/rules/notices.yaml), so the same words inside reporting stay:
双方发表联合声明 is news. What is cut is kept as data, in the order of the text.
"""

import re
from collections.abc import Iterator

from crawler.normalise.rules import NoticeRow, notice_pattern, notice_rules
from indexer.model import Notice
from indexer.text import cut, fold, glosses

__all__ = ["Notice", "split_notices"]

LONGEST = 500  # characters of a line that are looked at; the longest notice met on 420 pages had 209
MOST_PIECES = 4  # notices that are cut from the end of one paragraph; the most met was 2
HEAD, TAIL = 3, 12  # lines at both ends where an `edge` rule holds; the longest footer met had 9

_PAIRS = {"(": ")", "[": "]", "【": "】", "（": "）", "〔": "〕"}
_FINAL_BRACKET = re.compile(r"[(（\[【][^()（）\[\]【】]{1,200}[)）\]】][。.]?\s*$")
_SENTENCE_END = re.compile(r"[。！？!?](?=[^”’」』）)】\s。！？!?])|[”」』](?=▲)")
_CORE = re.compile(r"[\w“”‘’「」『』《》()\[\]【】〔〕▲△▼©@]")  # what is no ornament


def split_notices(body: str) -> tuple[str, tuple[Notice, ...]]:
    """The body without its notices, and the notices. Raises ConfigError where the rules cannot be read."""
    lines = body.split("\n")
    edges = _edges(lines)
    kept: list[str] = []
    notices: list[Notice] = []
    for number, line in enumerate(lines):
        rest, found = _split_line(line, edge=number in edges)
        notices.extend(found)
        if rest or not found:
            kept.append(rest)
    return _without_ornaments(kept) if notices else body, tuple(notices)


def _edges(lines: list[str]) -> frozenset[int]:
    written = [number for number, line in enumerate(lines) if line.strip()]
    return frozenset(written[:HEAD] + written[-TAIL:])


def _split_line(line: str, *, edge: bool) -> tuple[str, list[Notice]]:
    """What is left of a line, and the notices that it is, or ends with."""
    if whole := _whole(line, edge=edge):
        return "", [_notice(line, whole)]
    rest = line
    notices: list[Notice] = []
    pattern = notice_pattern(edge=edge, tail=True)
    for _ in range(MOST_PIECES):
        start = _last_piece(rest)
        row = _fitting(readable(rest[start:]), pattern) if start else None
        if row is None:
            break
        notices.insert(0, _notice(rest[start:], row))
        rest = rest[:start].rstrip()
    return rest, notices


def _whole(line: str, *, edge: bool) -> NoticeRow | None:
    """The row that fits a line, or its first sentence where every sentence of it is a notice."""
    if not line or len(line) > LONGEST:
        return None
    pattern = notice_pattern(edge=edge, tail=False)
    plain = readable(line)
    if row := _fitting(plain, pattern):
        return row
    ends = [m.end() for m in _SENTENCE_END.finditer(plain)]
    first = None
    for start, end in zip([0, *ends], [*ends, len(plain)], strict=True) if ends else ():
        row = _fitting(plain[start:end], pattern)
        if row is None:
            return None
        first = first or row
    return first


def _fitting(words: str, pattern: re.Pattern[str]) -> NoticeRow | None:
    """The first row that fits the whole of the readable words, with or without the brackets around them."""
    if len(words) > LONGEST:
        return None
    for core in cores(words):
        if (found := pattern.fullmatch(core)) and found.lastgroup:
            return notice_rules().rows[found.lastgroup]
    return None


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


def _last_piece(line: str) -> int:
    """Where the last bracket or sentence of a line starts; 0 where the line is all one."""
    bracket = _FINAL_BRACKET.search(line, max(0, len(line) - LONGEST))
    if bracket:
        return bracket.start()
    return max((m.end() for m in _SENTENCE_END.finditer(line, max(0, len(line) - LONGEST))), default=0)


def _notice(words: str, row: NoticeRow) -> Notice:
    return Notice(row.kind, words.strip(), row.lang, f"rule {row.id}")


def _without_ornaments(lines: list[str]) -> str:
    """The lines without a rule of stars or dashes that now stands at an end."""
    while lines and not any(map(str.isalnum, lines[-1])):
        lines.pop()
    while lines and not any(map(str.isalnum, lines[0])):
        lines.pop(0)
    return "\n".join(lines)
