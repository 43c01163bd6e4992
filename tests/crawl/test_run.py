"""A run as a user starts it: exit codes, one run at a time, a full disk, a locked store, hostile pages."""

import fcntl
import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.places import CHECKOUT, Places
from tests.crawl.test_polite import feed, sources
from tests.crawl.web import Answer, spool_of, web, write_config

TEXT = "".join(f"<p>第{n}段：这一段写的是芯片出口的许可证如何发放，谁先拿到，谁还在等。</p>" for n in range(9))


def page(title: str, body: str = TEXT) -> Answer:
    return Answer(
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


# runs a command and says at the end how large the largest of its processes was
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def retold(
    places: Places, *words: str, wrapper: Sequence[str] = (), **options: object
) -> subprocess.CompletedProcess[str]:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [sys.executable, *wrapper, "-m", "crawler", *words, "--config", str(places.config), "--var", str(places.var)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    return done


def test_crawl_files_what_it_fetches_and_run_does_only_what_is_due(tmp_path: Path) -> None:
    with web({"/0.xml": feed("/a"), "/a": page("许可证发放了")}) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        done = retold(places, "crawl", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["sources"]["s0"]["new_story"] == 1
        again = retold(places, "run", "--json")
        assert (again.returncode, json.loads(again.stdout)["sources"]) == (0, {})
        found = retold(places, "search", "許可證", "--json")
        assert [json.loads(line)["title"] for line in found.stdout.splitlines()] == ["许可证发放了"]


def test_a_part_that_fails_is_exit_code_3_and_all_of_it_1(tmp_path: Path) -> None:
    with web({"/0.xml": feed("/a"), "/a": page("许可证发放了")}) as server:
        places = write_config(tmp_path, sources(server, 2, "0s"))
        done = retold(places, "crawl")
        assert done.returncode == 3
        assert "s1: the list could not be read: HTTP 404" in done.stdout
        assert retold(places, "crawl", "s1").returncode == 1


def test_a_fault_in_the_config_stops_everything_before_it_starts(tmp_path: Path) -> None:
    places = write_config(tmp_path, "sources:\n  - {name: a, kind: feed, url: 'http://127.0.0.1/', colour: red}\n")
    for command in ("crawl", "run", "check"):
        done = retold(places, command)
        assert done.returncode == 2
        assert "sources.yaml:2: sources.0.colour: unknown key" in done.stderr
        assert "Traceback" not in done.stderr
    assert not places.spool.exists()


def test_the_second_of_two_runs_says_so_and_exits_75(tmp_path: Path) -> None:
    places = write_config(tmp_path, "sources:\n  - {name: a, kind: feed, url: 'http://127.0.0.1:9/'}\n")
    places.var.mkdir()
    with (places.var / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = retold(places, "run")
    assert done.returncode == 75
    assert "another run is under way" in done.stderr


def test_pages_that_are_no_articles_are_counted_as_what_they_are_and_the_rest_goes_on(tmp_path: Path) -> None:
    nested = Answer("<html><body>" + "<div>" * 200_000 + "x")
    answers = {
        "/empty": Answer(b""),
        "/pdf": Answer(b"%PDF-1.7 ...", headers={"Content-Type": "application/pdf"}),
        "/nested": nested,
        "/list": Answer("<html><body>" + "<a href=/x>下一条新闻的标题</a><br>" * 60),
        "/large": Answer(b"<p>" + b"x" * (11 * 1024 * 1024)),
        "/good": page("许可证发放了"),
    }
    with web({"/0.xml": feed(*answers), **answers}) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        done = retold(places, "crawl", "--json", wrapper=("-c", MEASURED, sys.executable))
        counts = json.loads(done.stdout)["sources"]["s0"]
    peak = int(done.stderr.splitlines()[-1]) / (1024 if sys.platform == "linux" else 1024**2)
    assert done.returncode == 3, done.stderr  # one page was given up
    assert counts["failed"] == 1
    assert counts["new_story"] == 1
    assert counts.get("degraded", 0) + counts.get("no_article", 0) == 4
    assert spool_of(places).dead_letters()[0][1] == "too large"
    assert peak < 300, f"{peak:.0f} MB"


def test_a_store_that_another_program_has_locked_is_a_clear_error_and_the_pages_wait(tmp_path: Path) -> None:
    with web({"/0.xml": feed("/a"), "/a": page("许可证发放了")}) as server:
        places = write_config(tmp_path, sources(server, 1, "0s"))
        assert retold(places, "stories").returncode == 0  # makes the store
        other = sqlite3.connect(places.var / "retold.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        done = retold(places, "crawl")
        assert done.returncode == 1
        assert "locked" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr
        assert spool_of(places).backlog()["pages"] == 1
        other.rollback()
        other.close()
        assert json.loads(retold(places, "ingest", "--json").stdout)["outcomes"]["new_story"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file size limit that fails writes")
def test_a_disk_that_is_full_is_a_clear_error(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the write fails in the same way."""
    import signal

    def small_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    places = write_config(tmp_path, "sources: []\n")
    rows = tmp_path / "rows.jsonl"
    noise = os.urandom(150_000).hex()
    rows.write_text("\n".join(json.dumps({"url": f"http://a.example/{n}", "text": noise[n:]}) for n in range(9)))
    done = retold(places, "ingest", str(rows), preexec_fn=small_disk)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "retold.db" in done.stderr
    assert retold(places, "doctor").returncode in (0, 1)
    stored = json.loads(retold(places, "ingest", str(rows), "--json").stdout)
    assert stored["articles"] == 9
