"""When a page of no known layout says that it was published: meta, JSON-LD, the line under the title, scripts, the url.

    <meta property="article:published_time" content="2024-05-16T17:02:38+08:00"> -> Said("2024-05-16T17:02:38+08:00", …)

Nothing is converted here; the candidates are only put in order. None beats a wrong date, so no date is searched in
running text, and none is guessed (htmldate, which does both, was wrong on 27 of 34 WeChat pages).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawler.readers.document import Document
from crawler.readers.markup import select, words
from indexer.model import Said

PUBLISHED_META = (
    "article:published_time",  # Open Graph
    "weibo:article:create_at",  # sina, caijing
    "datepublished",  # schema.org
    "og:published_time",
    "og:release_date",  # sohu
    "og:time",  # ifeng
    "pubdate",  # Chinese government sites
    "publishdate",  # people.com.cn and its cousins, mostly a day
    "publish-date",
    "publishtime",
    "firstpublishedtime",
    "dcterms.created",
    "dc.date.issued",
    "parsely-pub-date",
    "datecreated",
)
MODIFIED_META = (
    "article:modified_time",
    "weibo:article:update_at",
    "datemodified",
    "og:updated_time",
    "lastmodifiedtime",
)
# dateupdate is not in the table of changes: on baijiahao and sohu it holds the time of publication
PUBLISHED_ITEMPROP = (
    "[itemprop=datePublished] @datetime",
    "[itemprop=datePublished] @content",
    "time[pubdate] @datetime",
)
# Names of script variables and JSON keys that hold an instant of publication; "ct" is WeChat's.
PUBLISHED_KEYS = (
    r"(?:ct|ori_create_time|publish_?[tT]ime|pub_?[tT]ime|__\$pubtime|ptime|newsTime|postTime|"
    r"publish_?[dD]ate|published_at|cb_entryCreatedDate|create_time)"
)
SCRIPTED = (
    re.compile(  # var ct = "1517320562"   "publish_time":"2024-05-13 06:16:25"   ori_create_time: '1779506986' * 1
        rf"""(?<![\w$.])["']?({PUBLISHED_KEYS})["']?\s*[:=]\s*["']?
        (\d{{10}}(?:\d{{3}})?(?!\d)|(?:19|20)\d\d[-/年]\d\d?[-/月]\d\d?[^"'<>;,{{}}\\]{{0,20}})""",
        re.VERBOSE,
    )
)
# 2019-09-07 21:30:50   2019年09月09日 20:52   2016年10月14日07:17   2019.9.7   2024/05/13T06:16   2024 05/09 22:27:02
DATE = re.compile(
    r"""(?<!\d)((?:19|20)\d\d)\s?[-/.年\s]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?日?
        (?:[T\s　]*(?:(?:星期|周|週)[一二三四五六日天]\s*)?(上午|下午)?\s*(\d{1,2}[:：]\d\d(?:[:：]\d\d)?))?""",
    re.VERBOSE,
)
IN_URL = re.compile(r"(?<!\d)(20\d\d)([-/_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")  # /2019/09/07/  t20190907_1
EPOCH = re.compile(r"\d{10}(?:\d{3})?")
PUBLISHED_LABEL = re.compile(
    r"发布时间|發布時間|发布日期|發布日期|发布于|发表于|發表於|发表时间|发稿时间|时间[:：]|日期[:：]"
)
MODIFIED_LABEL = re.compile(r"更新|修改|编辑于|編輯於|修訂|Updated")

LONGEST_LINE = 150  # characters; a line that only dates a page is short
BEFORE_TITLE, AFTER_TITLE = 3, 12  # lines; where such a line stands


@dataclass(frozen=True, slots=True)
class Times:
    published: tuple[Said, ...]
    modified: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class _Moment:
    day: date
    clock: str  # HH:MM, "" for a day
    fineness: int  # 1 a day, 2 with minutes, 3 with seconds


def read_times(document: Document, data: Sequence[dict[str, object]], shown: Sequence[str], at: int | None) -> Times:
    """Candidates, the most trusted first.

    `data` is the page's JSON-LD, `shown` the lines that people see, of which number `at` is the title.
    """
    near, elsewhere, changed = _in_sight(shown, at)
    published = (
        *_from_meta(document, PUBLISHED_META),
        *_from_data(data, "datePublished"),
        *_from_itemprop(document.tree),
        *near,
        *_from_data(data, "pubDate"),  # Baidu's dialect: on some sites the time of the last change
        *_from_scripts(document.tree),
        *elsewhere,
        *_from_time_tag(document.tree),
        *_from_meta(document, ("dateupdate",)),
        *_from_url(document.url),
    )
    modified = (*_from_meta(document, MODIFIED_META), *_from_data(data, "dateModified", "upDate"), *changed)
    return Times(_ranked(published, near, document.page.zone), tuple(dict.fromkeys(modified)))


