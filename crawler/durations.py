"""Read a length of time as people write it: `30m` -> timedelta(minutes=30); `2d`, `1h30m`, `1.5s`, bare seconds."""

import re
from datetime import timedelta

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])")
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def duration(text: str | float) -> timedelta:
    """Raises ValueError with words for people."""
    if isinstance(text, int | float):
        return timedelta(seconds=text)
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text.replace(" ", ""):
        raise ValueError(f"{text!r} is no length of time; write 30s, 10m, 2h, 1d or 1w")
    return sum((timedelta(**{_UNITS[unit]: float(number)}) for number, unit in parts), timedelta())
