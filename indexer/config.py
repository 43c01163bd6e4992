"""YAML files of a person -> checked models, every mistake named with its line.

    load(Path("config/topics.yaml"), TopicsFile)

    config/topics.yaml:7: topics.0.name: got no, which YAML reads as false; write "no" in quotes
    config/topics.yaml:9: topics.0.nane: unknown key; did you mean `name`?

`${NAME}` in a value is taken from the environment. Models say what is allowed (extra="forbid" for unknown keys).
"""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from indexer.errors import ConfigError

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
MAX_ALIASES = 100
MAX_VALUES = 100_000  # after aliases: nine lines of nine aliases each would make a billion

# libyaml where PyYAML was built with it: 17 times as fast
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")  # ${SMTP_PASSWORD}
_TAG = "tag:yaml.org,2002:"

M = TypeVar("M", bound=BaseModel)
Place = tuple[str | int, ...]


def load(path: Path, model: type[M]) -> M:
    """Read and check a file. Raises ConfigError with one line a problem."""
    text = _read(path)
    try:
        _check_shape(path, text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise ConfigError(
            f"{where}: {error.problem or error.context}; look at the indent, colons and quotes"
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"{path}:{line}: a sign that YAML does not allow; remove it ({error.reason})") from error
    document = _Document(path)
    value = document.value(root) if root else {}
    if document.problems:
        raise ConfigError("\n".join(document.problems))
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise ConfigError("\n".join(document.explained(error, model))) from error


def _read(path: Path) -> str:
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); `retold init` writes a commented one") from error
    if data is None:
        raise ConfigError(f"{path}: larger than {MAX_BYTES:,} bytes; split it or remove what is not needed")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error


def _check_shape(path: Path, text: str) -> None:
    """Refuse what would exhaust the reader: the events come one by one, the tree is made by recursion."""
    depth = aliases = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > MAX_DEPTH or aliases > MAX_ALIASES:
            too_many = (
                f"more than {MAX_DEPTH} levels" if depth > MAX_DEPTH else f"more than {MAX_ALIASES} aliases (*name)"
            )
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ConfigError(f"{path}:{line}: {too_many}; write it plainer")


class _Document:
    """One file's tree as plain values, with the lines they stand on and what was wrong with them."""

    def __init__(self, path: Path) -> None:
        self.problems: list[str] = []
        self._path = path
        self._lines: dict[Place, int] = {(): 1}
        self._written: dict[Place, str] = {}  # scalars that are no strings, as they stand in the file
        self._open: set[int] = set()

    def value(self, node: yaml.Node, place: Place = ()) -> Any:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if len(self._lines) > MAX_VALUES or id(node) in self._open:
            self._complain(place, "an alias (*name) that repeats itself too often; write it plainer")
            return None
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, place)
            if isinstance(node, yaml.ScalarNode):
                return self._scalar(node, place)
            return [self.value(child, (*place, number)) for number, child in enumerate(node.value)]
        finally:
            self._open.remove(id(node))

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, child in node.value:
            name, inside = str(key.value), (*place, str(key.value))
            if not isinstance(key, yaml.ScalarNode):
                self._complain(place, "a key must be a word", key)
            elif name in values:
                self._complain(inside, f"the key stands twice (first on line {self._lines[inside]}); remove one", key)
            else:
                self._lines[inside] = key.start_mark.line + 1
                values[name] = self.value(child, inside)
        return values

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Any:
        kind = node.tag.removeprefix(_TAG)
        if kind in ("str", "timestamp", "value", "merge"):  # a date is read by the model that wants one
            return self._filled_in(node.value, place)
        if kind not in ("bool", "int", "float", "null"):
            self._complain(place, f"the tag {node.tag} is not allowed; remove it", node)
            return None
        self._written[place] = node.value
        if kind == "int" and ":" in node.value:  # YAML 1.1 reads 09:30 as 570
            return self._filled_in(node.value, place)
        return node.value if node.style else yaml.safe_load(node.value)

    def _filled_in(self, text: str, place: Place) -> str:
        for name in _VARIABLE.findall(text):
            if name not in os.environ:
                self._complain(place, f"${{{name}}} is not set in the environment; set it, or write the value here")
        return _VARIABLE.sub(lambda found: os.environ.get(found[1], ""), text)

    def _complain(self, place: Place, what: str, node: yaml.Node | None = None) -> None:
        line = node.start_mark.line + 1 if node else self._lines.get(place, 1)
        self.problems.append(f"{self._path}:{line}: {_dotted(place)}{what}")

    # --- what the model found ---

    def explained(self, error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
        schema = model.model_json_schema()
        for problem in error.errors(include_url=False, include_input=False):
            place = self._known(problem["loc"])
            missing = problem["type"] == "missing"
            shown = (*place, problem["loc"][-1]) if missing else place
            what = self._in_words(problem["type"], problem["msg"], place, schema)
            yield f"{self._path}:{self._lines[place]}: {_dotted(shown)}{what}"

    def _known(self, location: Place) -> Place:
        """The part of a pydantic location that stands in the file; it also names types that were tried."""
        place: Place = ()
        for step in location:
            if (*place, step) in self._lines:
                place = (*place, step)
        return place

    def _in_words(self, kind: str, message: str, place: Place, schema: dict[str, Any]) -> str:
        if kind == "missing":
            return "is missing; add it"
        if kind == "extra_forbidden":
            near = get_close_matches(str(place[-1]), _keys(schema, place[:-1]), n=1)
            return f"unknown key; did you mean `{near[0]}`?" if near else "unknown key; remove it"
        if kind == "string_type" and place in self._written:
            written = self._written[place]
            if written in ("", "~") or written.lower() == "null":
                return "has no value; write one, or remove the key"
            return f'got {written}, which YAML does not read as text; write "{written}" in quotes'
        return message.removeprefix("Value error, ")


def _dotted(place: Place) -> str:
    return ".".join(map(str, place)) + ": " if place else ""


def _keys(schema: dict[str, Any], place: Place) -> list[str]:
    """The keys that the model's JSON schema knows at a place."""
    found = [schema]
    for step in (*place, None):
        found = [part for each in found for part in _resolved(each, schema)]
        if step is not None:
            found = [_inside(each, step) for each in found]
    return [key for each in found for key in each.get("properties", ())]


def _inside(part: dict[str, Any], step: str | int) -> dict[str, Any]:
    if isinstance(step, int):
        inner = part.get("items", {})
    else:
        inner = part.get("properties", {}).get(step, part.get("additionalProperties", {}))
    return inner if isinstance(inner, dict) else {}


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A part with its references and alternatives followed."""
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    choices = [*part.get("anyOf", ()), *part.get("oneOf", ())]
    return [part, *(inner for choice in choices for inner in _resolved(choice, schema))]
