"""Title and names of a page of no known layout.

<title>某某公司推迟出货_科技频道_某某网</title> <h1>某某公司推迟出货</h1> -> Said("某某公司推迟出货", "h1")
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.readers.document import Document
from crawler.readers.markup import select, words
from crawler.readers.times import DATE
from indexer.model import Said

HEADINGS = ("h1", "h2", "h3", "[class*=title]")  # in this order; sites without an h1 for the headline are common
TITLE_META = ("og:title", "twitter:title", "dc.title", "headline")
LONGEST_TITLE = 200  # characters; a microblog post may be its own title
SHORTEST_TITLE = 4  # characters; shorter headings are names of columns: 正文, 新闻

SEPARATORS = "_-|｜–—·"  # and nothing at all: "" is part of any string
MAIN_PART = 0.4  # of a title's characters; names of columns and sites are shorter

# The site's own name behind the title: A_频道_某某网   A - 某某网   A|栏目_某某网   A——某某网
TAIL = re.compile(r"\s*(?:_+|[|｜]|——|\s[-–—·]\s|[-–](?=[^-–]*(?:网|報|报|新闻|频道|社|号|\.(?:com|cn|net))\s*$))\s*")

# 来源：某某报   信息来源: 某某局   本文来源于某某商报   2024-05-12 12:11来源：某某网作者：张三
SOURCE = re.compile(
    r"""(?:(?:来源|來源)[于於]\s*[:：]?|(?:来源|來源|稿源|出处)\s*[:：])\s*
        ([^\s|:：，。（）()]{2,30}?)(?=作者|记者|編輯|编辑|责编|责任|[\s|:：，。（）()]|$)""",
    re.VERBOSE,
)
# 作者：张三   记者 张三、李四   文/张三   文丨某某特约评论员 张三
AUTHOR = re.compile(
    r"""(?:作者|記者|记者|撰文|^文|[（(]文)\s*[:：/丨|｜]\s*(?:[一-鿿]*(?:评论员|记者|研究员)\s*)?
        ((?!未知|佚名|网络|匿名)[一-鿿·]{2,12}?(?:[、 ](?!来源|编辑|责编|审核|摄影|发布|时间)[一-鿿·]{2,4}){0,4})
        (?![一-鿿])""",
    re.VERBOSE,
)
BESIDE_DATE = re.compile(
    r"^[|\s·•]*((?!编辑|阅读|评论|字号|分享|打印|来自|浏览|点击|发布|发表|更新|最新|首发|时间|日期)[\w\[\]]*[一-鿿][\w\[\]]*)(?:\s|$)"
)
LONGEST_HEADER_LINE = 100  # characters; names stand in short lines around the title
BEFORE_TITLE, AFTER_TITLE = 2, 10  # lines
DATED_WITHIN = 5  # lines below the title

ACCOUNT_META = ("mediaid", "article:author")  # sina and sohu name the account there
OUTLET_META = ("source", "contentsource", "article:publisher", "og:site_name")
AUTHOR_META = ("author", "og:article:author", "twitter:creator", "dc.creator", "byl")
NOT_A_NAME = re.compile(r"@|https?:|,|，|^(?:name|admin|administrator|author|editor|none|null|undefined)$", re.I)
LONGEST_NAME = 30  # characters


@dataclass(frozen=True, slots=True)
class Names:
    """`account` is the name under which the page came out, `outlet` the one it was taken from, `author` a person."""

    account: Said | None
    author: Said | None
    outlet: Said | None


def read_title(document: Document, data: Sequence[dict[str, object]], shown: Sequence[str]) -> Said | None:
    """The heading that agrees with the page's own title, else that title without the site's name.

    `shown` are the lines that people see.
    """
    whole = words_of_title(document.tree)
    official = [Said(document.meta[name], f"meta[{name}]") for name in TITLE_META if name in document.meta]
    official += [Said(value, "JSON-LD headline") for thing in data if isinstance(value := thing.get("headline"), str)]
    names = [whole, *(said.text for said in official)]
    headings = list(_headings(document.tree))
    agreed = [said for said in headings if any(_begins(name, said.text) for name in names)]
    agreed = agreed or [Said(line, "line") for line in shown if any(_is_part(line, name) for name in names)]
    if agreed:
        return max(agreed, key=lambda said: len(said.text))
    for said in (*official, Said(whole, "title")):
        text = without_site(said.text, document.meta.get("og:site_name", ""))
        if text:
            return Said(text, said.where)
    return next((said for said in headings if said.where == "h1"), None)


def title_line(shown: Sequence[str], title: Said | None) -> int | None:
    """Which of the lines is the title; white space does not count. Where it returns, the one that a date follows."""
    wanted = "".join(title.text.split()) if title else ""
    found = [i for i, line in enumerate(shown) if wanted and "".join(line.split()) == wanted]
    dated = [i for i in found if any(DATE.search(line) for line in shown[i + 1 : i + 1 + DATED_WITHIN])]
    return next(iter(dated or found), None)


def without_site(title: str, name: str = "") -> str:
    """The title without the names of site and column behind it; `name` is the site's, where it gives one."""
    title = " ".join(title.split())
    parts = TAIL.split(title)
    if name and len(parts) == 1:
        return title.removesuffix(name).rstrip(" -_|–—") or title
    return parts[0] or title.strip(" -_|–—")


def read_names(document: Document, data: Sequence[dict[str, object]], shown: Sequence[str], at: int | None) -> Names:
    """Names that stand in meta tags, in JSON-LD or in the short lines around the title, which is line `at`."""
    header = _around(shown, at)
    outlet = _first(
        *_labelled(SOURCE, header, "source label"),
        *_from_meta(document, OUTLET_META[:2]),
        *_beside_date(shown[at + 1 : at + 1 + DATED_WITHIN] if at is not None else ()),
        *_from_data(data, "publisher"),
        *_from_meta(document, OUTLET_META[2:]),
    )
    account = _first(*_from_meta(document, ACCOUNT_META), *_from_data(data, "creator", "author")) or outlet
    author = _first(
        *_labelled(AUTHOR, header, "author label"),
        *_from_meta(document, AUTHOR_META),
        *_from_data(data, "author", persons=True),
    )
    if author and account and author.text in (account.text, document.meta.get("og:site_name")):
        author = None
    return Names(account, author, outlet)


def words_of_title(tree: HtmlElement) -> str:
    """The text of <title>, "" without one."""
    found = next(iter(tree.iter("title")), None)
    return " ".join((found.text or "").split())[:LONGEST_TITLE] if found is not None else ""


def _headings(tree: HtmlElement) -> Iterator[Said]:
    for selector in HEADINGS:
        for element in select(tree, selector)[:20]:
            text = words(element) if len(element.text_content()) <= 4 * LONGEST_TITLE else ""  # a container, no heading
            if SHORTEST_TITLE <= len(text) <= LONGEST_TITLE:
                yield Said(text if selector in ("h1", "h2") else without_site(text), selector)


def _begins(title: str, heading: str) -> bool:
    """Whether a title begins with the heading; white space does not count."""
    return "".join(title.split()).startswith("".join(heading.split()))


def _is_part(line: str, title: str) -> bool:
    """Whether a line is the main part of a title: 某某公司推迟出货 of 某某网--某某公司推迟出货_科技."""
    at = title.find(line)
    if at < 0 or len(line) < max(SHORTEST_TITLE, MAIN_PART * len(title)):
        return False
    return title[:at].rstrip()[-1:] in SEPARATORS and title[at + len(line) :].lstrip()[:1] in SEPARATORS


def _around(shown: Sequence[str], at: int | None) -> list[str]:
    if at is None:
        return []
    window = [*shown[max(0, at - BEFORE_TITLE) : at], *shown[at + 1 : at + 1 + AFTER_TITLE]]
    return [line for line in window if len(line) <= LONGEST_HEADER_LINE]


def _labelled(pattern: re.Pattern[str], header: Sequence[str], where: str) -> Iterator[Said]:
    for line in header:
        match = pattern.search(line)
        if match:
            yield Said(match[1].strip(), where)


def _beside_date(below: Sequence[str]) -> Iterator[Said]:
    """2019-09-26 10:56:28 某某时报网   某某中文站 2016年10月14日07:17"""
    for line in below:
        date = DATE.search(line) if len(line) <= LONGEST_HEADER_LINE else None
        name = BESIDE_DATE.match(line[date.end() :]) or BESIDE_DATE.match(line[: date.start()]) if date else None
        if name:
            yield Said(name[1], "beside the date")


def _from_meta(document: Document, names: Sequence[str]) -> Iterator[Said]:
    for name in names:
        if name in document.meta:
            yield Said(document.meta[name], f"meta[{name}]")


def _from_data(data: Sequence[dict[str, object]], *names: str, persons: bool = False) -> Iterator[Said]:
    """A name given as text, as {"name": …} or as the first of a list of these; `persons` wants those, too."""
    for key in names:
        for thing in data:
            value = thing.get(key)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, dict):
                value = value.get("name") if persons or value.get("@type") != "Person" else None
            if isinstance(value, str) and value.strip():
                yield Said(value.strip(), f"JSON-LD {key}")


def _first(*candidates: Said) -> Said | None:
    return next(
        (said for said in candidates if len(said.text) <= LONGEST_NAME and not NOT_A_NAME.search(said.text)), None
    )
