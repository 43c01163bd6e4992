"""Text as it is compared and searched: folded, stripped of disguises, cut into tokens.

    fold("出口管制·ＡＩ晶圓")       -> "出口管制·ai晶圆"         what two spellings have in common, sign for sign
    compared("內(nèi)容：芯·片 10²") -> "内容芯片10"              what fingerprints are made of
    tokens("AI芯片出口")            -> ["ai", "芯片", "片出", "出口", "口"]     what the search index holds

Everything that is stored or shown keeps the page's own script; only here Traditional and Simplified become one.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

# Raise it whenever `tokens` or `fold` gives anything else for any text: stores then build their search index anew.
TOKENS_VERSION = 1

# Han for regular expressions; with 々 and 〇, which are written inside words (二〇二五年).
HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")
# Scripts written without blanks between words: Han, kana, hangul. Cut into pairs like Elasticsearch's cjk_bigram.
_UNSPACED = HAN + "\u3041-\u3096\u30a1-\u30fa\u30fc\uac00-\ud7a3"

# Pairs that OpenCC keeps apart because another word needs it; for finding and comparing one spelling is enough.
# (昇 and 升 are one by its own table already, which 昇騰 = 昇腾 needs: both scripts write that name with 昇.)
EQUAL = {
    "著": "着",  # 看著 = 看着 (kept for 著名)
    "瞭": "了",  # 瞭解 = 了解 (kept for 瞭望)
    "甚": "什",  # 甚麼 = 什么 (kept for 甚至)
    "藉": "借",  # 憑藉 = 凭借 (kept for 狼藉)
    "覆": "复",  # 答覆 = 答复 (kept for 覆盖)
    "祇": "只",  # 祇是 = 只是 (kept for 神祇)
    "衹": "只",  # the same word with another radical
    "彷": "仿",  # 彷彿 = 仿佛 (kept for 彷徨)
    "倣": "仿",  # 模倣 = 模仿
    "妳": "你",  # Taiwan writes the feminine you apart
    "姊": "姐",  # 姊妹 = 姐妹
    "竝": "并",  # a variant of 並 that OpenCC has no rule for
    "鬪": "斗",  # 戰鬪 = 战斗
    "鬦": "斗",
    "淸": "清",  # fonts of old pages: variants of the usual form
    "槪": "概",
    "讃": "赞",
}

# Kinds of look-alikes that mean the plain sign. Left out on purpose: <super> (10² is not 102), <circle> (① numbers a
# list, it is no 1 of a figure), <fraction>, <square>, <vertical>.
_SAME_SIGN = ("", "<wide>", "<narrow>", "<compat>", "<font>", "<sub>", "<noBreak>")


@cache
def simplified() -> dict[str, str]:
    """Traditional character -> Simplified character, for every character that differs."""
    lines = (Path(__file__).parent / "simplified.txt").read_text(encoding="utf-8").splitlines()
    groups = (line.split() for line in lines if not line.startswith("#"))
    return {char: plain for plain, chars in groups for char in chars}


@cache
def _one_script() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that only Traditional, and those that only Simplified text has (后 and 乾 belong to both)."""
    traditional = frozenset(char for char in simplified() if not char.encode("gb2312", "ignore"))
    plain = frozenset(char for char in simplified().values() if not char.encode("big5", "ignore"))
    return traditional, plain


def is_traditional(char: str) -> bool:
    """Whether the character is met in Traditional text only."""
    return char in _one_script()[0]


def script(text: str) -> str:
    """`latin` where less than a tenth of the letters are Han, else `hant` or `hans` by the characters of one only."""
    letters = Counter(char for char in text if char.isalpha())
    han = {char: count for char, count in letters.items() if _HAN.match(char)}
    if sum(han.values()) * 10 < letters.total() or not han:
        return "latin"
    traditional, plain = (sum(count for char, count in han.items() if char in only) for only in _one_script())
    return "hant" if traditional > plain else "hans"


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
    while char in simplified() or char in EQUAL:  # 薴 -> 苧 -> 苎
        char = simplified().get(char) or EQUAL[char]
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

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_LATIN = f"a-zü\u0261\u0251{_TONED}"  # some pages use the school letters ɡ and ɑ
_GLOSS = re.compile(f"(?<=[{HAN}])[(（](?=[^)）]{{0,6}}[{_TONED}])([{_LATIN}]{{1,7}}) ?[)）]")  # 內(nèi) 絡(luò )
_SCHOOL_LETTERS = str.maketrans("\u0261\u0251", "ga")


def glosses(text: str) -> Iterator[tuple[int, int]]:
    """Where a Han character is followed by its own reading in brackets: the (start, end) of each bracket.

    The tone mark and the dictionary keep 长度(length) and 护卫(guard): no false hit in 842,000 characters of pages.
    """
    if "(" not in text and "（" not in text:
        return
    for found in _GLOSS.finditer(text):
        if found[1].translate(_SCHOOL_LETTERS) in _readings(text[found.start() - 1]):
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

_UNCOMPARED = re.compile(f"[^a-z0-9{HAN}]+")


def compared(text: str) -> str:
    """Only Han and a-z0-9, folded, glosses dropped: 芯·片, 美*国, emoji, blanks and line breaks change nothing."""
    return _UNCOMPARED.sub("", fold(cut(text, glosses(text))))


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
