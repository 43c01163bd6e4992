"""Rows of JSON and plain text files -> Draft: articles that come with their facts instead of a web page.

    {"url": "https://a.example/1", "title": "...", "text": "...", "published": "2026-05-19 09:02"}   ->   Draft

A row gives `text` (plain) or `html`; what it says itself (title account platform author outlet source published)
outweighs what its html says.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from crawler.decode import decode
from crawler.normalise.dates import read_published
from indexer.errors import BadPage
from indexer.model import Draft, Page, Said

ROW = "application/vnd.retold.row+json"  # the content type that `crawler.inputs` gives to a line of JSONL
PLAIN = "text/plain"
FACTS = ("url", "text", "html", "title", "account", "platform", "author", "outlet", "source", "published", "fetched_at")


def read_plain(page: Page) -> Draft:
    """A text file is one article without a title."""
    decoded = decode(page.body)
    return Draft(
        url=page.url,
        fetched_at=page.fetched_at,
        read_by="plain",
        source=page.source,
        urls=(page.url,),
        zone=page.zone,
        body=Said(decoded.text.replace("\r\n", "\n"), "file"),
        encoding=decoded.encoding,
    )


def read_row(page: Page, read_html: Callable[[Page], Draft]) -> Draft:
    """Raises BadPage for a row that cannot be used, with the reason."""
    try:
        row = json.loads(page.body)
    except (ValueError, RecursionError) as why:
        raise BadPage(f"no JSON: {why}") from None
    if not isinstance(row, dict):
        raise BadPage("no JSON object")
    for name in FACTS:
        if not isinstance(row.get(name), str | int | float | None):
            raise BadPage(f"`{name}` is no string")
    row = {name: str(row[name]) for name in FACTS if row.get(name) is not None}
    page = replace(page, fetched_at=_fetched_at(row, page))
    if row.get("text") or _is_headline(row):
        draft = replace(read_plain(replace(page, body=row["text"].encode())), read_by="row", encoding="")
    elif row.get("html"):
        html = replace(page, body=row["html"].encode(), headers={"content-type": "text/html; charset=utf-8"})
        draft = read_html(html)
    else:
        raise BadPage("neither `text` nor `html`")
    return _with_facts(draft, row)


def _is_headline(row: Mapping[str, str]) -> bool:
    """A title over an empty text is an article, too: it is filed apart, as too short to be judged."""
    return "text" in row and bool(row.get("title")) and not row.get("html")


def _with_facts(draft: Draft, row: Mapping[str, str]) -> Draft:
    said = {name: Said(words, f"row.{name}") for name, words in row.items() if words}
    return replace(
        draft,
        title=said.get("title", draft.title),
        account=said.get("account", draft.account),
        author=said.get("author", draft.author),
        outlet=said.get("outlet", draft.outlet),
        published=(*filter(None, [said.get("published")]), *draft.published),
        platform=row.get("platform") or draft.platform,
        source=row.get("source") or draft.source,
    )


def _fetched_at(row: Mapping[str, str], page: Page) -> datetime:
    if not row.get("fetched_at"):
        return page.fetched_at
    dated = read_published(row["fetched_at"], page.fetched_at, page.zone)
    if dated is None:
        raise BadPage(f"`fetched_at` {row['fetched_at']!r} is no time")
    return dated.value
