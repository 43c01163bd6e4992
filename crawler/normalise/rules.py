"""The tables that people may argue about: config/rules/notices.yaml and outlets.yaml, read once when first needed.

    notice_pattern(edge=True, part="line").fullmatch("图源:某某图库").lastgroup -> "picture_from"
    outlet_names()["global times"] -> "环球时报"

A folder named by RETOLD_RULES may hold files of the same names: its rows replace those of the same id, others are
added. Rows keep their order, since the first that fits decides.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from indexer.config import load
from indexer.errors import ConfigError
from indexer.text import fold

SHIPPED = Path(__file__).parents[2] / "config" / "rules"

NoticeKind = Literal[
    "author_disclaimer",
    "platform_notice",
    "source_attribution",
    "copyright_reprint",
    "image_credit",
    "ai_label",
    "claim_label",
    "risk_notice",
    "call_to_follow",
    "editor_line",
    "reference_heading",
]
Part = Literal["line", "sentence", "bracket", "rest"]  # the whole, the end of it, or what follows a notice in it


class NoticeRow(BaseModel):
    """A row of notices.yaml, as people write it."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern="^[a-z][a-z0-9_]*$")
    kind: NoticeKind
    pattern: str
    lang: Literal["zh", "en"] = "zh"
    tail: Literal["sentence", "bracket"] | None = None
    edge: bool = False
    after: bool = False
    loose: bool = False
    cuts: str
    leaves: str


class NoticeFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    marks: list[list[str]] = []
    words: dict[str, str] = {}
    notices: list[NoticeRow] = []


class OutletRow(BaseModel):
    """An outlet and the other names that people write for it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    name: str
    aliases: list[str] = []


class OutletFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outlets: list[OutletRow] = []


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """The rows by id in the order that they are tried, and their patterns written out."""

    rows: Mapping[str, NoticeRow]
    patterns: Mapping[str, str]
    words: Mapping[str, str]

    def chosen(self, kept: Callable[[NoticeRow], bool]) -> re.Pattern[str]:
        """One pattern out of many: the name of the group that matched is the id of the first rule that fits."""
        parts = [f"(?P<{id_}>{self.patterns[id_]})" for id_, row in self.rows.items() if kept(row)]
        return re.compile("|".join(parts))


@cache
def notice_rules() -> NoticeRules:
    """All rules. Raises ConfigError where a file says something that cannot be."""
    files = [(path, load(path, NoticeFile)) for path in _paths("notices.yaml")]
    words = {name: pattern for _, file in files for name, pattern in file.words.items()}
    rows = _overlaid([file.notices for _, file in files])
    patterns = {row.id: _written_out(row, words, files[-1][0]) for row in rows}
    return NoticeRules({row.id: row for row in rows}, patterns, words)


@cache
def notice_pattern(*, edge: bool, part: Part, told: bool) -> re.Pattern[str]:
    """What cuts a piece of a line, near the ends of a body (`edge`) or inside it; no `loose` row where it is `told`."""
    return notice_rules().chosen(
        lambda row: (
            row.kind != "reference_heading"
            and (edge or not row.edge)
            and not (told and row.loose)
            and _holds_for(row, part)
        )
    )


def _holds_for(row: NoticeRow, part: Part) -> bool:
    if part == "line":
        return not row.after
    return part == "rest" or row.tail == "sentence" or row.tail == part


@cache
def notice_word(name: str) -> re.Pattern[str]:
    """What the rules have under `words`: `head` and `told` are asked for by themselves."""
    return re.compile(notice_rules().words[name])


@cache
def notice_marks() -> re.Pattern[str]:
    """What every notice holds one of, so that most lines are passed over; a person's own rows may hold any words."""
    paths = _paths("notices.yaml")
    marks = load(paths[0], NoticeFile).marks if len(paths) == 1 else []
    by_sign = groupby(sorted({mark for line in marks for mark in line}), key=lambda mark: mark[0])
    # one branch for each first sign: 0.12 ms for 3,000 characters, where one for each mark takes 0.18
    branches = (f"{re.escape(sign)}(?:{'|'.join(re.escape(mark[1:]) for mark in same)})" for sign, same in by_sign)
    return re.compile("|".join(branches))


@cache
def heading_pattern() -> re.Pattern[str]:
    """What stands over a list of references."""
    return notice_rules().chosen(lambda row: row.kind == "reference_heading")


@cache
def outlet_names() -> Mapping[str, str]:
    """Folded name or alias -> the name that the house uses."""
    rows = _overlaid([load(path, OutletFile).outlets for path in _paths("outlets.yaml")])
    return {fold(written): row.name for row in rows for written in (row.name, *row.aliases)}


def _paths(name: str) -> list[Path]:
    """The shipped file, then the person's own where there is one."""
    own = os.environ.get("RETOLD_RULES")
    paths = [SHIPPED / name, *([Path(own) / name] if own else [])]
    return [paths[0], *filter(Path.exists, paths[1:])]


_Row = TypeVar("_Row", NoticeRow, OutletRow)


def _overlaid(files: Sequence[Sequence[_Row]]) -> list[_Row]:
    return list({row.id: row for rows in files for row in rows}.values())


def _written_out(row: NoticeRow, words: Mapping[str, str], path: Path) -> str:
    """The pattern with each <name> replaced. Raises ConfigError for an unknown name or a broken pattern."""
    try:
        pattern = re.sub(r"<(\w+)>", lambda m: f"(?:{words[m[1]]})", row.pattern)
        re.compile(pattern)
    except KeyError as why:
        raise ConfigError(f"{path}: {row.id}: pattern: no such word under `words`: {why}") from None
    except re.error as why:
        raise ConfigError(f"{path}: {row.id}: pattern: {why}") from None
    return pattern
