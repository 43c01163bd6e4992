"""The tables that people may argue about: config/rules/notices.yaml and outlets.yaml, read once when first needed.

    notice_pattern(edge=True, tail=False).fullmatch("图源:某某图库").lastgroup -> "picture_from"
    outlet_names()["global times"] -> "环球时报"

A folder named by RETOLD_RULES may hold files of the same names: its rows replace those of the same id, others are
added. Rows keep their order, since the first that fits decides.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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


class NoticeRow(BaseModel):
    """A row of notices.yaml, as people write it."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern="^[a-z][a-z0-9_]*$")
    kind: NoticeKind
    pattern: str
    lang: Literal["zh", "en"] = "zh"
    tail: bool = False
    edge: bool = False
    cuts: str
    leaves: str


class NoticeFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

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
    return NoticeRules({row.id: row for row in rows}, {row.id: _written_out(row, words, files[-1][0]) for row in rows})


@cache
def notice_pattern(*, edge: bool, tail: bool) -> re.Pattern[str]:
    """What a line is cut by: near the ends of a body (`edge`) or inside, whole or as the last piece of it (`tail`)."""
    return notice_rules().chosen(
        lambda row: row.kind != "reference_heading" and (edge or not row.edge) and (row.tail or not tail)
    )


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
