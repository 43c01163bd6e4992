"""Text as it is compared and searched: folded, stripped of disguises, cut into tokens.

    fold("出口管制·ＡＩ晶圓")       -> "出口管制·ai晶圆"         what two spellings have in common, sign for sign
    compared("內(nèi)容：芯·片 10²") -> "内容芯片10"              what fingerprints are made of
    tokens("AI芯片出口")            -> ["ai", "芯片", "片出", "出口", "口"]     what the search index holds

Everything that is stored or shown keeps the page's own script; only here Traditional and Simplified become one.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

# Raise it whenever `tokens` or `fold` gives anything else for any text: stores then build their search index anew.
TOKENS_VERSION = 2

# Han for regular expressions; with 々 and 〇, which are written inside words (二〇二五年).
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Scripts written without blanks between words: Han, kana, hangul. Cut into pairs like Elasticsearch's cjk_bigram.
_UNSPACED = HAN + "\u3041-\u3096\u30a1-\u30fa\u30fc\uac00-\ud7a3"

# Kinds of look-alikes that mean the plain sign. Left out on purpose: <super> (10² is not 102), <circle> (① numbers a
# list, it is no 1 of a figure), <fraction>, <square>, <vertical>.
_SAME_SIGN = ("", "<wide>", "<narrow>", "<compat>", "<font>", "<sub>", "<noBreak>")


@cache
def simplified() -> dict[str, str]:
    """Traditional character -> Simplified character, for every character that differs."""
    groups = (line.split() for line in _rows("simplified.txt"))
    return {char: plain for plain, chars in groups for char in chars}


@cache
def equal() -> dict[str, str]:
    """What else is compared as one: character -> character, word -> word."""
    groups = (line.partition("|")[0].split() for line in _rows("equal.txt"))
    return {other: kept for kept, *others in groups for other in others}


def _rows(name: str) -> list[str]:
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# --- which script -----------------------------------------------------------------------------------------------------

ENOUGH = 2000  # characters that tell the script and the language of a text
_HAN_RUN = re.compile(f"[{HAN}]+")
_OTHER_LETTERS = re.compile(f"[^\\W\\d_{HAN}]+")


@cache
def _one_script() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Runs of characters that only Traditional, and that only Simplified text has (后 and 乾 belong to both).

    The rare ones beyond U+FFFF are left out: with them `re` tries one character after the other, 80 times as slow.
    """
    common = {char: plain for char, plain in simplified().items() if char < "\U00010000" > plain}
    traditional = (char for char in common if not char.encode("gb2312", "ignore"))
    plain = (char for char in set(common.values()) if not char.encode("big5", "ignore"))
    return re.compile(f"[{''.join(traditional)}]+"), re.compile(f"[{''.join(plain)}]+")


def is_traditional(char: str) -> bool:
    """Whether the character is met in Traditional text only."""
    return _one_script()[0].match(char) is not None


def script(text: str) -> str:
    """`latin` where less than a tenth of the letters are Han, else `hant` or `hans` by the characters of one only."""
    text = text[:ENOUGH]
    han = count(_HAN_RUN, text)
    if not han or han * 9 < count(_OTHER_LETTERS, text):
        return "latin"
    traditional, plain = _one_script()
    return "hant" if count(traditional, text) > count(plain, text) else "hans"


def count(runs: re.Pattern[str], text: str) -> int:
    """How many characters stand in such runs; by runs, since a list of single characters costs five times as much."""
    return sum(map(len, runs.findall(text)))


# --- one spelling -----------------------------------------------------------------------------------------------------


class _Fold(dict[int, int]):
    """The table for str.translate; what a character becomes is worked out when it is first met."""

    def __missing__(self, code: int) -> int:
        self[code] = ord(_folded(chr(code)))
        return self[code]


def _folded(char: str) -> str:
    if _means_a_plain_sign(char):
        char = unicodedata.normalize("NFKC", char)
    if len(char.lower()) == 1:  # İ has two signs in lower case
        char = char.lower()
    while char in simplified() or char in equal():  # 薴 -> 苧 -> 苎
        char = simplified().get(char) or equal()[char]
    return char


def _means_a_plain_sign(char: str) -> bool:
    """Full-width, compatibility and mathematical forms of one sign; Ⅰ not, since Ⅱ would need two."""
    kind, _, _ = unicodedata.decomposition(char).rpartition("> ")
    tag = f"{kind}>" if kind else ""
    return tag in _SAME_SIGN and len(unicodedata.normalize("NFKC", char)) == 1 and unicodedata.category(char) != "Nl"


