"""Bytes of a page to text, decided once: bytes of GB18030 that a meta tag calls utf-8 -> readable Chinese.

What a page declares is often wrong (saved again, sent through a proxy, a template older than the server), so bytes
that are valid UTF-8 are UTF-8 whatever they are called: other encodings of Chinese are practically never valid UTF-8.
Otherwise the declared encoding, the detected one and the two legacy encodings of Chinese are tried in this order, and
the one that leaves the fewest broken characters wins.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

# What pages call an encoding -> the codec that reads it: always the widest of its family, since pages that say gb2312
# hold names outside gb2312 (喆, 镕). Anything not named here is no declaration.
CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "csgb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb18030": "gb18030",
    "chinese": "gb18030",
    "euc-cn": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "windows-1251": "cp1251",
    "koi8-r": "koi8_r",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
MARKUP_STARTS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))  # UTF-16 that came without its mark

# latin-1 and cp1252 are missing from CODECS on purpose: they decode any bytes without a complaint and are what servers
# say by default. They are believed only where the detector finds a Western text, too.
DETECTABLE = ["gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252", "cp1251"]

JUDGED = 262_144  # bytes from the first that is not ASCII, by which an encoding is judged: wrong bytes decode slowly
DECLARED_WITHIN = 8192  # bytes; browsers look at 1024, but templates put scripts before the meta tag
DETECTED = 4096  # bytes of text shown to the detector: right on 40 of 40 fragments of 1000 characters, and it is slow

# <meta charset=gbk>   <meta http-equiv=Content-Type content="text/html; charset=gb2312">   <?xml encoding="big5"?>
DECLARATION = re.compile(rb"""<(?:meta\b[^<>]*?\bcharset|\?xml\b[^<>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
TAG_OR_LINE_END = re.compile(rb"<[^<>]{0,2000}>|\n")
PRIVATE_USE = re.compile("[\ue000-\uf8ff]+")
HIGH_BYTE = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text. `declared` is the label as written, "" without one; `replaced` counts the U+FFFD in `text`."""

    text: str
    encoding: str
    declared: str
    replaced: int


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode `body`; `content_type` is the HTTP header of that name. Never fails: broken bytes become U+FFFD."""
    labels = _declared(body, content_type)
    declared = labels[0] if labels else ""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :].decode(encoding, "replace"), encoding, declared)
    for start, encoding in MARKUP_STARTS:
        if body.startswith(start):
            return _decoded(body.decode(encoding, "replace"), encoding, declared)
    try:
        return _decoded(body.decode("utf-8"), "utf-8", declared)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # a page that was cut inside its last character
            return _decoded(body[: error.start].decode("utf-8"), "utf-8", declared)
    return _best(body, labels, declared)


def _best(body: bytes, labels: tuple[str, ...], declared: str) -> Decoded:
    """Decoded by the encoding that breaks the fewest characters of a sample; of equals, the first tried."""
    start = HIGH_BYTE.search(body)
    sample = body[start.start() :][:JUDGED] if start else b""
    best, fewest = "utf-8", len(sample) + 1
    for encoding in _encodings(sample, labels):
        broken = _broken(sample.decode(encoding, "replace"))
        if broken < fewest:
            best, fewest = encoding, broken
        if broken <= (len(sample) == JUDGED):  # a sample that was cut may end inside a character
            break
    return _decoded(body.decode(best, "replace"), best, declared)


def _broken(text: str) -> int:
    """Characters that could not be read, or that stand for private use: what text of another encoding turns into."""
    return text.count("\ufffd") + sum(map(len, PRIVATE_USE.findall(text)))


def _encodings(sample: bytes, labels: tuple[str, ...]) -> Iterator[str]:
    """What to try, in order; lazily, since the detector is the slow part and mostly not needed."""
    yield from (CODECS[label.lower()] for label in labels if label.lower() in CODECS)
    detected = _detected(sample)
    if detected:
        yield detected
    yield from ("gb18030", "big5hkscs", "utf-8")


def _declared(body: bytes, content_type: str) -> tuple[str, ...]:
    """The labels given by the HTTP header and by the page itself, in this order."""
    header = HEADER_CHARSET.search(content_type)
    inside = DECLARATION.search(body[:DECLARED_WITHIN])
    labels = [header[1]] if header else []
    if inside:
        labels.append(inside[1].decode("ascii", "replace"))
    return tuple(labels)


def _detected(body: bytes) -> str | None:
    """What the text parts of the page look like, or None."""
    text = b"\n".join(piece for piece in TAG_OR_LINE_END.split(body) if not piece.isascii())[:DETECTED]
    best = from_bytes(text, cp_isolation=DETECTABLE).best() if text else None
    return best.encoding if best else None


def _decoded(text: str, encoding: str, declared: str) -> Decoded:
    return Decoded(text.removeprefix("\ufeff"), encoding, declared, text.count("\ufffd"))
