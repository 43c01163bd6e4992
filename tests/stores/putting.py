"""Invented articles put into a store without a decision about them."""

from collections.abc import Iterable
from typing import Any

from indexer.model import Article, Fingerprint
from indexer.stores import Store
from tests.making import article

OWNER = "elsewhere:1"


def mark(*hashes: int, exact: str | None = None, scheme: int = 1) -> Fingerprint:
    """A fingerprint of these hashes; its text is told apart by them."""
    return Fingerprint(scheme, exact or "-".join(map(str, hashes)), 100, tuple(sorted(hashes)))


def filed(name: str, body: str = "文", minute: float = 0, **facts: Any) -> Article:
    """An article in a story and a family of its own unless said otherwise."""
    return article(name, body, minute, **{"story_id": f"s-{name}", "family_id": f"f-{name}", **facts})


def put(store: Store, *articles: Article, marks: Iterable[Fingerprint] = ()) -> None:
    given = dict(zip([one.id for one in articles], marks, strict=False))
    with store.writing(OWNER):
        for one in articles:
            store.save(one, given.get(one.id, mark(exact=one.body)))
