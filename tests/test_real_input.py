"""Real saved pages and feeds, where RETOLD_CORPUS names them: each ends in one counted outcome, none fails."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from crawler.inputs import Input, inputs
from crawler.places import CHECKOUT

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif("RETOLD_CORPUS" not in os.environ, reason="RETOLD_CORPUS names no folder of real pages"),
]
CORPUS = Path(os.environ.get("RETOLD_CORPUS", "."))


def ingest(tmp_path: Path, path: Path) -> dict[str, dict[str, int]]:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "ingest", str(path), "--json", "--var", str(tmp_path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    summary: dict[str, dict[str, int]] = json.loads(done.stdout.splitlines()[-1])
    return summary


def test_every_saved_page_ends_in_one_outcome(tmp_path: Path) -> None:
    summary = ingest(tmp_path, CORPUS / "pages")
    outcomes = Counter(summary["outcomes"])
    pages = len((CORPUS / "pages" / "manifest.tsv").read_text(encoding="utf-8").splitlines()) - 1
    print("\n", pages, summary)
    assert outcomes.total() == pages
    assert outcomes["failed"] == 0
    assert outcomes["tombstone"] == 9


def test_every_feed_entry_ends_in_one_outcome(tmp_path: Path) -> None:
    summary = ingest(tmp_path, CORPUS / "feeds")
    outcomes = Counter(summary["outcomes"])
    given = list(inputs([CORPUS / "feeds"]))
    print("\n", len(given), summary)
    assert all(isinstance(one, Input) for one in given)
    assert outcomes.total() == len(given)
    assert outcomes["failed"] == 0


def test_the_seed_document_becomes_one_clean_article(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "read", str(CORPUS.parent / "seed.txt"), "--json"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = done.stdout.splitlines()
    article = json.loads(line)
    assert article["outcome"] == "article"
    assert article["damage"]["pinyin_gloss"] == 275
    assert "(nèi)" not in article["body"]
    assert [notice["kind"] for notice in article["notices"]] == [
        "author_disclaimer",
        "platform_notice",
        "platform_notice",
    ]
    assert len(article["references"]) == 3
    assert [reference["date"] for reference in article["references"]] == ["2025-05-23", "2025-05-21", "2025-05-15"]
