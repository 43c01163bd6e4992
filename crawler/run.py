"""A run: the crawl and `ingest` as two processes at once, watched until both have ended.

The crawl keeps pages in the spool, `ingest` files them; where a page kills `ingest`, it is started again. When the
crawl has ended, `ingest` hears it by the end of its standard input, files what is left and ends.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.lock import run_lock
from crawler.places import CHECKOUT, Places
from crawler.spool import Spool

LOOK = 0.05  # seconds between two looks at the children

Tally = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did: counts by source, what went wrong, seconds, and the code to exit with."""

    tally: Tally
    errors: tuple[str, ...]
    list_failures: Mapping[str, str]  # source -> why its list could not be read
    seconds: float
    exit_code: int


@dataclass(frozen=True, slots=True)
class Orders:
    """What to crawl: sources by name, and the options of `retold crawl`."""

    sources: tuple[str, ...]
    limit: int | None = None  # pages a source
    since: str | None = None  # a length of time
    recheck: bool = False  # fetch every page again that was kept before


def run(places: Places, orders: Orders, progress: Callable[[Tally], None] | None = None) -> Report:
    """Crawl and file until nothing is left. Raises AlreadyRunning, StoreError."""
    started = time.monotonic()
    with run_lock(places.var) as lock:
        spool = Spool(places.spool)
        try:
            number = spool.begin("crawl", orders.sources, datetime.now(UTC))
            if orders.recheck:
                spool.recheck_all(orders.sources, datetime.now(UTC))
            show = None if progress is None else lambda: progress(spool.tally())
            errors = _watch(_Children(places, orders, number, lock), show)
            tally = spool.tally()
            failures = {source: why for source, why in spool.unread_lists().items() if source in orders.sources}
            code = exit_code(tally, errors)
            spool.end(code, datetime.now(UTC))
        finally:
            spool.close()
    return Report(tally, errors, failures, time.monotonic() - started, code)


def exit_code(tally: Tally, errors: Iterable[str]) -> int:
    """0 all well, 1 failed, 3 partly: a list could not be read, or a page was set aside."""
    if list(errors):
        return 1
    broken = [name for name, counts in tally.items() if counts.get("lists_failed")]
    if broken and len(broken) == len(tally):
        return 1
    return 3 if broken or any(counts.get("failed") for counts in tally.values()) else 0


class _Children:
    """Starts the two processes of a run with the same environment and the run's lock."""

    def __init__(self, places: Places, orders: Orders, number: int, lock: int) -> None:
        self._places = places
        self._orders = orders
        self._lock = lock
        self._environment = {
            **os.environ,
            **places.environment(),
            "RETOLD_RUN": str(number),
            # the checkout first: `crawler` and `spiders` are names that others use, too
            "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH")))),
        }

    def crawl(self) -> subprocess.Popen[bytes]:
        options = {"only": ",".join(self._orders.sources), "limit": self._orders.limit, "since": self._orders.since}
        given = [f"{name}={value}" for name, value in options.items() if value is not None]
        return self._start(["spiders", *given], "crawl.err", subprocess.DEVNULL)

    def ingest(self, more_to_come: bool) -> subprocess.Popen[bytes]:
        return self._start(["crawler.ingest"], "ingest.err", subprocess.PIPE if more_to_come else subprocess.DEVNULL)

    def last_words(self, name: str) -> str:
        """The last line that a child wrote to stderr."""
        file = self._places.var / "log" / f"{name}.err"
        lines = file.read_text(encoding="utf-8", errors="replace").strip().splitlines() if file.exists() else []
        return (
            f"{name}: {lines[-1].removeprefix(f'{name}: ')} (see {file})"
            if lines
            else f"{name} failed (see {file.parent})"
        )

    def _start(self, module: list[str], errors: str, stdin: int) -> subprocess.Popen[bytes]:
        folder = self._places.var / "log"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / errors).open("wb") as stderr:
            return subprocess.Popen(
                [sys.executable, "-m", *module],
                env=self._environment,
                stdin=stdin,
                stderr=stderr,
                pass_fds=(self._lock,),  # the lock lasts until the last of us has ended
                start_new_session=True,  # a Ctrl-C is for us; we tell the crawl, and ingest files what is left
            )


def _kill(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        child.kill()  # does nothing to one that has ended


def _watch(children: _Children, show: Callable[[], None] | None) -> tuple[str, ...]:
    """Returns what went wrong with either process."""
    errors: list[str] = []
    crawl = children.crawl()
    ingest = children.ingest(more_to_come=True)
    with ExitStack() as stack:
        for number in (signal.SIGTERM, signal.SIGINT):  # the crawl finishes what is in flight, then all is filed
            previous = signal.signal(number, lambda *_: crawl.send_signal(signal.SIGTERM))
            stack.callback(signal.signal, number, previous)
        stack.callback(lambda: _kill(crawl, ingest))
        crawling = True
        while True:
            if crawling and crawl.poll() is not None:
                crawling = False
                if crawl.returncode != 0:
                    errors.append(children.last_words("crawl"))
                if ingest.stdin is not None:
                    ingest.stdin.close()
            if ingest.poll() is not None:
                if ingest.returncode < 0:  # killed, by a page perhaps: go on with the next
                    ingest = children.ingest(more_to_come=crawling)
                elif not crawling or ingest.returncode > 0:
                    break
            if show is not None:
                show()
            time.sleep(LOOK)
        if ingest.returncode > 0:
            errors.append(children.last_words("ingest"))
            crawl.wait()  # what it keeps waits in the spool
    return tuple(errors)
