"""Which sentence of one text is which sentence of another: align(one, other) -> pairs of offsets into both.

    one    芯片出口许可收紧。港口照常开放。        (0, 9, 9, 19) 芯片出口许可收紧。 is 芯片出口许可再收紧。
    other  港口今天照常开放。芯片出口许可再收紧。   (9, 16, 0, 9) 港口照常开放。 is 港口今天照常开放。

Two sentences are compared by the grams they share: pairs of characters as compared (so that a Traditional text meets
its Simplified twin), words where a sentence is not Han. The fewer sentences hold a gram, the more it weighs; what is
shared is divided by the weight of the lighter sentence, so that half a sentence finds the whole it was taken from.
Pure, and without any corpus.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from indexer.text import compared, script, tokens

# Share of the lighter sentence's weight. Of news items that were shuffled and had three pairs of characters in ten
# replaced it finds 98 % (F1), with six in ten 93 %; at .2 88 %. Unrelated news meet in 2 % of their sentences.
ALIKE = 0.15
# The same for a further half of a sentence that is paired already: most of it stands there. Sentences of one formula
# (周一，某厂宣布扩产) share less.
PART = 0.6
SHORT = 5  # grams: a shorter sentence (他说。) stands inside many others by chance, so it meets only its equal
COMMON = 64  # sentences: a gram that more of them hold finds none, else the work would grow with the square
# A text of 1 MB has some 10,000. What is beyond is a book or a trick, and stays unpaired.
MOST_SENTENCES = 20_000

Span = tuple[int, int]

_UNIT = 2**32  # the weight of a gram of one sentence; weights are whole, so that any order of adding gives one sum
# The end of a sentence with the quotes and brackets that close behind it (。”), a blank behind a Latin full stop.
_END = re.compile(r"(?:[。！？!?；;]+|\.(?=\s))[”’」』）)】\"']*|\n")


@dataclass(frozen=True, slots=True)
class Pair:
    """`one[start:end]` and `other[other_start:other_end]` tell the same; `score` is above 0 and at most 1."""

    start: int
    end: int
    other_start: int
    other_end: int
    score: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of a text: sentences kept (but for signs and script) or changed, dropped from it, added to it."""

    kept: tuple[Pair, ...]
    changed: tuple[Pair, ...]
    dropped: tuple[Span, ...]
    added: tuple[Span, ...]


def align(one: str, other: str) -> tuple[Pair, ...]:
    """The pairs in the order of `one`, chosen best first. A sentence stands in several where it was split, joined or
    repeated; one beyond MOST_SENTENCES of its text stands in none.
    """
    ours, theirs = _read(one), _read(other)
    chosen = dict.fromkeys(_twins(ours, theirs), 1.0)
    free_ours = set(range(len(ours))) - {i for i, _ in chosen}
    free_theirs = set(range(len(theirs))) - {j for _, j in chosen}
    for fit in sorted(_fits(ours, theirs), key=_best_first(len(ours), len(theirs))):
        free = (fit.i in free_ours) + (fit.j in free_theirs)
        if free == 2 or (free == 1 and fit.score >= PART):
            chosen[fit.i, fit.j] = fit.score
            free_ours.discard(fit.i)
            free_theirs.discard(fit.j)
    return tuple(Pair(*ours[i].span, *theirs[j].span, round(score, 4)) for (i, j), score in sorted(chosen.items()))


def changes(one: str, other: str) -> Changes:
    """What was kept, changed, dropped and added on the way from `one` to `other`."""
    pairs = align(one, other)
    same = {
        pair: compared(one[pair.start : pair.end]) == compared(other[pair.other_start : pair.other_end])
        for pair in pairs
    }
    return Changes(
        kept=tuple(pair for pair in pairs if same[pair]),
        changed=tuple(pair for pair in pairs if not same[pair]),
        dropped=unpaired(one, {(pair.start, pair.end) for pair in pairs}),
        added=unpaired(other, {(pair.other_start, pair.other_end) for pair in pairs}),
    )


def unpaired(text: str, paired: set[Span]) -> tuple[Span, ...]:
    """The sentences of a text that are none of these."""
    return tuple(span for span in sentences(text) if span not in paired)


