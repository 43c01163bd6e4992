"""An article carried whole by the list that named it: Link(url, title, time, author, html) -> Draft.

Used where the page itself was not fetched, or has nothing to read (a captcha, an empty shell). The list is a witness
as good as the page for words, so nothing is cleaned here either.
"""

from dataclasses import replace

from crawler.readers.document import begin, open_document, without_document
from crawler.readers.markup import lines
from indexer.model import Draft, Link, Page, Reading, Said

READ_BY = "feed_entry"


def read(page: Page, link: Link) -> Draft:
    """A Draft of what `link` says; NO_ARTICLE where it carries no text."""
    # the text stands in a page of its own, so that its bytes count as decoded: the list was decoded before it was read
    opened = open_document(
        replace(page, body=_page(link.html or ""), headers={"content-type": "text/html;charset=utf-8"})
    )
    body = lines(opened.tree) if opened else ""
    if opened is None or not body:
        return replace(without_document(page, Reading.NO_ARTICLE, "the list carries no text"), read_by=READ_BY)
    return replace(
        begin(opened, READ_BY),
        url=page.url,
        encoding="",
        declared_encoding="",
        title=_said(link.title, "entry title"),
        body=Said(body, "entry text"),
        published=tuple(said for said in (_said(link.time, "entry time"),) if said),
        author=_said(link.author, "entry author"),
    )


def _page(fragment: str) -> bytes:
    return f"<html><body>{fragment}</body></html>".encode("utf-8", "replace")


def _said(text: str | None, where: str) -> Said | None:
    return Said(text.strip(), where) if text and text.strip() else None
