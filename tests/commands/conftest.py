"""A place of one's own for each test, the real command line over it, and a store filled with invented articles."""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.commands import main
from crawler.identity import canonical_url
from crawler.spool import Spool
from crawler.spool_rows import Validators
from indexer.file import file_article, settle
from indexer.model import Article, Link, Page
from indexer.stores import open_store

SOURCES = """\
contact: desk@example.org
sources:
  - {name: chenbao, kind: feed, url: "https://chenbao.example/rss.xml", every: 30m}
  - {name: guan, kind: feed, url: "https://guan.example/rss.xml", cron: "0 8 * * *"}
"""
TOPICS = """\
topics:
  - {id: chips, name: 芯片, any: [芯片, 晶圆]}
  - {id: rice, name: 稻米, any: [稻米]}
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> list[Any]:
        """One value a line."""
        return [json.loads(line) for line in self.lines]

    @property
    def table(self) -> list[dict[str, str]]:
        """The rows of the first table: lines with tabs, the first of them the header."""
        header, *rows = [line.split("\t") for line in self.lines if "\t" in line]
        return [dict(zip(header, row, strict=True)) for row in rows]


@dataclass(frozen=True, slots=True)
class Place:
    """A config folder, a var folder and the command line over both."""

    folder: Path
    call: Callable[..., Said]

    @property
    def config(self) -> Path:
        return self.folder / "watch"

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def store_file(self) -> Path:
        return self.var / "retold.db"

    def retold(self, *words: str) -> Said:
        """The command with this place's --config and --var."""
        return self.call(*words, "--config", str(self.config), "--var", str(self.var))

    def fill(self, *articles: Article) -> None:
        store = open_store(f"sqlite:///{self.store_file}")
        for article in articles:
            file_article(store, "test:1", article)
        settle(store, "test:1")
        store.close()

    def stored(self) -> dict[str, Article]:
        store = open_store(f"sqlite:///{self.store_file}")
        found = {article.id: article for article in store.articles()}
        store.close()
        return found

    def keep(self, url: str, words: str, at: datetime, **facts: Any) -> None:
        """Put a page into the spool, as a crawl does."""
        spool = self.spool()
        page = replace(Page(url, html(words), at, source="chenbao"), **facts)
        spool.discover(
            f"https://{page.source}.example/rss.xml",
            page.source,
            [Link(url)],
            status=200,
            validators=Validators(),
            now=at,
        )
        spool.keep(canonical_url(url), page, Validators())
        spool.close()

    def spool(self) -> Spool:
        return Spool(self.var / "spool.db")


def html(words: str) -> bytes:
    """A plain article page; the first line is its title."""
    title, *paragraphs = words.splitlines()
    body = "".join(f"<p>{'，'.join(re.findall('.{1,12}', paragraph))}。</p>" for paragraph in paragraphs)
    time = '<time datetime="2026-11-18T09:00:00+08:00">2026-11-18 09:00</time>'
    head = f"<meta charset=utf-8><title>{title}</title><meta property=og:type content=article>"
    return f"<!doctype html><html><head>{head}</head><article><h1>{title}</h1>{time}{body}</article></html>".encode()


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """The real command line, in this process."""

    def retold(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["retold", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return retold


@pytest.fixture
def place(tmp_path: Path, call: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> Place:
    for name in ("RETOLD_CONFIG", "RETOLD_VAR", "RETOLD_STORE", "RETOLD_RULES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    made = Place(tmp_path, call)
    made.config.mkdir()
    (made.config / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (made.config / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    return made
