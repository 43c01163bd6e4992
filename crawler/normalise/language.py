"""Tell the language of a text by its letters: `芯片の輸出` -> "ja"."""

import re

from indexer.text import ENOUGH, HAN, count

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]+")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_HAN = re.compile(f"[{HAN}]+")
_LATIN = re.compile("[A-Za-z]+")
_ENGLISH = re.compile(r"\b(?:the|and|of|to|in|is|was|that|for|with)\b", re.IGNORECASE)


def language(text: str) -> str:
    """ISO 639-1: zh, ja, ko or en; "und" where the letters do not tell."""
    text = text[:ENOUGH]
    han, latin, kana, hangul = (count(runs, text) for runs in (_HAN, _LATIN, _KANA, _HANGUL))
    letters = han + latin + kana + hangul
    if kana * 10 > letters:  # the rarest kana share met in Japanese news was one in three
        return "ja"
    if hangul * 10 > letters:
        return "ko"
    if han * 10 >= letters and han:  # as `indexer.text.script` counts
        return "zh"
    return "en" if _ENGLISH.search(text) else "und"
