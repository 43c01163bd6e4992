"""Clean text for people and search, in the page's own script: `ＡＩ芯片&nbsp;的\\u200b內(nèi)容` -> `AI芯片 的內容`.

Nothing is lost that a reader would see: Chinese punctuation, emoji and symbols stay. What is folded further (one
script, no punctuation) is made when it is compared, in `indexer.text`.
"""

import html
import re

from indexer.text import SYLLABLE, cut, glosses, is_traditional

# A converter that adds readings adds dozens; an author glosses one rare name. 442 saved pages held one page of the
# first kind (142 glosses) and one of the second (3, on 佾 瓞 昶), whose characters both scripts share.
FEWEST_GLOSSES = 3
TRADITIONAL_SHARE = 0.9

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_CONTROL = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)])
# soft hyphen, zero width, bidi, byte order mark; 200D (joins emoji) is dropped below where it joins none
_UNSEEN = dict.fromkeys(
    [
        0xAD,
        0x61C,
        0x180E,
        *range(0x200B, 0x200D),
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    ]
)
_BLANKS = dict.fromkeys([0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F], " ")
_LINES = dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # halves of a pair cannot be stored
_TABLE = {**_FULL_WIDTH, **_CONTROL, **_UNSEEN, **_BLANKS, **_LINES, **_SURROGATES}
_IN_TABLE = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")

_BRACKET = re.compile(f"[(（]{SYLLABLE}[)）]")  # r(jià)
_BROKEN = re.compile(rf"(?:\?{SYLLABLE}[)）])+")  # 因?yàn)轳R: the reading was put into the middle of a character
_LONE_JOINER = re.compile("\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])")
_RETURNS = re.compile(r"\r+\n?")
_ENDLESS = re.compile("&#[0-9]{20,};?")  # no character has such a number, and int() refuses 4,300 digits


def clean(text: str) -> str:
    """The text as it is shown and searched. Entities are decoded once; cleaning clean text changes nothing."""
    plain, dropped = drop_glosses(tidy(text))
    return _plain(plain) if dropped else plain


def tidy(text: str) -> str:
    """Everything that `clean` does but for glosses, which only a whole document can tell from an author's own."""
    plain = _plain(text)
    return _plain(html.unescape(_ENDLESS.sub("\ufffd", plain))) if "&" in plain else plain


def _plain(text: str) -> str:
    if _IN_TABLE.search(text):  # most texts hold none, and a search is ten times as fast
        text = text.translate(_TABLE)
    if "\u200d" in text:
        text = _LONE_JOINER.sub("", text)
    if "\r" in text:
        text = _RETURNS.sub("\n", text)
    return "\n".join(line.strip(" \u3000") for line in text.split("\n")).strip("\n")


def drop_glosses(text: str) -> tuple[str, int]:
    """The text without the readings that a converter left in it, and how many there were: 內(nèi)容 -> 內容, 1.

    They go only from a document full of them: at least 3, nine in ten behind characters of Traditional text alone.
    The readings that an author gives, 尉(yù)迟, stay. In such a document the odd ones go as well: those with a blank,
    those behind a damaged character, and those that split one, which leave U+FFFD. What that was is not guessed.
    """
    spans = list(glosses(text))
    traditional = sum(is_traditional(text[start - 1]) for start, _ in spans)
    if len(spans) < FEWEST_GLOSSES or traditional < TRADITIONAL_SHARE * len(spans):
        return text, 0
    return _BRACKET.sub("", _BROKEN.sub("\ufffd", cut(text, iter(spans)))), len(spans)