_FOLD = _Fold()


def fold(text: str) -> str:
    """Simplified, lower case, half width. As long as `text`, so that offsets hold in both; folding twice is once."""
    return text.translate(_FOLD)


# --- glosses: 內(nèi)容, left by converters that "help" with the reading ----------------------------------------------

# Some pages use the school letters ɡ and ɑ, some write the tone as a sign of its own (NFD).
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u030c"
_LATIN = f"a-zü\u0261\u0251\u0308{_TONED}"
# A syllable with its tone, and the blank that some converters leave behind it: nèi, luò_
SYLLABLE = f"(?=[{_LATIN}]{{0,6}}[{_TONED}])[{_LATIN}]{{1,8}} ?"
# The bracket comes first, the doubt about what is before it second: so a search passes over all else at once.
_GLOSS = re.compile(f"[(（](?<=[{HAN}].)({SYLLABLE})[)）]")
_SCHOOL_LETTERS = str.maketrans("\u0261\u0251", "ga", " ")


def glosses(text: str) -> Iterator[tuple[int, int]]:
    """Where a Han character is followed by its own reading in brackets: the (start, end) of each bracket.

    The tone mark and the dictionary keep 长度(length) and 护卫(guard): no false hit in 842,000 characters of pages.
    """
    if "(" not in text and "（" not in text:
        return
    for found in _GLOSS.finditer(text):
        syllable = unicodedata.normalize("NFC", found[1].translate(_SCHOOL_LETTERS))
        if syllable in _readings(text[found.start() - 1]):
            yield found.span()


@cache
def _readings(char: str) -> frozenset[str]:
    from pypinyin.pinyin_dict import pinyin_dict  # 0.2 s; few texts have a toned bracket at all

    return frozenset(pinyin_dict.get(ord(char), "").split(","))


def cut(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """The text without the spans, which are in order and apart."""
    kept, end = [], 0
    for start, stop in spans:
        kept.append(text[end:start])
        end = stop
    return "".join([*kept, text[end:]]) if kept else text


# --- what fingerprints are made of ---------------------------------------------------------------------------------

_COMPARED = re.compile(f"[a-z0-9{HAN}](?<![丨丶])")  # strokes that stand for | and 、 (来源丨江岸晚报), never for words


class _Compared(dict[int, int | None]):
    """The table that folds what is compared and drops the rest, filled like that of `fold`."""

    def __missing__(self, code: int) -> int | None:
        char = _folded(chr(code))
        self[code] = ord(char) if _COMPARED.match(char) else None
        return self[code]


_COMPARE = _Compared()


def compared(text: str) -> str:
    """Only Han and a-z0-9, folded, glosses dropped: 芯·片, 美*国, emoji, blanks and line breaks change nothing.

    Words that Taiwan writes otherwise become one as well (equal.txt: 晶片 -> 芯片), so offsets do not hold here.
    """
    plain = cut(text, glosses(text)).translate(_COMPARE)
    return _words().sub(lambda found: equal()[found[0]], plain)


@cache
def _words() -> re.Pattern[str]:
    """The words of equal.txt, the longest first: 智慧型手机 before 智慧."""
    return re.compile("|".join(sorted((word for word in equal() if len(word) > 1), key=len, reverse=True)))


# --- what the search index holds -----------------------------------------------------------------------------------

# A run is one of the scripts without blanks, or one word of letters and digits: AI芯片 -> AI, 芯片
_RUN = re.compile(f"([{_UNSPACED}]+)|[^\\W_{_UNSPACED}]+")


def runs(text: str) -> list[tuple[str, bool]]:
    """The folded runs of a text, and whether each is of a script without blanks between words."""
    return [(found[0], found[1] is not None) for found in _RUN.finditer(fold(text))]


def tokens(text: str) -> list[str]:
    """Overlapping pairs of each unspaced run, then its last character alone; other runs as one word each.

    The last character makes every character the start of some token, so that a search for one character is a search
    by prefix; and it stands between two runs, so that a phrase never reaches across a comma.
    """
    found: list[str] = []
    for run, unspaced in runs(text):
        if unspaced:
            found.extend(map("".join, pairwise(run)))
            found.append(run[-1])
        else:
            found.append(run)
    return found
