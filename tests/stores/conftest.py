"""The stores that the contract holds for. A new store adds a parameter, and how an empty one of it is opened."""

from collections.abc import Callable, Iterator

import pytest

from indexer.stores import Store, open_store

URLS = {"sqlite": "sqlite://:memory:"}


@pytest.fixture(params=URLS)
def open_empty(request: pytest.FixtureRequest) -> Callable[[], Store]:
    """Opens an empty store, another one at every call."""
    return lambda: open_store(URLS[request.param])


@pytest.fixture
def store(open_empty: Callable[[], Store]) -> Iterator[Store]:
    """An empty store."""
    opened = open_empty()
    yield opened
    opened.close()
