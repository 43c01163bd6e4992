"""The one query language: words of a person -> a small tree that each store turns into its own search.

    parse('芯片 -手机 "出口 管制" OR export*')
    -> Or(And(Phrase("芯片"), Not(Phrase("手机")), Phrase("出口 管制")), Phrase("export", prefix=True))

Blanks mean AND, which binds closer than OR; `-word` excludes; brackets group; `word*` finds what begins with the word.
A run of Han is found wherever its characters stand side by side, in either script; a Latin word only as a whole word.
Quotation marks and brackets may be Chinese ones. `matches` says what a query means without any store.
"""

import re
from dataclasses import dataclass

from indexer.errors import UsageError
from indexer.text import fold, runs

MAX_DEPTH = 20  # brackets in brackets; SQLite's own limit is 256 levels of its tree
MAX_LENGTH = 2000  # characters


@dataclass(frozen=True, slots=True)
class Phrase:
    """Runs of text that stand side by side, folded, a blank between them; with `prefix` the last word may go on."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class And:
    """All parts; at least one of them is not a Not."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts, none of which is a Not."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not the part; stands only inside an And."""

    part: "Node"


Node = Phrase | And | Or | Not


def parse(text: str) -> Node:
    """The tree of a query. Raises UsageError with the place and what to do."""
    if len(text) > MAX_LENGTH:
        raise UsageError(f"query: {len(text)} characters are too many; up to {MAX_LENGTH} are read")
    words = _split(text)
    node, rest = _either(words, 0, 0)
    if rest < len(words):
        raise _wrong(words[rest].at, "this bracket closes nothing: remove it, or open one before it")
    return node


# --- from text to words ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A sign ( ) - OR, or a phrase."""

    at: int
    sign: str
    phrase: Phrase | None = None


# Over the folded query, whose offsets are those of the query: （ is ( there. “芯片” or "芯片", export*, -( and so on
_WORD = re.compile(
    r"""
    (?P<bracket> [()] )
  | (?P<minus> - (?= [^\s)] ) )  # only where a word may begin, since `bare` takes chip-maker whole
  | ["“”] (?P<quoted> [^"“”]* ) (?P<closed> ["“”] \*? )?
  | (?P<bare> [^\s()"“”]+ )
    """,
    re.VERBOSE,
)
_NOT_NEEDED = {
    "AND": 'blanks already mean AND: leave it out, or write "and" in quotes to find the word',
    "NOT": 'write -word for NOT, or "not" in quotes to find the word',
}


def _split(text: str) -> list[_Word]:
    words: list[_Word] = []
    for found in _WORD.finditer(fold(text)):
        at, as_written = found.start(), text[found.start() : found.end()]
        if found["bracket"] or found["minus"]:
            words.append(_Word(at, found[0]))
        elif found["bare"] is None and found["closed"] is None:
            raise _wrong(at, "the quotation mark is never closed: add one, or remove this one")
        elif as_written in _NOT_NEEDED:
            raise _wrong(at, _NOT_NEEDED[as_written])
        elif as_written == "OR":
            words.append(_Word(at, "OR"))
        elif runs(found[0]):  # punctuation alone separates, like a blank
            words.append(_Word(at, "", _phrase(found[0])))
    return words


def _phrase(as_written: str) -> Phrase:
    """export* | "export control*" | "export control"*"""
    found = runs(as_written)
    starred = as_written.endswith("*") or as_written.rstrip(' "“”').endswith("*")
    # A run of Han may go on in any case, so a star behind it says nothing new.
    return Phrase(" ".join(run for run, _ in found), prefix=starred and not found[-1][1])


def _wrong(at: int, what: str) -> UsageError:
    return UsageError(f"query, character {at + 1}: {what}")


# --- from words to a tree --------------------------------------------------------------------------------------------
# Each step takes the words and where it begins, and returns its node and where it ended.


def _either(words: list[_Word], at: int, depth: int) -> tuple[Node, int]:
    node, at = _all(words, at, depth)
    parts = [node]
    while at < len(words) and words[at].sign == "OR":
        node, at = _all(words, at + 1, depth)
        parts.append(node)
    return (parts[0] if len(parts) == 1 else Or(tuple(parts))), at


def _all(words: list[_Word], at: int, depth: int) -> tuple[Node, int]:
    start, parts = at, list[Node]()
    while at < len(words) and words[at].sign not in (")", "OR"):
        node, at = _one(words, at, depth)
        parts.append(node)
    if not parts:
        raise _nothing(words, start)
    if all(isinstance(part, Not) for part in parts):
        raise _wrong(words[start].at, "only words to leave out: add a word to look for beside them")
    return (parts[0] if len(parts) == 1 else And(tuple(parts))), at


def _one(words: list[_Word], at: int, depth: int) -> tuple[Node, int]:
    word = words[at]
    if word.phrase is not None:
        return word.phrase, at + 1
    if word.sign == "-":
        if at + 1 == len(words) or words[at + 1].at > word.at + 1 or words[at + 1].sign in ("OR", "-"):
            raise _wrong(word.at, "a minus needs a word right behind it")
        node, at = _one(words, at + 1, depth)
        return Not(node), at
    if depth == MAX_DEPTH:
        raise _wrong(word.at, f"more than {MAX_DEPTH} brackets in one another")
    node, end = _either(words, at + 1, depth + 1)
    if end == len(words):
        raise _wrong(word.at, "this bracket is never closed: add one, or remove this one")
    return node, end + 1


def _nothing(words: list[_Word], at: int) -> UsageError:
    if at > 0 and words[at - 1].sign == "OR":
        return _wrong(words[at - 1].at, "nothing stands behind this OR")
    if at < len(words) and words[at].sign == "OR":
        return _wrong(words[at].at, 'nothing stands before this OR; write "or" in quotes to find the word')
    if at > 0:
        return _wrong(words[at - 1].at, "nothing stands in these brackets")
    if words:
        return _wrong(words[0].at, "this bracket closes nothing: remove it, or open one before it")
    return UsageError("query: nothing to look for; write a word, such as 芯片 or export*")


# --- what it means ---------------------------------------------------------------------------------------------------


def matches(node: Node, *texts: str) -> bool:
    """Whether an article with these texts (title, body) is meant. A phrase lies within one text."""
    return _holds(node, [runs(text) for text in texts])


def _holds(node: Node, texts: list[list[tuple[str, bool]]]) -> bool:
    match node:
        case And(parts):
            return all(_holds(part, texts) for part in parts)
        case Or(parts):
            return any(_holds(part, texts) for part in parts)
        case Not(part):
            return not _holds(part, texts)
        case Phrase(text, prefix):
            wanted = runs(text)
            return any(
                _stands_at(wanted, there[start : start + len(wanted)], prefix)
                for there in texts
                for start in range(len(there) - len(wanted) + 1)
            )


def _stands_at(wanted: list[tuple[str, bool]], there: list[tuple[str, bool]], prefix: bool) -> bool:
    """The first run may begin inside a run of the text, and the last may end inside one, where that is of Han."""
    last = len(wanted) - 1
    for place, ((word, unspaced), (run, _)) in enumerate(zip(wanted, there, strict=True)):
        if not unspaced:
            fits = run == word or (prefix and place == last and run.startswith(word))
        elif place == 0:
            fits = word in run if last == 0 else run.endswith(word)
        else:
            fits = run.startswith(word) if place == last else run == word
        if not fits:
            return False
    return True