def _ranked(candidates: Sequence[Said], near: Sequence[Said], zone: str) -> tuple[Said, ...]:
    """Best: the day that most agree on; of these the minute that people see; of these the finest; the most trusted.

    A day in a meta tag must not hide the minute under the title, a stray time must not beat them both, and the second
    in a script is welcome where it lies inside that minute (a meta tag may hold the time of a later edition).
    """
    read = {said: moment for said in candidates if (moment := _moment(said.text, zone))}
    if not read:
        return ()
    agreed = Counter(moment.day for moment in read.values()).most_common(1)[0][0]  # of equals, the most trusted
    seen = next((read[said].clock for said in near if said in read and read[said].clock), "")

    def worse(said: Said) -> tuple[bool, bool, bool, int]:
        moment = read[said]
        return moment.day != agreed, not moment.clock, bool(seen) and moment.clock != seen, -moment.fineness

    return tuple(sorted(read, key=worse))


def _moment(text: str, zone: str) -> _Moment | None:
    """What a candidate names, in the page's own zone; None where it is no date."""
    exact: datetime | None = None
    try:
        if EPOCH.fullmatch(text):
            exact = datetime.fromtimestamp(int(text[:10]), UTC)
        elif "T" in text:
            exact = datetime.fromisoformat(text.replace("Z", "+00:00"))
        if exact:
            exact = exact.astimezone(ZoneInfo(zone)) if exact.tzinfo else exact
            return _Moment(exact.date(), exact.strftime("%H:%M"), 3)
        match = DATE.search(text)
        if not match:
            return None
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except (ValueError, OverflowError):  # the 31st of February; an instant before year 1
        return None
    if not match[5]:
        return _Moment(day, "", 1)
    hour, minute, *second = re.split("[:：]", match[5])
    afternoon = match[4] == "下午" and int(hour) < 12
    return _Moment(day, f"{int(hour) + 12 * afternoon:02}:{minute}", 2 + len(second))


def _in_sight(shown: Sequence[str], at: int | None) -> tuple[list[Said], list[Said], list[Said]]:
    """Dates that people see: around the title, after a label anywhere, and those that say "updated"."""
    below: list[Said] = []
    above: list[Said] = []
    elsewhere: list[Said] = []
    changed: list[Said] = []
    for i, line in enumerate(shown):
        match = DATE.search(line) if len(line) <= LONGEST_LINE else None
        if not match:
            continue
        before = line[max(0, match.start() - 12) : match.start()]
        below_title = i - at if at is not None else -LONGEST_LINE
        if MODIFIED_LABEL.search(before):
            changed.append(Said(match[0].strip(), "line with an update label"))
        elif 0 <= below_title <= AFTER_TITLE:
            below.append(Said(match[0].strip(), "line under the title"))
        elif -BEFORE_TITLE <= below_title < 0:
            above.append(Said(match[0].strip(), "line above the title"))
        elif PUBLISHED_LABEL.search(before) or (i and PUBLISHED_LABEL.search(shown[i - 1][-6:])):
            elsewhere.append(Said(match[0].strip(), "line with a label"))
    return (below or above)[:2], elsewhere[:1], changed[:1]


def _from_meta(document: Document, names: Sequence[str]) -> Iterator[Said]:
    for name in names:
        if name in document.meta:
            yield Said(document.meta[name], f"meta[{name}]")


def _from_data(data: Sequence[dict[str, object]], *names: str) -> Iterator[Said]:
    for name in names:
        for thing in data:
            value = thing.get(name)
            if isinstance(value, str) and value.strip():
                yield Said(value.strip(), f"JSON-LD {name}")


def _from_itemprop(tree: HtmlElement) -> Iterator[Said]:
    for place in PUBLISHED_ITEMPROP:
        selector, _, attribute = place.partition(" @")
        for element in select(tree, selector)[:1]:
            text = (element.get(attribute) or "").strip()
            if text:
                yield Said(text, place)


def _from_time_tag(tree: HtmlElement) -> Iterator[Said]:
    """The first <time>; later ones date comments and other articles."""
    for element in select(tree, "time")[:1]:
        text = (element.get("datetime") or words(element)).strip()
        if text:
            yield Said(text, "time")


def _from_scripts(tree: HtmlElement) -> Iterator[Said]:
    """The first value of each known key; the same keys return in lists of other articles."""
    met: set[str] = set()
    for script in tree.iter("script"):
        for match in SCRIPTED.finditer(script.text or ""):
            if match[1] not in met:
                met.add(match[1])
                yield Said(match[2].strip(), f"script {match[1]}")


def _from_url(url: str) -> Iterator[Said]:
    match = IN_URL.search(url)
    if match:
        yield Said(f"{match[1]}-{match[3]}-{match[4]}", "url")
