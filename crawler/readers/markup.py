"""What every reader asks of a page's markup: <p>甲<br>乙</p> -> "甲\\n乙", h1.post_title -> Said("…", "h1.post_title").

Pure functions over an lxml tree, which is parsed once and never changed: two readers may look at the same tree.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import cast

from lxml import etree, html
from lxml.cssselect import CSSSelector

from indexer.model import Said


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Elements that begin and end a line. Table cells do not: a row reads as one line.
BLOCKS = _names(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tr ul"
)
CELLS = _names("td th")
# Elements whose text nobody reads in place; rt and rp hold the sound beside a character (<ruby>喆<rt>zhé</rt></ruby>).
UNREAD = _names(
    "applet audio button canvas head iframe math noscript object option rp rt script select style svg template "
    "textarea title video"
)
BLANKS = re.compile(r"[ \t\r\n\f]+")  # what HTML takes for one blank; NBSP and U+3000 are left to the normaliser
LINE_IN_PRE = "\u2028"
END_TAGS = re.compile("</(?:html|body)[^>]*>", re.I)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))  # what libxml2 refuses or stops at
WITHOUT_CONTROLS = bytes.maketrans(CONTROLS, b" " * len(CONTROLS))


def parse(text: str) -> tuple[html.HtmlElement | None, bool]:
    """The tree of a page, None where there is nothing in it; and whether the parser gave up half-way.

    libxml2 gives up where more than 255 elements are open. The limit stays (huge_tree would lift it to 2048): 200,000
    nested <div> then cost 1 ms and 25 MB, and no later pass can recurse deeper than Python allows.
    """
    # Included fragments bring end tags of their own; libxml2 leaves what follows </html> outside of the tree.
    text = END_TAGS.sub("", text)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace").translate(WITHOUT_CONTROLS), parser=parser)
    except etree.LxmlError:  # "Document is empty", "Buffer size limit exceeded"
        return None, False
    return tree, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def lines(element: html.HtmlElement, without: Collection[html.HtmlElement] = ()) -> str:
    """The text that people read in `element`, a paragraph a line, without the elements of `without`."""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if node.tag in BLOCKS:
            pieces.append("\n")
        elif node.tag in CELLS:
            pieces.append(" ")
        if event == "start" and (node.tag in UNREAD or node in without):
            walk.skip_subtree()
        elif event == "start" and node.text:
            pieces.append(_flow(node.text, node.tag))
        elif event == "end" and node.tail and node is not element:
            pieces.append(_flow(node.tail))
    text = "".join(pieces).replace(LINE_IN_PRE, "\n")
    return "\n".join(line for part in text.split("\n") if (line := BLANKS.sub(" ", part).strip()))


def words(element: html.HtmlElement) -> str:
    """The text of `element` as one line."""
    return " ".join(lines(element).split("\n"))


def select(tree: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """The elements that a CSS selector picks, in page order."""
    return cast("list[html.HtmlElement]", _compiled(selector)(tree))


def every(tree: html.HtmlElement, selectors: Iterable[str]) -> Iterator[Said]:
    """What the page says at each of the places, in the order of the table; places without words are left out.

    A place is a CSS selector, with " @name" where the words stand in an attribute: "#contain @data-ptime".
    """
    for place in selectors:
        selector, _, attribute = place.partition(" @")
        for element in select(tree, selector):
            text = (element.get(attribute) or "").strip() if attribute else words(element)
            if text:
                yield Said(text, place)


def first(tree: html.HtmlElement, selectors: Iterable[str]) -> Said | None:
    """What the page says at the first of the places that has words."""
    return next(every(tree, selectors), None)


def metas(tree: html.HtmlElement) -> dict[str, str]:
    """<meta property|name|itemprop=… content=…> as a table, names in lower case without blanks; the first of a name.

    Blanks go because pages have "og:time " and "weibo: article:create_at".
    """
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault("".join(name.lower().split()), content)
    return found


def json_ld(tree: html.HtmlElement) -> list[dict[str, object]]:
    """The objects of the page's JSON-LD, those of lists and of @graph one by one; what is no JSON is left out."""
    found: list[dict[str, object]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        try:
            waiting = [json.loads(script.text, strict=False)]  # strict=False: line breaks inside strings are common
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting.extend(value)
            elif isinstance(value, dict):
                found.append(value)
                graph = value.get("@graph")
                waiting.extend(graph if isinstance(graph, list) else [])
    return found


def canonical_links(tree: html.HtmlElement, meta: dict[str, str]) -> list[str]:
    """The addresses that the page calls its own: <link rel=canonical>, then og:url."""
    links = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return [url.strip() for url in (*links, meta.get("og:url", "")) if url.strip()]


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _flow(text: str, tag: str = "") -> str:
    """Text as HTML shows it: any white space is one blank, but for line breaks inside <pre>."""
    if tag == "pre":
        text = text.replace("\n", LINE_IN_PRE)
    return BLANKS.sub(" ", text)
