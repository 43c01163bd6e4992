"""Nothing of ordinary news is cut, and every known wording of a notice is, but for rows with a reason.

`background_cuts.yaml` holds those rows. The 19,876 news items take 4 s on two cores, 7 s on one.
"""

import gzip
import json
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.normalise.notices import split_notices
from crawler.normalise.references import split_references
from tests.gate.scoring import corpus

pytestmark = [pytest.mark.gate, pytest.mark.corpus]

REASONED: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "background_cuts.yaml").read_text(encoding="utf-8")
)
NEWS = "江岸的第三条线在周二凌晨点亮。\n设备分三夜运到，路上封了两座桥。"


def _items() -> Iterator[tuple[str, str]]:
    with gzip.open(corpus() / "stories" / "xwlb.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        yield from ((row["id"], row["text"]) for row in rows)


def _cut_from(item: tuple[str, str]) -> list[tuple[str, str]]:
    """The id of a news item and the rule, for everything that either split takes from it."""
    id_, text = item
    rules = [*(notice.rule for notice in split_notices(text)[1]), *(ref.rule for ref in split_references(text)[1])]
    return [(id_, rule) for rule in rules]


def test_nothing_of_ordinary_news_is_cut() -> None:
    items = list(_items())
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as both:
        cuts = [cut for found in both.map(_cut_from, items, chunksize=1000) for cut in found]
    assert len(items) > 19_000
    assert sorted(cuts) == sorted((row["id"], row["rule"]) for row in REASONED["background"])


def test_few_cuts_are_excused_and_each_has_a_reason() -> None:
    assert len(REASONED["background"]) <= 20
    assert all(row["reason"] for rows in REASONED.values() for row in rows)


def _wordings() -> list[list[str]]:
    """The wordings of each row: some list several, and some say in brackets that they were cut or how they stood."""
    lines = (corpus() / "notices.tsv").read_text(encoding="utf-8").splitlines()[1:]
    plain = (re.sub(r"…?\((?:cut|own)[^)]*\)", "", line.split("\t")[2]) for line in lines)
    return [re.split(r" / | \| ", text.strip()) for text in plain]


def _is_cut_whole(wording: str) -> bool:
    return split_references(split_notices(f"{NEWS}\n{wording.strip()}")[0])[0] == NEWS


def test_every_known_wording_is_cut_whole() -> None:
    rows = _wordings()
    left = [number for number, wordings in enumerate(rows, 1) if not all(map(_is_cut_whole, wordings))]
    assert len(rows) == 94
    assert left == [row["row"] for row in REASONED["wordings"]]
