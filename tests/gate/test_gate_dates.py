"""The floor under reading printed times: date_strings.json, invented; and the outside sets where they are."""

import json
import statistics
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.normalise.dates import Dated, read_published
from tests.gate.scoring import floors, outside_score

pytestmark = pytest.mark.gate

HERE = Path(__file__).parent
# invented sets; that in unseen/ was written by another author and never looked at while rules were written
SETS = ("date_strings.json", "date_strings_more.json", "date_strings_again.json", "unseen/date_strings.json")
CHINA = ZoneInfo("Asia/Shanghai")
PRECISIONS = ["year", "month", "day", "hour", "minute", "second"]
LONG = {"y": "year", "mo": "month", "d": "day", "h": "hour", "m": "minute", "s": "second"}
CUT = {"y": 4, "mo": 7, "d": 10, "h": 13, "m": 16, "s": 19}


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    expected: str | None
    got: Dated | None

    @property
    def right(self) -> bool:
        return (self.expected is None) == (self.got is None) and (self.got is None or self._agrees(self.got))

    def _agrees(self, got: Dated) -> bool:
        written, _, unit = (self.expected or "").partition("|")
        fine_enough = PRECISIONS.index(got.precision) >= PRECISIONS.index(LONG[unit])
        return fine_enough and got.value.astimezone(CHINA).isoformat().startswith(written)


@cache
def read_set(name: str) -> tuple[Row, ...]:
    found = json.loads((HERE / name).read_text(encoding="utf-8"))
    seen = datetime.fromisoformat(found["base"])
    return tuple(Row(row["s"], _expected(row), read_published(row["s"], seen)) for row in found["rows"])


def _expected(row: dict[str, Any]) -> str | None:
    return None if row["exp"] is None else f"{row['exp'].replace(' ', 'T')[: CUT[row['g']]]}|{row['g']}"


@pytest.mark.parametrize("name", SETS)
def test_printed_times_are_read_right(name: str) -> None:
    rows = [row for row in read_set(name) if row.expected is not None]
    missed = [(row.text, row.expected, row.got) for row in rows if not row.right]
    wrong = [miss for miss in missed if miss[2] is not None]
    print(f"\n{name}: right {len(rows) - len(missed)} of {len(rows)}, wrong {len(wrong)}")
    told = missed if "unseen" not in name else len(missed)
    assert len(rows) >= 80
    assert 1 - len(missed) / len(rows) >= floors("dates")[name]["right"], told
    assert len(wrong) / len(rows) <= floors("dates")[name]["wrong_at_most"], told


@pytest.mark.parametrize("name", SETS)
def test_what_prints_no_time_is_refused(name: str) -> None:
    rows = [row for row in read_set(name) if row.expected is None]
    taken = [(row.text, row.got) for row in rows if row.got is not None]
    print(f"\n{name}: refused {len(rows) - len(taken)} of {len(rows)}")
    assert len(rows) >= 20
    assert 1 - len(taken) / len(rows) >= floors("dates")[name]["refused"], taken


def test_a_string_is_read_in_no_time() -> None:
    spent = []
    seen = datetime.now(CHINA)
    for row in read_set(SETS[0]):
        start = time.process_time_ns()
        read_published(row.text, seen)
        spent.append(time.process_time_ns() - start)
    assert statistics.median(spent) / 1e6 <= floors("dates")["median_ms_at_most"]


@pytest.mark.corpus
def test_outside_strings() -> None:
    figures = outside_score("score_dates.py", "dates/platform_strings.json")
    print("\n", figures)
    assert figures["right"] >= floors("corpus_dates")["right"]
    assert figures["wrong"] <= floors("corpus_dates")["wrong_at_most"]
    assert figures["refused"] >= floors("corpus_dates")["refused"]
    assert figures["ms_per_string_median"] <= floors("corpus_dates")["median_ms_at_most"]


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name", ["dates/mentions.jsonl", str(HERE / "mentions.jsonl"), str(HERE / "unseen/mentions.jsonl")]
)
def test_outside_mentions(name: str) -> None:
    figures = outside_score("score_mentions.py", name)
    print("\n", figures)
    assert figures["f1"] >= floors("mentions")[name.removeprefix(f"{HERE}/")]
