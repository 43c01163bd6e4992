"""Every mistake in a YAML file is named with its line; nothing in a file can run or exhaust the reader."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from indexer.config import load
from indexer.errors import ConfigError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    tries: int = 1
    words: tuple[str, ...] = ()


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = ""
    parts: list[Inner] = []
    named: dict[str, Inner | None] = {}


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "some.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(folder: Path, text: str | bytes) -> list[str]:
    path = write(folder, text)
    with pytest.raises(ConfigError) as caught:
        load(path, Whole)
    return str(caught.value).replace(f"{path}:", "").split("\n")


def test_a_right_file_becomes_the_model(tmp_path: Path) -> None:
    path = write(tmp_path, "title: 题\nparts:\n  - {name: a, tries: 3, words: [x, '10']}\nnamed: {on: {name: b}}\n")
    whole = load(path, Whole)
    assert whole == Whole(
        title="题", parts=[Inner(name="a", tries=3, words=("x", "10"))], named={"on": Inner(name="b")}
    )


def test_an_empty_file_has_the_defaults(tmp_path: Path) -> None:
    assert load(write(tmp_path, "# nothing\n"), Whole) == Whole()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("parts:\n  - nane: a\n    name: b\n", ["2: parts.0.nane: unknown key; did you mean `name`?"]),
        ("parts:\n  - name: a\n    zzz: 1\n", ["3: parts.0.zzz: unknown key; remove it"]),
        ("named:\n  x:\n    name: a\n    trees: 2\n", ["4: named.x.trees: unknown key; did you mean `tries`?"]),
        ("parts:\n  - tries: 2\n", ["2: parts.0.name: is missing; add it"]),
        (
            "\ntitle: no\n",
            ['2: title: got no, which YAML does not read as text; write "no" in quotes'],
        ),
        ("title: 12\n", ['1: title: got 12, which YAML does not read as text; write "12" in quotes']),
        ("title:\n", ["1: title: has no value; write one, or remove the key"]),
        ("title: a\ntitle: b\n", ["2: title: the key stands twice (first on line 1); remove one"]),
        ("title: !!python/name:os.system x\n", ["is not allowed; remove it"]),
        ("title: ${RETOLD_NOT_SET}\n", ["1: title: ${RETOLD_NOT_SET} is not set in the environment"]),
        ("title: 'a\n", ["look at the indent, colons and quotes"]),
        ("parts: [\n", ["look at the indent, colons and quotes"]),
        ("title: a\x07\n", ["1: a sign that YAML does not allow"]),
        ("? [a]\n: b\n", ["1: a key must be a word"]),
        ("- a\n", ["1: "]),
        (b"title: ok\nparts: \xff\n", ["2: not UTF-8; save the file as UTF-8"]),
        ("title: " + "a" * 1_000_001, ["larger than 1,000,000 bytes"]),
        ("[" * 100_000, ["1: more than 30 levels"]),
        ("a: &a [x]\nb: [" + "*a, " * 200 + "]\n", ["2: more than 100 aliases"]),
        ("a: &a [*a]\n", ["an alias (*name) that repeats itself"]),
        ("parts:\n  - {name: yes}\n  - {nam: b}\n", ["2: parts.0.name", "3: parts.1.name", "3: parts.1.nam"]),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str | bytes, said: list[str]) -> None:
    found = problems(tmp_path, text)
    assert len(found) == len(said)
    for problem, words in zip(found, said, strict=True):
        assert words in problem


def test_an_alias_bomb_is_refused(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 9):
        bomb += f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * 9) + "]\n"
    assert "repeats itself too often" in problems(tmp_path, bomb)[0]


def test_a_clock_time_is_text(tmp_path: Path) -> None:
    assert load(write(tmp_path, "title: 12:30\n"), Whole).title == "12:30"


def test_a_value_is_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOLD_WORD", "geheim: x")
    assert load(write(tmp_path, "title: <${RETOLD_WORD}>\n"), Whole).title == "<geheim: x>"


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="retold init"):
        load(tmp_path / "none.yaml", Whole)
