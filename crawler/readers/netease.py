"""Articles of NetEase: www.163.com and its self-media platform 网易号, in the layouts of 2019 to 2025.

    https://www.163.com/dy/article/ABCD1234EFGH5678.html -> Draft(key="163:ABCD1234EFGH5678", account=..., body=...)

One article has many addresses (www, 3g, c.m; dy, news, money, ...); its docid is the same in all of them.
"""

import re
from dataclasses import replace

from lxml.html import HtmlElement

from crawler.readers.document import Document, Platform, begin
from crawler.readers.markup import every, first, lines, select
from indexer.model import Draft, Notice, Reading, Said

# www.163.com/dy/article/<docid>.html   news.163.com/20/0704/20/<docid>.html   dy.163.com/v2/article/detail/<docid>.html
# 3g.163.com/money/article/<docid>.html   c.m.163.com/news/a/<docid>.html   c.m.163.com/news/s/... is a list
ADDRESS = re.compile(
    r"""^https?://[\w.-]+\.163\.com/
        (?:(?:[\w-]+/)*article/(?:detail/)?|news/a/|\d\d/\d{4}/\d\d/)
        ([0-9A-Z]{16})(?:_0)?\.html""",
    re.VERBOSE,
)
DOCID = re.compile(r"""["']?docId["']?\s*[:=]\s*["']([0-9A-Z]{16})["']""")  # "docId" : "ABCD1234EFGH5678"

# Tables of places, the most trusted first. Tag names are given because they make a look-up four times as fast.
TITLE = (
    "h1.post_title",  # since 2020
    "div#epContentLeft h1",  # news until 2020
    "div.article_title h2",  # 网易号 until 2019
    "meta[property='og:title'] @content",  # last: cut at a straight quotation mark inside the title
)
PUBLISHED = (
    "html @data-publishtime",  # without a zone: Beijing time, as all that follow but the next
    "meta[property='article:published_time'] @content",
    "div#contain @data-ptime",  # 网易号 only; rail items carry data-ptime, too, so not without the id
    "div.post_info",  # "2021-02-18 07:02:10　来源: ..."
    "div.post_time_source",
    "div.share_box p.time",  # a day only
)
BODY = (
    "div#endText",  # news until 2020; stands inside a div.post_body that holds share buttons, too
    "div.post_body",  # since 2020
    "div.article_box div#content",  # 网易号 until 2019
)
CREDIT = (  # the name under which it came out: the account on 网易号, the outlet elsewhere
    "div.post_info a[href*='/dy/media/']",
    "div.post_wemedia_name a",
    "div.post_info a:not(.post_jubao)",  # 举报, "report this", is a link, too
    "a#ne_article_source",
    "div.share_box p.time span:nth-of-type(3)",  # day · account
)
INFO = ("div.post_info", "div.post_time_source")
SOURCE_IN_INFO = re.compile(r"来源[:：]\s*(\S+)")  # "2021-02-18 07:02:10　来源: 某某报 北京 举报", where it is no link
SELF_MEDIA = "div#contain[data-wemediaid]"

# What stands inside or beside the body and is not the author's text: place -> what kind of notice it is.
NOTICES = (
    ("p.otitle", "source_attribution"),  # （原标题：...）
    ("div.post_author", "source_attribution"),  # 本文来源：... 责任编辑：...
    ("div.ep-source", "source_attribution"),
    ("div.creative_statement", "claim_label"),  # 个人观点，仅供参考; on news of 网易号 责任编辑：...
    ("div.post_statement", "platform_notice"),
    ("div.statement", "platform_notice"),
)
EDITOR = re.compile(r"(?=责任编辑[:：])")
RAILS = (  # inside the body container, but neither text nor notice
    "div.post_top",
    "div.post_comment",
    "div.post_next",
    "div.special_tag_wrap",  # 延伸 · 推荐
    "pre[datatype=specialtag]",
    "div.video-wrapper",
    "div.video-list-wrapper",
    "div.gg200x300",  # an advertisement
)


def read(document: Document) -> Draft | None:
    """The article, DEGRADED where the page was cut inside it, None where the layout is not known."""
    tree = document.tree
    body, title = _body(tree), first(tree, TITLE)
    if body is None or title is None:
        return None
    container, where = body
    draft = begin(document, "netease")
    if document.cut:
        return replace(draft, state=Reading.DEGRADED, why=document.cut)
    around = container.getparent()
    notices = [(element, place, kind) for place, kind in NOTICES for element in select(around, place)]
    rails = [element for place in RAILS for element in select(container, place)]
    text = lines(container, without={*rails, *(element for element, _, _ in notices)})
    if not text:
        return replace(draft, state=Reading.NO_ARTICLE, why="no text: pictures or a video only")
    credit = first(tree, CREDIT) or _credit_in_info(tree)
    return replace(
        draft,
        key=_key(document),
        title=title,
        body=Said(text, where),
        published=tuple(every(tree, PUBLISHED)),
        account=credit,
        outlet=None if select(tree, SELF_MEDIA) else credit,
        notices=tuple(notice for element, place, kind in notices for notice in _notices(element, place, kind)),
    )


def is_mine(document: Document) -> bool:
    """Whether a saved page is an article of NetEase: its own container, and its docid in a script or an attribute."""
    tree = document.tree
    ours = select(tree, "html#ne_wrap, div#contain[data-docid], div#epContentLeft")
    return bool(ours) and _body(tree) is not None and DOCID.search(document.decoded.text) is not None


PLATFORM = Platform("163", ADDRESS, is_mine, read)


def _body(tree: HtmlElement) -> tuple[HtmlElement, str] | None:
    """The container of the text, and the place where it was found."""
    return next(((element, place) for place in BODY for element in select(tree, place)), None)


def _key(document: Document) -> str | None:
    """From the address, else from the page's own docid."""
    for url in document.urls:
        key = PLATFORM.key(url)
        if key:
            return key
    match = DOCID.search(document.decoded.text)
    return f"163:{match[1]}" if match else None


def _credit_in_info(tree: HtmlElement) -> Said | None:
    info = first(tree, INFO)
    match = SOURCE_IN_INFO.search(info.text) if info else None
    return Said(match[1], info.where) if info and match else None


def _notices(element: HtmlElement, place: str, kind: str) -> list[Notice]:
    """One for each line of a notice; the editor's name is a notice of its own."""
    parts = [part.strip() for line in lines(element).split("\n") for part in EDITOR.split(line)]
    return [
        Notice(
            kind="editor_line" if EDITOR.match(part) else kind,
            text=part,
            lang="en" if part.isascii() else "zh",
            where=place,
        )
        for part in parts
        if part
    ]
