"""The floor under mentions on two public sets, where RETOLD_CORPUS holds them; see `public_mentions`."""

import json
import os
from pathlib import Path

import pytest

from tests.gate.public_mentions import SETS, figures, score

pytestmark = [pytest.mark.gate, pytest.mark.corpus]

# name -> cases, the least share of right ones, the largest of wrong days (a wrong day is worse than none)
FLOORS = {"recognizers": (230, 0.77, 0.13), "jionlp": (262, 0.61, 0.19)}


@pytest.mark.parametrize("name", SETS)
def test_public_mentions(name: str) -> None:
    folder = os.environ.get("RETOLD_CORPUS")
    if not folder:
        pytest.skip("RETOLD_CORPUS names no folder")
    found = figures(name, score(name, Path(folder)))
    print("\n", json.dumps(found))
    cases, right, wrong = FLOORS[name]
    assert found["whole"]["cases"] == cases
    assert found["whole"]["right"] >= right
    assert found["whole"]["wrong"] <= wrong
