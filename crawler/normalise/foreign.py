"""Times in other languages, through dateparser behind a gate: `23 mai 2025`, on a French page -> that day.

dateparser takes 95% for 1995 and 90天 for a date, so it is asked only about a string that holds a word which only a
time of the one language has, and it is told that language; it never sees Chinese. It is imported when first needed
(0.3 s).
"""

import re
from datetime import datetime

from crawler.normalise.clock import Reading

# language -> a word that only a time of that language holds
_GATES = {
    "ko": "년|월|일|시간 전|분 전",
    "ru": "янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек|назад",
    "fr": r"\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|il y a)\b",
    "de": r"\b(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|vor \d)\b",
    "es": r"\b(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|hace)\b",
}
_PATTERNS = {language: re.compile(words, re.IGNORECASE) for language, words in _GATES.items()}
_CLOCKED = re.compile(r":|\d\s?(?:시|분|heure|minute|stunde|hora|минут|час)", re.IGNORECASE)  # finer than a day
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile("[\u4e00-\u9fff]")


def read_foreign(text: str, now: datetime) -> tuple[Reading, str] | None:
    """The time that a string in another language prints, None where the gate or dateparser refuses it."""
    if not _DIGIT.search(text) or not _LETTER.search(text) or _HAN.search(text):
        return None
    language = next((name for name, pattern in _PATTERNS.items() if pattern.search(text)), None)
    return None if language is None else _parse(text, language, now)


def _parse(text: str, language: str, now: datetime) -> tuple[Reading, str] | None:
    import dateparser

    value = dateparser.parse(
        text,
        languages=[language],
        settings={
            "RELATIVE_BASE": now.replace(tzinfo=None),
            "PREFER_DATES_FROM": "past",
            "REQUIRE_PARTS": ["month", "day"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    if value is None:
        return None
    value = value.replace(tzinfo=now.tzinfo, second=0, microsecond=0)
    if _CLOCKED.search(text):
        return Reading(value, "minute"), f"foreign_{language}"
    return Reading(value.replace(hour=0, minute=0), "day"), f"foreign_{language}"
