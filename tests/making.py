"""Articles of invented text for tests: `article("a", body, minute=3)`."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.identity import article_id
from indexer.model import Article, Dated

DAWN = datetime(2026, 11, 18, tzinfo=UTC)
HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年"
HAN += "动同工也能下过子说产种面而方后多定行学法所民得经"


def article(name: str, body: str, minute: float = 0, *, seen: float | None = None, **facts: Any) -> Article:
    """An article dated `minute` minutes after dawn, to the minute, and first seen then, or `seen` minutes after."""
    at = DAWN + timedelta(minutes=minute)
    first_seen = at if seen is None else DAWN + timedelta(minutes=seen)
    made = Article(
        id=article_id(name),
        key=name,
        url=f"https://{name}.example/",
        urls=(f"https://{name}.example/",),
        read_by="test",
        first_seen_at=first_seen,
        fetched_at=first_seen,
        title=f"标题{name}",
        body=body,
        published=Dated(at, "minute", at.isoformat(), "test"),
    )
    return replace(made, **facts)


def text(seed: int, length: int = 400) -> str:
    """Some text of its own: no two seeds share a 5-gram but by chance."""
    chance = random.Random(seed)
    return "".join(chance.choice(HAN) for _ in range(length))


def reworded(original: str, seed: int, share: float) -> str:
    """The text with this share of its characters replaced."""
    chance = random.Random(seed)
    return "".join(chance.choice(HAN) if chance.random() < share else character for character in original)
