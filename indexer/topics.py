"""Which topics an article is about: words from topics.yaml, found in its title and body.

    - id: chips
      name: Chips and export controls
      any: [芯片, 半导体, "export control*"]     one of these
      all: [[出口, 禁令], [美国, 荷兰]]          and one of each of these lists
      none: [薯片]                              and none of these
      aliases: {芯片: [晶片, xin片]}             other names of a word above, for readers' spellings and evasions
      script: any                              or hans, hant, latin: only articles written so

Words are found in either script and under disguise (芯·片, 美*国, 芯 片, 芯(xīn)片); Latin words only as whole words,
`word*` also as their beginning.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Literal

from ahocorasick_rs import AhoCorasick
from pydantic import BaseModel, ConfigDict, Field, model_validator

from indexer.config import load
from indexer.text import HAN, cut, fold, glosses, script

Role = Literal["any", "all", "none"]


class TopicEntry(BaseModel):
    """One topic of topics.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    name: str
    any: tuple[str, ...] = ()
    all: tuple[tuple[str, ...], ...] = ()
    none: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    script: Literal["any", "hans", "hant", "latin"] = "any"

    @model_validator(mode="after")
    def _is_complete(self) -> "TopicEntry":
        if not self.any and not self.all:
            raise ValueError("needs words to look for: add `any:` or `all:`")
        if not all(self.all):
            raise ValueError("a list in `all:` is empty, so that nothing can match: fill it or remove it")
        words = {*self.any, *self.none, *(word for group in self.all for word in group)}
        for word in self.aliases:
            if word not in words:
                raise ValueError(f"aliases: {word!r} is no word of this topic: add it to any, all or none")
        for word in words.union(*self.aliases.values()):
            if not _pattern(word):
                raise ValueError(f"{word!r} holds no letter to look for")
        return self


class TopicsFile(BaseModel):
    """The whole of topics.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topics: tuple[TopicEntry, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> "TopicsFile":
        ids = [topic.id for topic in self.topics]
        for number, topic_id in enumerate(ids):
            if topic_id in ids[:number]:
                raise ValueError(f"two topics have the id {topic_id!r}: rename one")
        return self


@dataclass(frozen=True, slots=True)
class Why:
    """A word of a topic that was found: `text[start:end]`. Words of `none` unmake a topic, the others make it."""

    topic: str
    word: str  # as in topics.yaml
    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Use:
    """Where a word counts: as one of list `group` of the topic's words of this role."""

    topic: int
    role: Role
    group: int
    word: str


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics, compiled once; made by `compile_topics` or `load_topics`."""

    entries: tuple[TopicEntry, ...]
    _search: AhoCorasick
    _open_ended: frozenset[int]  # patterns of `word*`
    _uses: tuple[tuple[_Use, ...], ...]  # of each pattern

    def match(self, title: str | None, body: str) -> tuple[str, ...]:
        """The ids of the topics that an article is about, in the order of the file."""
        text = f"{title or ''}\n{body}"
        found = {(use.topic, use.role, use.group) for use, _, _ in self._found(_unmasked(text))}
        if not found:
            return ()
        written = script(text)
        return tuple(entry.id for number, entry in enumerate(self.entries) if _holds(entry, number, found, written))

    def explain(self, text: str) -> list[Why]:
        """Every word that was found, with its place in `text`, in the order of the text."""
        spans = list(_masks(text))
        starts = [start for start, _ in spans]
        removed = [0, *accumulate(end - start for start, end in spans)]
        kept_until = [start - gone for start, gone in zip(starts, removed, strict=False)]  # where each span was cut

        def place(at: int) -> int:
            return at + removed[bisect_right(kept_until, at)]

        return [
            Why(self.entries[use.topic].id, use.word, use.role, place(start), place(end - 1) + 1)
            for use, start, end in self._found(_unmasked(text))
        ]

    def _found(self, text: str) -> Iterator[tuple[_Use, int, int]]:
        for number, start, end in self._search.find_matches_as_indexes(text, overlapping=True):
            if _stands_alone(text, start, end, open_ended=number in self._open_ended):
                for use in self._uses[number]:
                    yield use, start, end


def load_topics(path: Path) -> Topics:
    """Read topics.yaml. Raises ConfigError with the line of each mistake."""
    return compile_topics(load(path, TopicsFile))


def compile_topics(file: TopicsFile) -> Topics:
    """Put the words of all topics into one search."""
    uses: dict[tuple[str, bool], list[_Use]] = {}
    for number, entry in enumerate(file.topics):
        for role, group, word in _words(entry):
            for name in (word, *entry.aliases.get(word, ())):
                uses.setdefault((_pattern(name), name.endswith("*")), []).append(_Use(number, role, group, word))
    return Topics(
        entries=file.topics,
        _search=AhoCorasick([pattern for pattern, _ in uses]),
        _open_ended=frozenset(number for number, (_, open_ended) in enumerate(uses) if open_ended),
        _uses=tuple(tuple(used) for used in uses.values()),
    )


def _words(entry: TopicEntry) -> Iterator[tuple[Role, int, str]]:
    for word in entry.any:
        yield "any", 0, word
    for word in entry.none:
        yield "none", 0, word
    for group, words in enumerate(entry.all):
        for word in words:
            yield "all", group, word


def _holds(entry: TopicEntry, number: int, found: set[tuple[int, Role, int]], written: str) -> bool:
    return (
        entry.script in ("any", written)
        and (not entry.any or (number, "any", 0) in found)
        and all((number, "all", group) in found for group in range(len(entry.all)))
        and (number, "none", 0) not in found
    )


# --- disguises -------------------------------------------------------------------------------------------------------

# Up to three signs between two Han characters that no sentence needs there: 芯·片, 美*国, 芯 片, 芯🔥片. Marks that
# end or part a sentence, brackets, quotes and line breaks stay, so that no word is made of two sentences: 用芯，片刻
_MASK = re.compile(
    f"(?<=[{HAN}])[^\\w\n，。；：？！、,;:?!()（）\\[\\]【】《》〈〉「」『』“”‘’\"'…—{HAN}]{{1,3}}(?=[{HAN}])"
)


def _masks(text: str) -> Iterator[tuple[int, int]]:
    """The spans that disguise words, in order and apart."""
    yield from sorted([*glosses(text), *(found.span() for found in _MASK.finditer(text))])


def _unmasked(text: str) -> str:
    """The text, folded, without disguises. Letters never come together by it that are not Han."""
    return fold(cut(text, _masks(text)))


def _pattern(word: str) -> str:
    return _unmasked(word.strip().rstrip("*").strip())


def _stands_alone(text: str, start: int, end: int, *, open_ended: bool) -> bool:
    """Whether a Latin edge of the word is an edge in the text; between Han there is none to look for."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _is_latin(text[start]) and _is_latin(before):
        return False
    return open_ended or not (_is_latin(text[end - 1]) and _is_latin(after))


_LATIN = re.compile("[a-z0-9\u00df-\u024f]")


def _is_latin(char: str) -> bool:
    return _LATIN.match(char) is not None
