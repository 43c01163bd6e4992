"""Times in other languages, through dateparser behind a gate: `23 mai 2025 à 14h05`, on a French page -> that minute.

dateparser takes 95% for 1995 and 90天 for a date, so it is asked only about a string that has the shape of a time in
one of the languages below, without Han characters, and it is told which language that is (docs/choices.md). It is
imported when first needed (0.3 s).
"""

import re
from dataclasses import dataclass
from datetime import datetime

from crawler.normalise.clock import Reading


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one language prints a time; `code` is dateparser's."""

    code: str
    dated: re.Pattern[str]  # a day beside the name of a month
    counted: re.Pattern[str]  # ago, yesterday, last Friday: may stand alone
    label: re.Pattern[str]  # what stands before: Publié le


def _tongue(code: str, months: str, counted: str, label: str, day: str = r"\d{1,2}(?:er|\.|º)?") -> Tongue:
    dated = rf"(?<!\d){day}\s(?:de\s)?(?:{months})(?!\w)|(?<!\w)(?:{months})\s{day}(?!\d)"
    return Tongue(
        code,
        re.compile(dated, re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{counted})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?:{label})\W{{1,3}}", re.IGNORECASE),
    )


_N = r"(?:\d{1,3}|\w{2,6})"
# the most frequent first: where two would do (23 mai 2025), the first that dateparser can read decides
TONGUES = (
    _tongue(
        "en",
        "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
        "|nov(?:ember)?|dec(?:ember)?",
        r"[\w, ]{3,30} ago|(?:the day before )?yesterday(?: (?:morning|afternoon|evening))?"
        r"|last (?:mon|tues|wednes|thurs|fri|satur|sun)day"
        r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:at )?\d{1,2}[:ap].{1,6}",
        "(?:first |last )?(?:posted|published|updated|released)(?: on)?|by",
        day=r"\d{1,2}(?:st|nd|rd|th)?",
    ),
    _tongue(
        "ru",
        "янв(?:аря|арь)?|фев(?:раля)?|марта?|апр(?:еля)?|мая|июн[яь]?|июл[яь]?|авг(?:уста)?|сен(?:т|тября)?|окт(?:ября)?"
        "|ноя(?:бря)?|дек(?:абря)?",
        rf"(?:{_N} )?\w{{3,8}} назад|вчера|сегодня|позавчера",
        "опубликовано|обновлено|дата",
    ),
    _tongue(
        "fr",
        r"janv(?:ier|\.)?|févr(?:ier|\.)?|mars|avr(?:il|\.)|mai|juin|juil(?:let|\.)|août|sept(?:embre|\.)|oct(?:obre|\.)"
        r"|nov(?:embre|\.)|déc(?:embre|\.)",
        rf"il y a {_N} \w{{1,8}}|hier|aujourd.hui|avant-hier",
        "(?:publié|posté|mis à jour|modifié|paru)(?: le)?|le",
    ),
    _tongue(
        "de",
        r"jan(?:uar|\.)|feb(?:ruar|\.)|märz|apr(?:il|\.)|mai|juni|juli|aug(?:ust|\.)|sept?(?:ember|\.)|okt(?:ober|\.)"
        r"|nov(?:ember|\.)|dez(?:ember|\.)",
        rf"vor {_N} \w{{3,8}}|gestern|heute|vorgestern",
        "(?:veröffentlicht|aktualisiert|erstellt|stand)(?: am)?|am",
    ),
    _tongue(
        "es",
        r"ene(?:ro|\.)|feb(?:rero|\.)|mar(?:zo|\.)|abr(?:il|\.)|mayo|jun(?:io|\.)|jul(?:io|\.)|ago(?:sto|\.)|sept?(?:iembre|\.)"
        r"|oct(?:ubre|\.)|nov(?:iembre|\.)|dic(?:iembre|\.)",
        rf"hace {_N} \w{{3,8}}|ayer|hoy|anteayer",
        "(?:publicado|actualizado)(?: el)?|el",
    ),
    _tongue(
        "pt",
        "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
        rf"há {_N} \w{{3,8}}|ontem|hoje|anteontem",
        "(?:publicado|atualizado|postado)(?: em)?|em",
    ),
    _tongue(
        "it",
        "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
        rf"{_N} \w{{3,9}} fa|ieri|oggi",
        "(?:pubblicato|aggiornato)(?: il)?|il",
    ),
    _tongue(
        "tr",
        "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık",
        rf"{_N} \w{{2,8}} önce|dün|bugün",
        "yayınlanma|güncelleme",
    ),
    _tongue("vi", r"tháng \d{1,2},?", rf"{_N} \w{{3,8}} trước|hôm qua", "đăng|cập nhật|ngày", day=r"\d{1,2},?"),
    _tongue(
        "id",
        "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember",
        rf"{_N} \w{{3,8}} (?:yang )?lalu|kemarin",
        "diterbitkan|diperbarui",
    ),
    Tongue(
        "ko",
        re.compile(r"\d{1,2}월 ?\d{1,2}일"),
        re.compile(r"\d{1,3} ?(?:초|분|시간|일|주|개월|달|년) ?전|어제|오늘|그제"),
        re.compile(r"(?:입력|등록|수정|게시|작성일?|발행)\W{1,3}"),
    ),
)
_HAN = re.compile("[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_TO_THE_SECOND = re.compile(r"\d:\d\d:\d\d|seco?nd|секунд|sekund|초", re.IGNORECASE)


def read_foreign(text: str, now: datetime) -> tuple[Reading, str] | None:
    """The time that a string in another language prints, None where the gate or dateparser refuses it."""
    if not _LETTER.search(text) or _HAN.search(text):
        return None
    for tongue in TONGUES:
        if tongue.dated.search(text) or tongue.counted.search(text):
            label = tongue.label.match(text)
            reading = _parse(text[label.end() :] if label else text, tongue.code, now)
            if reading is not None:
                return reading, f"foreign_{tongue.code}"
    return None


def _parse(text: str, language: str, now: datetime) -> Reading | None:
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "PREFER_DATES_FROM": "past",
        "RETURN_TIME_AS_PERIOD": True,
    }
    found = DateDataParser(languages=[language], settings=settings).get_date_data(text)
    if found.date_obj is None:
        return None
    value = found.date_obj if found.date_obj.tzinfo else found.date_obj.replace(tzinfo=now.tzinfo)
    if found.period == "time":
        seconds = _TO_THE_SECOND.search(text) is not None
        return Reading(
            value.replace(second=value.second if seconds else 0, microsecond=0), "second" if seconds else "minute"
        )
    midnight = value.replace(hour=0, minute=0, second=0, microsecond=0)
    if found.period == "year":
        return Reading(midnight.replace(month=1, day=1), "year")
    if found.period == "month":
        return Reading(midnight.replace(day=1), "month")
    return Reading(midnight, "day")  # day, week, part_of_day
