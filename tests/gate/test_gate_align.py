"""The floor under aligned sentences: a ladder of invented articles, retold with ever more words replaced.

A retelling drops 30 % of the sentences, adds sentences of another article, shuffles them all, and replaces a share of
the words that have synonyms: by a synonym, which half of the time has a character in common with the word (宣布, 公布),
or by any word. One word in three has none, as names, figures and terms.
"""

import random
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

import pytest

from indexer.align import align, sentences
from indexer.text import fold
from tests.gate.scoring import floors

pytestmark = pytest.mark.gate

ARTICLES = 150
FLOOR_AT = 0.6
_CHANCE = random.Random(1)
SIGNS = sorted({fold(chr(code)) for code in range(0x5000, 0x6800, 9)})
WORDS = ["".join(_CHANCE.sample(SIGNS, 2)) for _ in range(2000)]
OFTEN = [1 / (rank + 10) for rank in range(len(WORDS))]  # Zipf's law, as words of any language
SYNONYMS = {
    word: word[0] + _CHANCE.choice(SIGNS) if number % 2 else "".join(_CHANCE.sample(SIGNS, 2))
    for number, word in enumerate(WORDS)
    if number % 3
}
SMALL = "的了在和是也"  # between the words; never replaced
OPENINGS = ("据江岸晚报报道，", "记者从港口方面获悉，", "与此同时，", "值得注意的是，")


def invented(chance: random.Random) -> list[list[str]]:
    """The sentences of an article, each as its words."""
    return [
        [word for one in chance.choices(WORDS, OFTEN, k=chance.randint(6, 18)) for word in (one, _small(chance))]
        for _ in range(chance.randint(8, 30))
    ]


def _small(chance: random.Random) -> str:
    return chance.choice(SMALL) if chance.random() < 0.4 else ""


def printed(words: list[str], chance: random.Random) -> str:
    opening = chance.choice(OPENINGS) if chance.random() < 0.2 else ""
    return f"{opening}{''.join(words)}。"


def reworded(words: list[str], share: float, chance: random.Random) -> list[str]:
    return [_replaced(word, chance) if word in SYNONYMS and chance.random() < share else word for word in words]


def _replaced(word: str, chance: random.Random) -> str:
    return SYNONYMS[word] if chance.random() < 0.8 else chance.choice(WORDS)


def retold(article: list[list[str]], share: float, chance: random.Random) -> list[tuple[int | None, str]]:
    """The sentences of a retelling, each with the number of the one that it retells; None for those that are new."""
    kept = [
        (number, printed(reworded(words, share, chance), chance))
        for number, words in enumerate(article)
        if chance.random() >= 0.3
    ]
    new = [(None, printed(words, chance)) for words in invented(chance)[: len(article) // 4]]
    return chance.sample([*kept, *new], len(kept) + len(new))


def judged(share: float) -> Iterator[tuple[int, int, int]]:
    """Of each article how many pairs are right, how many were found, how many there are."""
    for seed in range(ARTICLES):
        chance = random.Random(seed)
        article = invented(chance)
        one = [printed(words, chance) for words in article]
        other = retold(article, share, chance)
        truth = {(number, place) for place, (number, _) in enumerate(other) if number is not None}
        starts, other_starts = _starts(one), _starts([sentence for _, sentence in other])
        pairs = align("".join(one), "".join(sentence for _, sentence in other))
        found = {
            (bisect_right(starts, pair.start) - 1, bisect_right(other_starts, pair.other_start) - 1) for pair in pairs
        }
        yield len(truth & found), len(found), len(truth)


def _starts(made: list[str]) -> list[int]:
    assert [end - start for start, end in sentences("".join(made))] == [len(sentence) for sentence in made]
    return [0, *accumulate(map(len, made[:-1]))]


def f1(share: float) -> float:
    right, found, there = map(sum, zip(*judged(share), strict=True))
    print(f"\n{share:.0%} of the words with synonyms replaced: {right} of {there} pairs found, {found - right} false")
    return 2 * right / (found + there)


def test_sentences_are_found_where_six_synonyms_in_ten_were_replaced() -> None:
    figures = {share: f1(share) for share in (0, 0.3, FLOOR_AT, 1)}
    print({share: round(figure, 4) for share, figure in figures.items()})
    assert min(figures[0], figures[0.3], figures[FLOOR_AT]) >= floors("align")["f1"]
    assert figures[1] < figures[0] - 0.02  # else the ladder replaces nothing
