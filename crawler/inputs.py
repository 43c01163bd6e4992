"""Files -> pages: what `ingest` and `read` take in place of a crawl.

    pages/ with a manifest.tsv   the files it lists, with url and time        feed.xml    one page an entry
    page.html                    one page, its own canonical link as url      rows.jsonl  one page a line (see `row`)
    note.txt                     one plain article                            site.warc   its HTML answers

Nothing is fetched. What cannot be used is given back as Unusable, with its place, and the rest goes on.
"""

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedIOBase
from pathlib import Path

from crawler.feed import read_feed
from crawler.readers import LARGEST
from crawler.readers.row import PLAIN, ROW
from indexer.errors import BadPage, UsageError
from indexer.model import Page

HTML = (".html", ".htm", ".xhtml", ".shtml", ".mhtml")
FEEDS = (".xml", ".rss", ".atom", ".rdf")
ROWS = (".jsonl", ".jsonl.gz", ".ndjson")
WARCS = (".warc", ".warc.gz")
ALL = (*HTML, *FEEDS, *ROWS, *WARCS, ".txt")


@dataclass(frozen=True, slots=True)
class Input:
    """A page and the place in the files that it came from: `rows.jsonl:17`."""

    place: str
    page: Page


@dataclass(frozen=True, slots=True)
class Unusable:
    """A place that gives no page, and why."""

    place: str
    why: str


def inputs(paths: Iterable[Path], manifest: Path | None = None) -> Iterator[Input | Unusable]:
    """Everything that the paths hold, in a stable order. Raises UsageError for a path that is not there."""
    if manifest is not None:
        yield from _listed(manifest)
    for path in paths:
        if path.is_dir():
            listing = path / "manifest.tsv"
            yield from _listed(listing) if listing.is_file() else _folder(path)
        elif path.is_file():
            yield from _file(path, path.name)
        else:
            raise UsageError(f"{path}: no such file or folder")


def _folder(folder: Path) -> Iterator[Input | Unusable]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name.endswith(ALL) and not file.name.startswith("."):
            yield from _file(file, str(file.relative_to(folder)))


def _listed(manifest: Path) -> Iterator[Input | Unusable]:
    """Tab-separated with a header; `file` (relative to the manifest), `url` and `fetched_at` (ISO) are read."""
    try:
        text = manifest.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        raise UsageError(f"{manifest}: {why}") from None
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if "file" not in (rows.fieldnames or ()):
        raise UsageError(f"{manifest}:1: no column `file`; the first line must name the columns, separated by tabs")
    for row in rows:
        file = manifest.parent / row["file"]
        try:
            at = datetime.fromisoformat(row["fetched_at"]) if row.get("fetched_at") else None
        except ValueError:
            yield Unusable(f"{manifest}:{rows.line_num}", f"fetched_at {row['fetched_at']!r} is no ISO time")
            continue
        if file.is_file():
            yield from _file(file, row["file"], url=row.get("url") or "", at=at and at.astimezone(UTC))
        else:
            yield Unusable(f"{manifest}:{rows.line_num}", f"{file} is not there")


def _file(file: Path, name: str, url: str = "", at: datetime | None = None) -> Iterator[Input | Unusable]:
    lower = file.name.lower()
    at = at or min(datetime.fromtimestamp(file.stat().st_mtime, UTC), datetime.now(UTC))
    if lower.endswith(ROWS):
        yield from _rows(file, name, at)
    elif lower.endswith(WARCS):
        yield from _warc(file, name)
    elif file.stat().st_size > LARGEST:
        yield Unusable(name, "too large")
    elif lower.endswith(FEEDS):
        yield from _feed(file, name, url, at)
    else:
        kind = PLAIN if lower.endswith(".txt") else ""
        page = Page(url or f"file:{name}", file.read_bytes(), at, headers={"content-type": kind} if kind else {})
        yield Input(name, page)


def _feed(file: Path, name: str, url: str, at: datetime) -> Iterator[Input | Unusable]:
    body = file.read_bytes()
    try:
        feed = read_feed(body, url)
    except BadPage:
        yield Input(name, Page(url or f"file:{name}", body, at))  # XHTML, a sitemap, ...: the readers will tell
        return
    for number, link in enumerate(feed.links, start=1):
        yield Input(f"{name}#{number}", Page(link.url, b"", at, link=link))


def _rows(file: Path, name: str, at: datetime) -> Iterator[Input | Unusable]:
    with _opened(file) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                url = row["url"]
            except (ValueError, KeyError, TypeError) as why:
                problem = "no JSON object" if not isinstance(why, KeyError) else "`url` is missing"
                yield Unusable(f"{name}:{number}", problem)
                continue
            yield Input(f"{name}:{number}", Page(str(url), line, at, headers={"content-type": ROW}))


def _opened(file: Path) -> BufferedIOBase:
    return gzip.open(file, "rb") if file.name.endswith(".gz") else file.open("rb")


def _warc(file: Path, name: str) -> Iterator[Input | Unusable]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with file.open("rb") as stream:
        try:
            for number, record in enumerate(ArchiveIterator(stream), start=1):
                if record.rec_type != "response" or record.http_headers is None:
                    continue
                headers = {key.lower(): value for key, value in record.http_headers.headers}
                if "html" in headers.get("content-type", ""):
                    body = record.content_stream().read(LARGEST + 1)
                    at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    status = int(record.http_headers.get_statuscode())
                    yield Input(f"{name}#{number}", Page(url, body, at.astimezone(UTC), status, headers))
        except ArchiveLoadFailed as why:
            yield Unusable(name, f"no WARC: {why}")
