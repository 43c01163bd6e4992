"""What the gates share: the floors, and the outside scorers over the outside corpus where a person has both."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]


def floors(name: str) -> dict[str, Any]:
    """Quality floors of a gate: they may only rise."""
    found: dict[str, Any] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))[name]
    return found


def corpus() -> Path:
    """The folder that RETOLD_CORPUS names; skips the test where it names none."""
    folder = os.environ.get("RETOLD_CORPUS")
    if not folder:
        pytest.skip("RETOLD_CORPUS names no folder")
    return Path(folder)


def outside_score(tool: str, data: str) -> dict[str, Any]:
    """The figures of RETOLD_TOOLS/tool over RETOLD_CORPUS/data; skips the test where either is not there."""
    tools = os.environ.get("RETOLD_TOOLS")
    if not tools:
        pytest.skip("RETOLD_TOOLS names no folder")
    command = [sys.executable, str(Path(tools) / tool), str(corpus() / data), "--worst", "0"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def share(figure: Any) -> float:
    """0.98 of 0.98 and of "49/50 0.980"."""
    return float(str(figure).split()[-1])
