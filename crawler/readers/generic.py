"""Any page by general rules: what it is (an article, a list, a tombstone, a shell), and what it says.

    <html>… a page of a site that has no reader of its own …</html> -> Draft(read_by="generic", title=…, body=…)

The text comes from trafilatura, everything else from our own candidates, since trafilatura cuts times to the day.
"""

import logging
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from urllib.parse import urlsplit

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.settings import Document as Extracted

from crawler.normalise.notices import split_notices
from crawler.readers.document import Document, begin
from crawler.readers.fields import read_names, read_title, title_line, words_of_title
from crawler.readers.markup import UNREAD, json_ld, lines, words
from crawler.readers.phrases import DEGRADED_PHRASES, TOMBSTONE_PHRASES
from crawler.readers.times import DATE, read_times
from indexer.model import Draft, Notice, Reading, Said

# "discarding data", "empty HTML tree": said of pages that we judge ourselves; a list page is no event to log
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# trafilatura's words for the elements of the text that it found, in HTML
TEI_TO_HTML = {"head": "h2", "list": "ul", "item": "li", "row": "tr", "cell": "td", "lb": "br", "quote": "blockquote"}

PARAGRAPHS = ("p", "div", "section", "article", "td", "li", "blockquote")
NEARLY_ALL = 0.75  # of the prose; the rest is footers and teasers

MOST_ELEMENTS = 60_000  # the largest real page we know has 8,000; 200,000 cost trafilatura 5 s and 450 MB
PROSE = re.compile(r"[，。！？；…]|[.,!?;] |[.!?]$")  # what running text has, and menus and headlines mostly lack
SHORTEST_PROSE = 20  # characters of a line
LEAST_PROSE = 40  # characters in an article: one sentence
SHORT_PROSE = 200  # characters; with less, a second way of finding the text is tried
MEDIUM_PROSE = 300  # characters; with less, it must be a fair share of the page
LEAST_SHARE = 0.1  # of the page's text outside of links; measured: lists <= 0.08, articles >= 0.15
NUMBERS_AROUND = re.compile(r"^[\d\s.、·]+|[\d\s]+$")  # 1某某公司推迟出货 169524: rank and clicks
MOST_LINKED = 0.5  # of the text found may stand in lines that are links, whole
SHORT_PAGE = 1000  # characters outside of links; a page that only says why it is none has less
SHELL = 250  # characters; a page with less is a frame that scripts were to fill
ARTICLE_TYPES = re.compile(r"^(?:News|Blog|Tech|Scholarly|Reportage|Opinion)?(?:Article|Posting)$")
LINES_BELOW = 5  # lines below the text that may be its editor or the site's disclaimer; further down stands the footer
HEAD_LINES = 8  # lines at the start of the text that may repeat title, date and source
LONGEST_HEAD_LINE = 100  # characters


def read(document: Document) -> Draft:
    """The article, or the reason why the page is none."""
    draft = begin(document, "generic")
    if sum(1 for _ in document.tree.iter()) > MOST_ELEMENTS:
        return replace(draft, state=Reading.NO_ARTICLE, why=f"more than {MOST_ELEMENTS} elements")
    shown = lines(document.tree).split("\n")
    links = [text for link in document.tree.iter("a") if (text := words(link))]
    outside = sum(map(len, shown)) - sum(map(len, links))
    said = _says_that_it_is_none(document, shown) if outside < SHORT_PAGE else None
    if said:
        return replace(draft, state=said[0], why=said[1])
    data = json_ld(document.tree)
    title = read_title(document, data, shown)
    at = title_line(shown, title)
    declared = _is_declared(document, data)
    body = _body(document.tree, lenient=outside >= SHELL and (declared or at is not None))
    doubt = _doubt(document, body, declared, links, outside)
    if doubt:
        return replace(draft, state=doubt[0], why=doubt[1])
    times = read_times(document, data, shown, at)
    names = read_names(document, data, shown, at)
    return replace(
        draft,
        title=title,
        body=Said(_without_head(body, title.text if title else ""), "trafilatura"),
        published=times.published,
        modified=times.modified,
        account=names.account,
        author=names.author,
        outlet=names.outlet,
        notices=_notices_below(body, shown),
    )


def _notices_below(body: str, shown: Sequence[str]) -> tuple[Notice, ...]:
    """Notices that stand right below the text, where trafilatura has not taken them for a part of it."""
    text = body.split("\n")
    last = max((i for i, line in enumerate(shown) if line == text[-1]), default=len(shown))
    below = [line for line in shown[last + 1 : last + 1 + LINES_BELOW] if line not in text]
    whole = [notices for rest, notices in map(split_notices, below) if not rest]
    return tuple(replace(notice, where="below the text") for notices in whole for notice in notices)


