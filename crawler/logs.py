"""Logs: events with fields, as text or as JSON lines, to stderr or to a file under the var folder."""

import json
import logging
import sys
from pathlib import Path
from typing import Literal

Format = Literal["text", "json"]

_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "spider"}


class _Fields(logging.Formatter):
    """`2026-11-24 09:00:00 INFO crawler.ingest: filed url=... outcome=joined`"""

    default_msec_format = None

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={value}" for name, value in _extra(record).items())
        return (
            super().format(record).replace("\n", fields + "\n", 1)
            if record.exc_info
            else super().format(record) + fields
        )


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {"at": self.formatTime(record), "level": record.levelname, "logger": record.name}
        event |= {"event": record.getMessage(), **_extra(record)}
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)


def log_to_stderr(form: Format, level: int = logging.WARNING) -> None:
    _set_up(logging.StreamHandler(sys.stderr), form, level)


def log_to_file(path: Path, form: Format = "text", level: int = logging.INFO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _set_up(logging.FileHandler(path, encoding="utf-8"), form, level)


def _set_up(handler: logging.Handler, form: Format, level: int) -> None:
    text = _Fields("{asctime} {levelname} {name}: {message}", style="{")
    handler.setFormatter(_Json() if form == "json" else text)
    handler.setLevel(level)  # Scrapy opens the root logger to everything
    logging.basicConfig(level=level, handlers=[handler], force=True)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _KNOWN and not name.startswith("_")}
