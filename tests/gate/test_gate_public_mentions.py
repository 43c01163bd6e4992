"""The floor under mentions on two public sets, where RETOLD_CORPUS holds them; see `public_mentions`."""

import json

import pytest

from tests.gate.public_mentions import SETS, figures, score
from tests.gate.scoring import corpus, floors

pytestmark = [pytest.mark.gate, pytest.mark.corpus]


@pytest.mark.parametrize("name", SETS)
def test_public_mentions(name: str) -> None:
    found = figures(name, score(name, corpus()))
    print("\n", json.dumps(found))
    pinned, whole = floors("public_mentions")[name], found["whole"]
    assert whole["cases"] == pinned["cases"]
    assert whole["right"] >= pinned["right"]
    assert whole["wrong"] <= pinned["wrong_at_most"]  # a wrong day is worse than none
