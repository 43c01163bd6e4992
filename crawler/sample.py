"""A folder of pages -> a small web on loopback, for the demo and the tests.

    with serve(Path("config/sample")) as site:
        site.base         # http://127.0.0.1:41223
        site.crawl = 2    # from now on what `second` in site.yaml names is served in place of the first version
        site.requests     # every request so far: path, status, crawl, at

The folder holds `site.yaml` and `site/`, whose files are sent as they lie there, byte for byte, but for two marks:
`{{base}}` becomes the server's address, and `{{now-5h|%m-%d %H:%M}}` the time five hours (m, h, d) before the server
started, on a Chinese clock, so that a date without a year stays right in any year. A path without a file answers 404.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from fnmatch import fnmatchcase
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

from indexer.errors import ConfigError
from indexer.model import DEFAULT_ZONE

NOW = re.compile(rb"\{\{now(?:-(?P<count>\d+)(?P<unit>[mhd]))?\|(?P<form>[^{}|]+)\}\}")  # {{now-5h|%m-%d %H:%M}}
UNITS = {b"m": timedelta(minutes=1), b"h": timedelta(hours=1), b"d": timedelta(days=1)}
KEYS = {"types", "second"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request that the site answered."""

    path: str  # with its query
    status: int
    crawl: int
    at: datetime


class SampleSite(ThreadingHTTPServer):
    """The pages of one folder, served from any free port of 127.0.0.1."""

    daemon_threads = True

    def __init__(self, folder: Path, now: datetime) -> None:
        """Raises ConfigError where site.yaml is not as it should be, OSError where it cannot be read."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.crawl = 1
        self.requests: list[Request] = []
        self._root = (folder / "site").resolve()
        self._now = now.astimezone(ZoneInfo(DEFAULT_ZONE)).replace(microsecond=0)
        self._types, self._second = _read_rules(folder / "site.yaml")

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves in the middle of an answer is no news; anything else is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def content(self, path: str) -> tuple[bytes, str, datetime] | None:
        """Body, content type and time of the last change of a path (without its query); None where nothing is."""
        changed = self.crawl > 1 and path in self._second
        name = self._second[path] if changed else path
        file = (self._root / name.lstrip("/")).resolve()
        if file.is_dir():
            file = file / "index.html"
        if not file.is_relative_to(self._root) or not file.is_file():
            return None
        last_modified = self._now if changed else self._now - timedelta(hours=1)
        return self._fill_in(file.read_bytes()), self._type_of(path), last_modified

    def _fill_in(self, body: bytes) -> bytes:
        return NOW.sub(self._time, body).replace(b"{{base}}", self.base.encode())

    def _time(self, mark: re.Match[bytes]) -> bytes:
        age = int(mark["count"]) * UNITS[mark["unit"]] if mark["count"] else timedelta()
        return (self._now - age).strftime(mark["form"].decode()).encode()

    def _type_of(self, path: str) -> str:
        return next((kind for pattern, kind in self._types.items() if fnmatchcase(path, pattern)), "text/html")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET: 200, 304 where the client's validators still hold, 404."""

    protocol_version = "HTTP/1.1"
    server: SampleSite

    def do_GET(self) -> None:
        content = self.server.content(urlsplit(self.path).path)
        if content is None:
            self._answer(HTTPStatus.NOT_FOUND, b"<html><body><h1>404 Not Found</h1></body></html>", "text/html", {})
            return
        body, kind, last_modified = content
        validators = {
            "ETag": f'"{sha256(body).hexdigest()[:16]}"',
            "Last-Modified": format_datetime(last_modified.astimezone(UTC), usegmt=True),
        }
        if self._still_holds(validators["ETag"], last_modified):
            self._answer(HTTPStatus.NOT_MODIFIED, b"", kind, validators)
        else:
            self._answer(HTTPStatus.OK, body, kind, validators)

    def _still_holds(self, etag: str, last_modified: datetime) -> bool:
        """What the client has is what we have; its ETag, where sent, decides alone (RFC 9110, 13.2.2)."""
        if tags := self.headers.get("If-None-Match"):
            return etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        return since is not None and last_modified <= parsedate_to_datetime(since)

    def _answer(self, status: HTTPStatus, body: bytes, kind: str, validators: dict[str, str]) -> None:
        site = self.server
        site.requests.append(Request(self.path, status.value, site.crawl, datetime.now(UTC)))
        self.send_response(status)
        for name, value in validators.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr: `SampleSite.requests` is the log."""


@contextmanager
def serve(folder: Path, now: datetime | None = None) -> Iterator[SampleSite]:
    """Serve `folder/site` until the block ends; `now` is what the {{now}} marks count from, by default the start."""
    with SampleSite(folder, now or datetime.now(UTC)) as site:
        thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()


def _read_rules(file: Path) -> tuple[dict[str, str], dict[str, str]]:
    """`types` (path pattern -> content type, the first that fits) and `second` (path -> file from crawl 2 on)."""
    rules = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(rules, dict) or rules.keys() - KEYS:
        raise ConfigError(f"{file}: only these keys are known: {', '.join(sorted(KEYS))}")
    return rules.get("types", {}), rules.get("second", {})
