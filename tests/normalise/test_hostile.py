"""No text makes normalising fail or stall: every function and every pattern takes time in proportion to the length.

RETOLD_FUZZ set (to anything) makes the strings a million characters long.
"""

import importlib
import os
import pkgutil
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import crawler.normalise
import indexer.text
from crawler.inputs import Input, inputs
from crawler.normalise import normalise
from crawler.normalise.dates import LONGEST, read_published
from crawler.normalise.language import language
from crawler.normalise.mentions import find_mentions
from crawler.normalise.notices import LONGEST as LONGEST_LINE
from crawler.normalise.notices import split_notices
from crawler.normalise.references import split_references
from crawler.normalise.rules import notice_rules
from crawler.normalise.text import clean
from crawler.readers import read
from indexer.model import Article, Dated, Draft, Reading, Said
from indexer.text import compared, fold, script, tokens
from tests.normalise.hostile import CHARACTERS, FRAGMENTS, TIMES, repeated

SEEN = datetime(2025, 5, 24, 2, tzinfo=UTC)
PUBLISHED = Dated(datetime(2025, 5, 23, 2, tzinfo=UTC), "minute", "2025-05-23 10:00", "test")
LENGTH = 1_000_000 if "RETOLD_FUZZ" in os.environ else 20_000
STRINGS = (*CHARACTERS, *FRAGMENTS)
NOISE = 0.03  # seconds that a busy machine may add to any measurement

# CPU seconds for a million characters
FUNCTIONS: dict[str, tuple[Callable[[str], object], float]] = {
    "clean": (clean, 2),
    "split_notices": (split_notices, 4),  # 2.2 for a million lines of one character
    "split_references": (split_references, 8),  # 6 for nothing but headings, 170,000 of them
    "find_mentions": (lambda text: find_mentions(text, PUBLISHED), 2),
    "compared": (compared, 2),
    "script": (script, 0.1),
    "language": (language, 0.1),
    "fold": (fold, 2),
    "tokens": (tokens, 2),
}


@pytest.fixture(autouse=True, scope="module")
def imports_are_done() -> None:
    """dateparser and the dictionary of readings are loaded when first needed (0.5 s)."""
    read_published("il y a 2 jours", SEEN)
    compared("內(nèi)")


def seconds(work: Callable[[], object], enough: float) -> float:
    """CPU seconds; the least of three where the first take more than enough, since a busy machine adds to any."""
    spent = _once(work)
    return spent if spent <= enough or spent > 10 * enough else min(spent, _once(work), _once(work))


def _once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


