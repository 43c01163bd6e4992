"""The floor under cutting notices and reading references: notices.jsonl, invented; and the outside set where it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.normalise.notices import Notice, split_notices
from crawler.normalise.references import Reference, split_references
from tests.gate.scoring import floors, outside_score, share

pytestmark = pytest.mark.gate

HERE = Path(__file__).parent
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (HERE / "notices.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()
]


def _split(row: dict[str, Any]) -> tuple[str, tuple[Notice, ...], tuple[Reference, ...]]:
    body, notices = split_notices(row["body"])
    body, references = split_references(body)
    return body, notices, references


def _left(row: dict[str, Any]) -> str:
    """The body without its labelled lines, and without a label at the end of a paragraph."""
    labels = {label["text"] for label in row["notices"] + row["references"]}
    lines = [line for line in row["body"].split("\n") if line not in labels]
    for label in labels:
        lines = [line.removesuffix(label) for line in lines]
    return "\n".join(lines)


def test_the_set_is_large_enough() -> None:
    assert len(ROWS) >= 25


def test_notices_are_cut_and_kept_as_data() -> None:
    labels, found, kinds, missed = 0, 0, 0, []
    for row in ROWS:
        _, notices, _ = _split(row)
        for label in row["notices"]:
            if label["kind"] == "reference_heading":
                continue
            labels += 1
            same = [notice for notice in notices if notice.text == label["text"]]
            found += bool(same)
            kinds += any(notice.kind == label["kind"] for notice in same)
            missed += [] if same and same[0].kind == label["kind"] else [(row["id"], label)]
    assert found / labels >= floors("notices")["notice_recall"], missed
    assert kinds / found >= floors("notices")["kind"], missed


def test_nothing_else_is_cut() -> None:
    wrong = [(row["id"], body) for row in ROWS if (body := _split(row)[0]) != _left(row)]
    assert 1 - len(wrong) / len(ROWS) >= floors("notices")["body_exact"], wrong


def test_the_same_words_inside_reporting_stay() -> None:
    lures = [(lure, lure in _split(row)[0]) for row in ROWS for lure in row["lures"]]
    assert sum(kept for _, kept in lures) / len(lures) >= floors("notices")["lures_kept"], lures


def test_references_are_read() -> None:
    expected = [(row["id"], *_key(label)) for row in ROWS for label in row["references"]]
    got = [
        (row["id"], reference.outlet, reference.date, reference.title, reference.url)
        for row in ROWS
        for reference in _split(row)[2]
    ]
    missed = sorted(set(map(str, expected)) - set(map(str, got)))
    assert 1 - len(missed) / len(expected) >= floors("notices")["references"], missed
    assert len(got) == len(expected)


def _key(label: dict[str, Any]) -> tuple[str | None, ...]:
    return label["outlet"], label["date"], label["title"], label["url"]


@pytest.mark.corpus
@pytest.mark.parametrize("name", floors("corpus_notices"))
def test_outside_notices(name: str) -> None:
    """One set is the corpus's own; the others are invented, that in unseen/ by an author apart from the rules."""
    figures = outside_score("score_notices.py", str(HERE / name) if (HERE / name).exists() else name)
    least = floors("corpus_notices")[name]
    print(f"\n{name}", {measure: figures[measure] for measure in least})
    assert not {measure: figures[measure] for measure, floor in least.items() if share(figures[measure]) < floor}
