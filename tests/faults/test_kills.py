"""SIGKILL at random moments of the demo crawl: nothing is lost, nothing is there twice, nothing is filed elsewhere.

Each trial crawls the sample web with kills, then lets a run finish what was left, and compares every article with
those of a run that nobody disturbed.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.places import CHECKOUT, Places, find_places
from crawler.sample import SampleSite, serve
from crawler.spool import Spool
from indexer.model import Article
from indexer.stores import open_store

SAMPLE = CHECKOUT / "config" / "sample"
STARTED = datetime.now(UTC)
KILLS = 5
TRIALS = int(os.environ.get("RETOLD_TRIALS", "1"))

pytestmark = pytest.mark.faults


@contextmanager
def site() -> Iterator[SampleSite]:
    with serve(SAMPLE, STARTED) as server:
        os.environ["RETOLD_SAMPLE"] = server.base
        yield server


def places_in(folder: Path) -> Places:
    return find_places(SAMPLE, folder, f"sqlite:///{folder / 'retold.db'}")


def start_crawl(places: Places) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "crawler",
        "crawl",
        "--json",
        "--config",
        str(places.config),
        "--var",
        str(places.var),
    ]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL)


def finish(places: Places) -> None:
    """Run again until nothing waits, as cron would; links that failed are made due at once."""
    assert start_crawl(places).wait(timeout=120) in (0, 3)
    spool = Spool(places.spool)
    assert spool.backlog()["pages"] == 0
    assert spool.dead_letters() == []
    spool.close()


def articles(places: Places, base: str) -> dict[str, Article]:
    """What is stored, by path: without clocks, the server's port and ids that depend on the order of arrival."""
    store = open_store(places.store)
    stored = list(store.articles())
    paths = {one.id: one.url.removeprefix(base) for one in stored}
    assert len(set(paths.values())) == len(stored), "an article is stored twice"
    first = {story.id: paths[story.first] for story in store.stories()}
    assert set(first) == {one.story_id for one in stored}, "each story has its record, and no record lacks a story"
    never = datetime.min.replace(tzinfo=UTC)
    made = {}
    for one in stored:
        relations = tuple(replace(relation, of=paths[relation.of]) for relation in one.relations)
        parent = paths[one.parent] if one.parent else None
        urls = tuple(sorted(url.replace(base, "") for url in one.urls))
        # "3小时前" counts from the time of fetching, which differs
        published = None if one.published is not None and "前" in one.published.text else one.published
        made[paths[one.id]] = replace(
            one,
            id="",
            key="",
            url="",
            urls=urls,
            published=published,
            first_seen_at=never,
            fetched_at=never,
            original={},
            parent=parent,
            relations=relations,
            story_id=first[one.story_id or ""],
            family_id=None,
        )
    store.close()
    return made


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Article]:
    with site() as server:
        places = places_in(tmp_path_factory.mktemp("undisturbed"))
        finish(places)
        found = articles(places, server.base)
    assert len(found) == 40
    return found


def children(parent: int, module: str) -> list[int]:
    """Process ids of the run's children that run this module."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()]
    return [int(pid) for pid, ppid, arguments in rows if int(ppid) == parent and f"-m {module}" in arguments]


def filed(places: Places) -> int:
    return count(places, "pages WHERE state = 'done'")


def count(places: Places, rows: str) -> int:
    if not places.spool.exists():
        return 0
    spool = Spool(places.spool)
    found = spool._rows(f"SELECT count(*) FROM {rows}")
    spool.close()
    return int(found[0][0])


def kill_at(moments: list[int], run: subprocess.Popen[bytes], module: str, done: Callable[[], int]) -> int:
    """Kill the child each time when so many pages are filed. Returns how many kills hit."""
    hits = 0
    for moment in moments:
        while run.poll() is None and done() < moment:
            time.sleep(0.005)
        for pid in children(run.pid, module):
            os.kill(pid, signal.SIGKILL)
            hits += 1
        while run.poll() is None and children(run.pid, module) == [] and module == "crawler.ingest":
            time.sleep(0.005)
    return hits


@pytest.mark.parametrize("trial", range(TRIALS))
def test_ingest_killed_during_the_crawl(trial: int, undisturbed: dict[str, Article], tmp_path: Path) -> None:
    chance = random.Random(trial)
    moments = sorted(chance.sample(range(1, 32), KILLS))
    with site() as server:
        places = places_in(tmp_path)
        run = start_crawl(places)
        hits = kill_at(moments, run, "crawler.ingest", lambda: filed(places))
        assert run.wait(timeout=120) in (0, 3)
        finish(places)
        found = articles(places, server.base)
    print(f"\ningest: {hits} SIGKILLs after {moments} pages: {len(found)} articles, 0 lost, 0 twice")
    assert hits == KILLS
    assert found == undisturbed


@pytest.mark.parametrize("trial", range(TRIALS))
def test_crawl_and_ingest_killed_with_the_run_itself(
    trial: int, undisturbed: dict[str, Article], tmp_path: Path
) -> None:
    """The machine goes down: all three processes at once, several times; cron starts the next run each time."""
    moments = sorted(random.Random(trial).sample(range(1, 38), KILLS))
    with site() as server:
        places = places_in(tmp_path)
        seen = []
        for moment in moments:
            run = start_crawl(places)
            while run.poll() is None and count(places, "pages") < moment:
                time.sleep(0.005)
            assert run.returncode is None, f"the run was over before the kill: {run.returncode}"
            for pid in (run.pid, *children(run.pid, "spiders"), *children(run.pid, "crawler.ingest")):
                os.kill(pid, signal.SIGKILL)
            run.wait()
            seen.append((count(places, "pages"), filed(places)))
        finish(places)
        found = articles(places, server.base)
    print(f"\nall: {KILLS} SIGKILLs of three processes; (pages kept, filed) then: {seen}; 0 lost, 0 twice")
    assert found == undisturbed