class TestFunctions:
    @pytest.mark.parametrize("name", FUNCTIONS)
    def test_time_grows_with_length_only(self, name: str) -> None:
        function, allowed = FUNCTIONS[name]
        most = allowed * LENGTH / 2e6 + NOISE
        slow = {}
        for piece in STRINGS:
            text, part = repeated(piece, LENGTH), repeated(piece, LENGTH // 2)
            half = seconds(lambda part=part: function(part), enough=most)  # type: ignore[misc]
            if half > most:
                slow[piece] = f"{half:.2f} s for {LENGTH // 2} characters"
                continue
            whole = seconds(lambda text=text: function(text), enough=3 * half + NOISE)  # type: ignore[misc]
            if whole > 3 * half + NOISE:
                slow[piece] = f"{whole:.2f} s, {half:.2f} s for half of it"
        assert not slow

    @pytest.mark.parametrize("text", [*CHARACTERS, *FRAGMENTS, *TIMES], ids=lambda text: ascii(text[:20]))
    def test_a_printed_time_is_read_at_once_or_not_at_all(self, text: str) -> None:
        for given in (text, repeated(text, LONGEST), repeated(text, LENGTH)):
            spent = seconds(lambda given=given: read_published(given, SEEN), enough=0.02)  # type: ignore[misc]
            assert spent <= 0.02

    @pytest.mark.parametrize("text", TIMES, ids=lambda text: ascii(text[:20]))
    def test_times_that_cannot_be_are_none(self, text: str) -> None:
        assert read_published(text, SEEN) is None

    @pytest.mark.parametrize("piece", [*CHARACTERS, *FRAGMENTS, *TIMES], ids=lambda text: ascii(text[:20]))
    def test_normalise_takes_any_text_in_any_field(self, piece: str) -> None:
        said = [Said(repeated(piece, length), "test") for length in (1, 80, 160, 2000)]
        for one in said:
            draft = Draft(
                url="https://hostile.example/",
                fetched_at=SEEN,
                read_by="test",
                title=one,
                body=one,
                account=one,
                author=one,
                outlet=one,
                published=(one,),
                modified=(one,),
            )
            assert_sound(normalise(draft), draft)


def assert_sound(article: Article, draft: Draft) -> None:
    """What holds for every article: mentions lie where they say; what was cut off stood in the text."""
    end = 0
    for mention in article.mentions:
        assert mention.start >= end
        assert mention.end > mention.start
        assert article.body[mention.start : mention.end] == mention.text
        end = mention.end
    before = clean("\n".join(said.text for said in (draft.title, draft.body) if said))  # one document, for glosses
    for notice in article.notices:
        assert notice in draft.notices or notice.text in before
    for reference in article.references:
        assert all(line in before for line in reference.text.split("\n"))
    article.body.encode()  # can be stored


# --- every pattern ---------------------------------------------------------------------------------------------------


def patterns() -> dict[str, re.Pattern[str]]:
    """All compiled patterns of the modules, by where they stand, those in the rows of rule tables too."""
    names = [module.name for module in pkgutil.iter_modules(crawler.normalise.__path__, "crawler.normalise.")]
    modules = [indexer.text, *map(importlib.import_module, names)]
    found = {
        name: pattern
        for module in modules
        for key, value in vars(module).items()
        for name, pattern in _inside(f"{module.__name__}.{key}", value)
    }
    found["indexer.text._words"] = indexer.text._words()
    found["indexer.text._one_script[0]"], found["indexer.text._one_script[1]"] = indexer.text._one_script()
    firsts = frozenset({(one.pattern, one.flags): name for name, one in reversed(found.items())}.values())
    return {name: pattern for name, pattern in found.items() if name in firsts}


def _inside(name: str, value: Any) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _inside(f"{name}[{key}]", one)
    elif isinstance(value, (tuple, list)):
        for number, one in enumerate(value):
            yield from _inside(f"{name}[{number}]", one)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _inside(f"{name}.{field.name}", getattr(value, field.name))


PATTERNS = patterns()
# what these patterns are given is one line of at most LONGEST_LINE characters
BY_LINE = ("crawler.normalise.notices.", "crawler.normalise.references.")


class TestPatterns:
    def test_those_of_the_rule_tables_are_among_them(self) -> None:
        assert sum(".date_rules.RULES[" in name for name in PATTERNS) >= 20
        assert sum(".date_rules_en.RULES_EN[" in name for name in PATTERNS) >= 8
        assert sum(".mention_rules.SHAPES[" in name for name in PATTERNS) >= 30

    @pytest.mark.parametrize("name", PATTERNS)
    def test_time_grows_with_length_only(self, name: str) -> None:
        """20,000 characters in 0.1 s: a pattern that tries every start to the end needs from 0.5 s up."""
        pattern = PATTERNS[name]
        length = LONGEST_LINE if name.startswith(BY_LINE) else 20_000
        slow = {}
        for piece in STRINGS:
            text = repeated(piece, length)
            spent = seconds(lambda text=text: deque(pattern.finditer(text), 0), enough=0.1)  # type: ignore[misc]
            if spent > 0.1:
                slow[piece] = f"{spent:.2f} s"
        assert not slow, pattern.pattern

    @pytest.mark.parametrize("name", notice_rules().patterns)
    def test_a_rule_for_notices_is_quick_on_any_line(self, name: str) -> None:
        """Each meets every line, so each has 5 ms for the longest; the child is killed where a rule would never end."""
        child = os.fork()
        if child == 0:
            signal.setitimer(signal.ITIMER_PROF, 5)
            pattern = re.compile(notice_rules().patterns[name])
            lines = [repeated(piece, LONGEST_LINE) for piece in STRINGS]
            slow = [line for line in lines if seconds(lambda line=line: pattern.fullmatch(line), 0.005) > 0.005]  # type: ignore[misc]
            os._exit(len(slow))
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0  # below 0: killed; above: how many lines were slow


# --- real pages ------------------------------------------------------------------------------------------------------


@pytest.mark.corpus
@pytest.mark.skipif("RETOLD_CORPUS" not in os.environ, reason="RETOLD_CORPUS names no folder of real pages")
@pytest.mark.parametrize(("folder", "fewest"), [("pages", 100), ("feeds", 500)])
def test_every_saved_article_is_sound(folder: str, fewest: int) -> None:
    articles = 0
    for given in inputs([Path(os.environ["RETOLD_CORPUS"]) / folder]):
        assert isinstance(given, Input)
        draft = read(given.page)
        if draft.state is Reading.ARTICLE:
            assert_sound(normalise(draft), draft)
            articles += 1
    assert articles >= fewest
