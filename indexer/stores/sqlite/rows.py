"""An article as it lies in the tables: a compressed record beside the columns that are asked for.

The record is JSON as everywhere, in zlib level 1: for 1,700 Chinese characters 3.1 kB instead of 5.6, written in
0.08 ms; level 6 saves 2 % more. story_id and family_id of a stored article are those of its columns, since merging a
family moves thousands of articles at once; the record says where it was filed when it was last saved.
"""

import json
import zlib
from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from sys import byteorder
from typing import Any

from indexer.model import Article, Fingerprint, Moment
from indexer.record import from_record, to_json, to_record
from indexer.text import fold

_START = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def ticks(time: datetime) -> int:
    """Microseconds since 1970 UTC: exact, and sorts."""
    return (time - _START) // _TICK


def time_of(count: int) -> datetime:
    """The time of so many microseconds."""
    return _START + count * _TICK


def published_or_seen(article: Article) -> datetime:
    """What an article is sorted and narrowed by."""
    return article.published.value if article.published else article.first_seen_at


def folded(name: str | None) -> str | None:
    """An outlet's or account's name as it is compared."""
    return None if name is None else fold(name).strip()


def pack(article: Article) -> bytes:
    return zlib.compress(to_json(to_record(article)).encode(), level=1)


def unpack(record: bytes) -> Article:
    return from_record(json.loads(zlib.decompress(record)))


def stored(record: bytes, story_id: str | None, family_id: str | None) -> Article:
    """The article of a record, where it stands now."""
    return replace(unpack(record), story_id=story_id, family_id=family_id)


def moment_of(ends: int, seen: int, article_id: str) -> Moment:
    return Moment(time_of(ends), time_of(seen), article_id)


def pack_shingles(fingerprint: Fingerprint) -> bytes:
    return _little_endian(array("q", fingerprint.shingles)).tobytes()


def unpack_shingles(packed: bytes) -> tuple[int, ...]:
    return tuple(_little_endian(array("q", packed)))


def _little_endian(numbers: "array[int]") -> "array[int]":
    if byteorder == "big":
        numbers.byteswap()
    return numbers


Row = tuple[Any, ...]
