"""Random mixtures of hostile pieces: nothing raises, and what holds for every article holds for theirs.

A few thousand by default; RETOLD_FUZZ=100000 for as many as that. A failure names the number that makes its input.
"""

import os
import random
from datetime import UTC, datetime, timedelta

import pytest

from crawler.normalise import normalise
from crawler.normalise.dates import read_published
from crawler.normalise.language import language
from crawler.normalise.text import clean
from indexer.model import Dated, Draft, Said
from indexer.text import compared, fold, script, tokens
from tests.normalise.hostile import mixed
from tests.normalise.test_hostile import assert_sound

RUNS = int(os.environ.get("RETOLD_FUZZ", "3000"))
SEEN = datetime(2025, 5, 24, 2, tzinfo=UTC)
PARTS = 10  # so that a failure comes early, and the parts may run beside each other


@pytest.mark.parametrize("part", range(PARTS))
def test_any_mixture_becomes_a_sound_article(part: int) -> None:
    for number in range(part, RUNS, PARTS):
        text = mixed(random.Random(number))
        said = Said(text, "test")
        draft = Draft(
            url=f"https://hostile.example/{number}",
            fetched_at=SEEN,
            read_by="test",
            title=said,
            body=said,
            account=said,
            published=(said, Said("2025-05-23 10:00", "test")),
        )
        try:
            assert_sound(normalise(draft), draft)
        except Exception as error:
            raise AssertionError(f"mixed(random.Random({number}))") from error


@pytest.mark.parametrize("part", range(PARTS))
def test_any_mixture_is_cleaned_compared_and_cut_into_tokens(part: int) -> None:
    for number in range(part, RUNS, PARTS):
        text = mixed(random.Random(number))
        if "&" not in text:  # &amp;amp; is decoded once a call
            assert clean(clean(text)) == clean(text), number
        assert compared(compared(text)) == compared(text), number
        assert len(fold(text)) == len(text), number
        assert script(text) in ("hans", "hant", "latin"), number
        assert language(text) in ("zh", "en", "ja", "ko", "und"), number
        assert all(tokens(text)), number


@pytest.mark.parametrize("part", range(PARTS))
def test_any_short_mixture_is_a_time_that_can_be_or_none(part: int) -> None:
    for number in range(part, RUNS, PARTS):
        dated = read_published(mixed(random.Random(number), longest=6), SEEN)
        assert dated is None or isinstance(dated, Dated), number
        assert dated is None or dated.value <= SEEN + timedelta(minutes=10), number
