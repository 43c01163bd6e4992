"""The ceiling over what an article of 3,000 characters costs from text to mentions, CPU of one core."""

import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.normalise.mentions import find_mentions
from crawler.normalise.notices import split_notices
from crawler.normalise.references import split_references
from crawler.normalise.text import clean
from indexer.model import Dated
from tests.gate.scoring import corpus, floors

pytestmark = [pytest.mark.gate, pytest.mark.corpus]

LENGTH = 3000  # characters
PUBLISHED = Dated(datetime(2025, 5, 23, tzinfo=UTC), "minute", "", "test")


def _articles() -> list[str]:
    """Six items of news each: some 3,000 characters in some 20 paragraphs."""
    with gzip.open(corpus() / "stories" / "xwlb.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines][:3000]
    return ["\n".join(texts[first : first + 6]) for first in range(0, len(texts), 30)]


def _cost(step: Callable[[str], object], articles: list[str]) -> float:
    """Milliseconds of CPU per 3,000 characters, the best of three runs."""
    runs = []
    for _ in range(3):
        start = time.process_time()
        for article in articles:
            step(article)
        runs.append(time.process_time() - start)
    return min(runs) / sum(map(len, articles)) * LENGTH * 1000


def test_an_article_is_normalised_in_no_time() -> None:
    articles = _articles()
    steps: dict[str, Callable[[str], object]] = {
        "text": clean,
        "notices": split_notices,
        "references": split_references,
        "mentions": lambda text: find_mentions(text, PUBLISHED),
    }
    costs = {name: round(_cost(step, articles), 3) for name, step in steps.items()}
    print("\n", costs, f"sum {sum(costs.values()):.2f} ms")
    assert sum(costs.values()) <= floors("speed")["ms_per_article_at_most"]
