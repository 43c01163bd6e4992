"""A loopback server that answers as a test says and remembers what it was asked, and a crawl of it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from crawler.places import CHECKOUT, Places, find_places
from crawler.spool import Spool


@dataclass(frozen=True)
class Answer:
    """What the server sends. `length` other than the body's is a lie; `slow` are seconds before the answer."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    slow: float = 0.0
    raw: bool = False  # no Content-Length: the end of the connection ends the body


@dataclass(frozen=True)
class Asked:
    """One request: when it came, when its answer was sent, and its headers."""

    path: str
    begun: float
    ended: float
    headers: Mapping[str, str]


Answers = Mapping[str, Answer | Callable[[Mapping[str, str]], Answer]]


class Web(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        self.answers: dict[str, Answer | Callable[[Mapping[str, str]], Answer]] = {}
        self.asked: list[Asked] = []
        self.lock = Lock()

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server: Web
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        begun = time.monotonic()
        given = self.server.answers.get(self.path, Answer(status=404))
        answer = given(dict(self.headers)) if callable(given) else given
        time.sleep(answer.slow)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        body = body.replace(b"{{base}}", self.server.base.encode())
        self.send_response(answer.status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **answer.headers}.items():
            self.send_header(name, value)
        if answer.raw:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(body) if answer.length is None else answer.length))
        self.end_headers()
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass
        if answer.length is not None:
            self.close_connection = True
        with self.server.lock:
            self.server.asked.append(Asked(self.path, begun, time.monotonic(), dict(self.headers)))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `asked` is the log."""


@contextmanager
def web(answers: Answers) -> Iterator[Web]:
    with Web() as server:
        server.answers.update(answers)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def write_config(folder: Path, sources: str) -> Places:
    """A config folder with these sources, and a var folder beside it."""
    config = folder / "config"
    config.mkdir(exist_ok=True)
    (config / "sources.yaml").write_text(sources, encoding="utf-8")
    (config / "topics.yaml").write_text("topics: []\n", encoding="utf-8")
    return find_places(config, folder / "var")


def crawl(places: Places, *options: str, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
    """One crawl by the real spider in a process of its own; nothing is ingested."""
    (places.var / "log").mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "spiders", *options],
        env={**os.environ, **places.environment(), **environment},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def log_of(places: Places) -> str:
    return (places.var / "log" / "crawl.log").read_text(encoding="utf-8")


def spool_of(places: Places) -> Spool:
    return Spool(places.spool)
