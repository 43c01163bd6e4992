"""The floor under reading printed times: date_strings.json, invented; and the outside sets where they are."""

import json
import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crawler.normalise.dates import Dated, read_published
from tests.gate.scoring import floors, outside_score

pytestmark = pytest.mark.gate

SET = json.loads((Path(__file__).parent / "date_strings.json").read_text(encoding="utf-8"))
SEEN = datetime.fromisoformat(SET["base"])
PRECISIONS = ["year", "month", "day", "hour", "minute", "second"]
LONG = {"y": "year", "mo": "month", "d": "day", "h": "hour", "m": "minute", "s": "second"}


def _is_right(row: dict[str, Any], got: Dated | None) -> bool:
    if row["exp"] is None or got is None:
        return row["exp"] is None and got is None
    written = got.value.astimezone(ZoneInfo("Asia/Shanghai")).isoformat()
    fine_enough = PRECISIONS.index(got.precision) >= PRECISIONS.index(LONG[row["g"]])
    return fine_enough and written.startswith(row["exp"])


def _rows(*, dates: bool) -> Iterator[tuple[dict[str, Any], Dated | None]]:
    for row in SET["rows"]:
        if (row["exp"] is not None) == dates:
            yield row, read_published(row["s"], SEEN)


def test_the_set_is_large_enough() -> None:
    assert sum(1 for _ in _rows(dates=True)) >= 80
    assert sum(1 for _ in _rows(dates=False)) >= 20


def test_printed_times_are_read_right() -> None:
    results = [(row["s"], got, _is_right(row, got)) for row, got in _rows(dates=True)]
    missed = [(text, got) for text, got, right in results if not right]
    assert 1 - len(missed) / len(results) >= floors("dates")["right"], missed
    wrong = [(text, got) for text, got in missed if got is not None]
    assert len(wrong) / len(results) <= floors("dates")["wrong_at_most"], wrong


def test_what_prints_no_time_is_refused() -> None:
    results = [(row["s"], got) for row, got in _rows(dates=False)]
    taken = [(text, got) for text, got in results if got is not None]
    assert 1 - len(taken) / len(results) >= floors("dates")["refused"], taken


def test_a_string_is_read_in_no_time() -> None:
    spent = []
    for row in SET["rows"]:
        start = time.process_time_ns()
        read_published(row["s"], SEEN)
        spent.append(time.process_time_ns() - start)
    assert statistics.median(spent) / 1e6 <= floors("dates")["median_ms_at_most"]


@pytest.mark.corpus
def test_outside_strings() -> None:
    figures = outside_score("score_dates.py", "dates/platform_strings.json")
    assert figures["right"] >= floors("corpus_dates")["right"]
    assert figures["refused"] >= floors("corpus_dates")["refused"]


@pytest.mark.corpus
def test_outside_mentions() -> None:
    assert outside_score("score_mentions.py", "dates/mentions.jsonl")["f1"] >= floors("corpus_mentions")["f1"]