def moved(pairs: Sequence[Pair]) -> int:
    """How many pairs stand in another order: all but the longest row that is in order in both texts."""
    ends: list[int] = []  # the least place in the other text that a row of each length can end at
    for pair in sorted(pairs, key=lambda pair: (pair.start, pair.other_start)):
        place = bisect_right(ends, pair.other_start)
        ends[place : place + 1] = [pair.other_start]
    return len(pairs) - len(ends)


def sentences(text: str) -> Iterator[Span]:
    """Where each sentence stands, without the blanks around it; runs of signs alone (***) are none."""
    start = 0
    for end in (*(found.end() for found in _END.finditer(text)), len(text)):
        words = text[start:end]
        if compared(words):
            first = start + len(words) - len(words.lstrip())
            yield first, first + len(words.strip())
        start = end


# --- how well two sentences fit ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    plain: str
    grams: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Fit:
    i: int  # number of the sentence in one text
    j: int  # and in the other
    score: float  # share of the lighter one's weight
    of_heavier: float  # share of the heavier one's


def _read(text: str) -> list[_Sentence]:
    made = []
    for start, end in islice(sentences(text), MOST_SENTENCES):
        words = text[start:end]
        plain = compared(words)
        grams = frozenset(tokens(words) if script(words) == "latin" else map("".join, pairwise(plain)))
        made.append(_Sentence((start, end), plain, grams if len(grams) >= SHORT else frozenset()))
    return made


def _twins(ours: list[_Sentence], theirs: list[_Sentence]) -> set[tuple[int, int]]:
    """Sentences that are word for word the same: the first with the first, what one text repeats with the last."""
    places, other_places = _places(ours), _places(theirs)
    return {
        (here[min(n, len(here) - 1)], there[min(n, len(there) - 1)])
        for plain, here in places.items()
        if (there := other_places.get(plain))
        for n in range(max(len(here), len(there)))
    }


def _places(found: list[_Sentence]) -> dict[str, list[int]]:
    places = defaultdict(list)
    for number, sentence in enumerate(found):
        places[sentence.plain].append(number)
    return places


def _fits(ours: list[_Sentence], theirs: list[_Sentence]) -> Iterator[_Fit]:
    """All that are alike, by an inverted index from gram to sentence."""
    holders = defaultdict(list)
    for j, sentence in enumerate(theirs):
        for gram in sentence.grams:
            holders[gram].append(j)
    weights = _weights(ours, theirs)
    other_totals = [sum(weights[gram] for gram in sentence.grams) for sentence in theirs]
    for i, sentence in enumerate(ours):
        total = sum(weights[gram] for gram in sentence.grams)
        shared: dict[int, int] = defaultdict(int)
        for gram in sentence.grams:
            if weights[gram] >= _UNIT // COMMON:
                for j in holders.get(gram, ()):
                    shared[j] += weights[gram]
        for j, weight in shared.items():
            lighter, heavier = sorted((total, other_totals[j]))
            if weight >= ALIKE * lighter:
                yield _Fit(i, j, weight / lighter, weight / heavier)


def _best_first(ours: int, theirs: int) -> Callable[[_Fit], tuple[float, float, int, int, int]]:
    """The key to sort by: a sentence before one that only contains it, and then the nearest by its place in the text.

    The rest settles ties, alike from both sides.
    """

    def key(fit: _Fit) -> tuple[float, float, int, int, int]:
        apart = abs(fit.i * theirs - fit.j * ours)
        return -fit.score, -fit.of_heavier, apart, min(fit.i, fit.j), max(fit.i, fit.j)

    return key


def _weights(ours: list[_Sentence], theirs: list[_Sentence]) -> dict[str, int]:
    """One by the number of sentences that hold the gram, in the text that has more of them.

    Not in both together: then what a rewording kept would weigh half of what it replaced.
    """
    counts, others = (Counter(gram for sentence in text for gram in sentence.grams) for text in (ours, theirs))
    return {gram: _UNIT // max(counts[gram], others[gram]) for gram in counts.keys() | others.keys()}