def _says_that_it_is_none(document: Document, shown: Sequence[str]) -> tuple[Reading, str] | None:
    """A tombstone or a barrier, where the page says so in a line of its own and holds little else."""
    if sum(len(line) for line in shown if _is_prose(line)) > SHORT_PROSE:
        return None
    spoken = [*shown, words_of_title(document.tree)]
    for phrases, state in ((DEGRADED_PHRASES, Reading.DEGRADED), (TOMBSTONE_PHRASES, Reading.TOMBSTONE)):
        for phrase in phrases:
            if any(phrase in line and len(line) <= len(phrase) + 30 for line in spoken):
                return state, phrase
    return None


def _is_declared(document: Document, data: Sequence[dict[str, object]]) -> bool:
    """Whether the page calls itself an article."""
    types = [kind for thing in data for kind in _as_list(thing.get("@type")) if isinstance(kind, str)]
    return (
        document.meta.get("og:type", "").lower() in ("article", "news")
        or "article:published_time" in document.meta
        or any(ARTICLE_TYPES.match(kind) for kind in types)
    )


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _body(tree: HtmlElement, lenient: bool) -> str:
    """The text that trafilatura finds; `lenient`, where that is little, what less strict rules find.

    favor_precision, on 97 real pages: 277 of 291 foreign snippets kept out (239 without it), 250 of 291 of the
    article's own kept (253), 5 pages left empty (0).
    """
    clean = deepcopy(tree)
    etree.strip_elements(clean, *UNREAD - {"head"}, with_tail=False)
    strict = _extract(clean, favor_precision=True)
    if _prose(strict) >= SHORT_PROSE or not lenient:
        return strict
    loose = _extract(clean, favor_precision=False)
    if "\n" in loose and _prose(loose) > 2 * _prose(strict):  # one line is its last resort: all words of the page
        return loose
    return strict if _prose(strict) >= LEAST_PROSE else _densest(clean)


def _extract(tree: HtmlElement, favor_precision: bool) -> str:
    found = trafilatura.bare_extraction(tree, include_comments=False, favor_precision=favor_precision)
    if not isinstance(found, Extracted) or found.body is None:
        return ""
    for element in found.body.iter(*TEI_TO_HTML):
        element.tag = TEI_TO_HTML[element.tag]
    return lines(found.body)


def _densest(tree: HtmlElement) -> str:
    """The text of the innermost element that holds nearly all prose of the page, "" where it is not mostly prose."""
    held: dict[HtmlElement, int] = {}
    for block in tree.iter(*PARAGRAPHS):
        if any(True for _ in block.iterdescendants(*PARAGRAPHS)):
            continue
        prose = _prose(lines(block))
        for element in (block, *block.iterancestors()) if prose else ():
            held[element] = held.get(element, 0) + prose
    inner = [element for element in held if held[element] >= NEARLY_ALL * held.get(tree, 0)]
    text = lines(max(inner, key=lambda element: sum(1 for _ in element.iterancestors()))) if inner else ""
    return text if 2 * _prose(text) > len(text) else ""


def _doubt(
    document: Document, body: str, declared: bool, links: Sequence[str], outside: int
) -> tuple[Reading, str] | None:
    """Why the text found is not an article; None where it is one. `outside`: the page's characters outside of links."""
    if not urlsplit(document.url).path.strip("/") and not urlsplit(document.url).query and "://" in document.url:
        return Reading.NO_ARTICLE, "a front page"
    prose = _prose(body)
    if prose < LEAST_PROSE:
        if document.cut:
            return Reading.DEGRADED, document.cut
        if outside + sum(map(len, links)) < SHELL:
            return Reading.DEGRADED, "a shell: hardly any text"
        return Reading.NO_ARTICLE, f"no running text: {prose} characters"
    whole = {NUMBERS_AROUND.sub("", link) for link in links}
    linked = sum(len(line) for line in body.split("\n") if NUMBERS_AROUND.sub("", line) in whole)
    if linked > MOST_LINKED * len(body):
        return Reading.NO_ARTICLE, f"a list of links: {linked} of {len(body)} characters"
    if prose < MEDIUM_PROSE and not declared and len(body) < LEAST_SHARE * outside:
        return Reading.NO_ARTICLE, f"little running text: {len(body)} of {outside} characters"
    return None


def _is_prose(line: str) -> bool:
    return len(line) >= SHORTEST_PROSE and PROSE.search(line) is not None


def _prose(text: str) -> int:
    """Characters of running text."""
    return sum(len(line) for line in text.split("\n") if _is_prose(line))


def _without_head(body: str, title: str) -> str:
    """The text without the lines above it that repeat title, date and source."""
    parts = body.split("\n")
    cut = 0
    for i, line in enumerate(parts[:HEAD_LINES]):
        is_title = "".join(line.split()) == "".join(title.split())
        is_dated = len(line) <= LONGEST_HEAD_LINE and DATE.search(line) and not re.search("[。！？；]", line)
        if is_title or is_dated:
            cut = i + 1
        elif len(line) > LONGEST_HEAD_LINE or re.search("[。！？；]", line):
            break
    return "\n".join(parts[cut:]) or body
