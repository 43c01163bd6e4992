"""The things of the house: what travels from a page to a story, each a frozen record.

    Link -> Page -> Draft -> Article -> Fingerprint -> Filing -> Story

A Link is what a list says of an article, a Page what the server sent, a Draft what the page says (unchanged, each
value with the place it was read from), an Article the cleaned and dated record that is stored, printed and indexed.
Times are aware datetimes; a page's own zone matters only while reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

DEFAULT_ZONE = "Asia/Shanghai"  # what a time without a zone means on the pages we read, unless a source says otherwise


class Outcome(StrEnum):
    """How a page or feed entry ends: exactly one each, always counted."""

    NEW_STORY = "new_story"  # nothing stored tells this
    JOINED = "joined"  # a near copy of a stored article
    EXACT = "exact"  # word for word a stored article
    REVISED = "revised"  # a stored article whose text changed
    UNCHANGED = "unchanged"  # a stored article, read again
    TOMBSTONE = "tombstone"  # the page says that its article is gone
    NO_ARTICLE = "no_article"  # a list, a forum page, a home page, not HTML
    OFF_TOPIC = "off_topic"  # not stored: its source says `keep: topics` and no topic fits
    TOO_SHORT = "too_short"  # stored, but its text is too short to be compared
    DEGRADED = "degraded"  # a captcha or an empty shell: says nothing about the article
    FAILED = "failed"  # can never be read; the reason is kept


class Reading(StrEnum):
    """What a reader took a page for."""

    ARTICLE = "article"
    TOMBSTONE = "tombstone"
    NO_ARTICLE = "no_article"
    DEGRADED = "degraded"


class State(StrEnum):
    """Where a stored article stands."""

    LIVE = "live"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What one article is to another, closest first."""

    EXACT = "exact"
    NEAR = "near"
    REWORDED = "reworded"
    QUOTES = "quotes"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Link:
    """A url and what the list that named it said about it."""

    url: str
    title: str | None = None
    time: str | None = None  # as printed in the list
    author: str | None = None
    html: str | None = None  # the full text, where a feed carries it


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent for a url, or what a file holds."""

    url: str
    body: bytes
    fetched_at: datetime
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    source: str = ""  # name of the entry in sources.yaml, "" for files
    link: Link | None = None
    asked_url: str = ""  # before redirects, where that differs
    zone: str = DEFAULT_ZONE  # of the source


@dataclass(frozen=True, slots=True)
class Said:
    """Words as a page has them, and the place they were read from: `h1.post_title`, `meta[article:published_time]`."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A time that was read from words.

    `value` is the start of the span, `precision` its length ("second" "minute" "hour" "day" "month" "year"),
    `rule` the name of the rule that read it, `where` the place on the page.
    """

    value: datetime
    precision: str
    text: str
    rule: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A time mentioned in a body: `body[start:end] == text`; `begin` and `end_day` are days, both inclusive."""

    text: str
    start: int
    end: int
    begin: date | None
    end_day: date | None
    precision: str  # day week month year range time vague duration none
    anchor: str  # published previous absolute
    rule: str = ""  # the shape that found it


@dataclass(frozen=True, slots=True)
class Notice:
    """A disclaimer, platform notice, AI label, ... that was cut from the text and kept as data."""

    kind: str
    text: str
    lang: str = "zh"
    where: str = ""  # the place on the page, or in the body
    rule: str = ""  # the row of notices.yaml; none where a container gave it away


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of the list of sources at an article's end; `text` is the whole line."""

    text: str
    outlet: str | None = None
    date: str | None = None  # ISO day
    title: str | None = None
    url: str | None = None
    article_id: str | None = None  # where the store has it
    rule: str = ""  # the shape of the line


@dataclass(frozen=True, slots=True)
class Draft:
    """What a page says, unchanged. Only `state` ARTICLE carries a body; `why` gives the reason for any other state.

    `published` and `modified` list the candidates, the most trusted first; the normaliser takes the first that it
    can read as a time.
    """

    url: str
    fetched_at: datetime
    read_by: str
    state: Reading = Reading.ARTICLE
    why: str = ""
    key: str | None = None  # "platform:native-id" where the reader knows one
    platform: str | None = None
    source: str = ""
    urls: tuple[str, ...] = ()
    zone: str = DEFAULT_ZONE
    title: Said | None = None
    body: Said | None = None  # paragraphs are lines
    published: tuple[Said, ...] = ()
    modified: tuple[Said, ...] = ()
    account: Said | None = None
    author: Said | None = None
    outlet: Said | None = None
    notices: tuple[Notice, ...] = ()  # those that a container gave away
    parts: tuple[str, ...] = ()  # urls of an article's further pages
    encoding: str = ""  # that the bytes were decoded by
    declared_encoding: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """What an article is to another one (`of`, at `revision`); `shared` holds [start, end, start, end] offsets."""

    kind: Kind
    of: str
    score: float
    revision: int = 1
    shared: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """The normalised record: what is stored, printed as JSON and indexed (see `indexer.record`)."""

    id: str
    key: str
    url: str
    read_by: str
    first_seen_at: datetime
    fetched_at: datetime
    body: str
    title: str | None = None
    urls: tuple[str, ...] = ()
    source: str = ""
    platform: str | None = None
    account: str | None = None
    author: str | None = None
    outlet: str | None = None
    original: Mapping[str, str] = field(
        default_factory=dict
    )  # title and body as they stood, where cleaning changed them
    script: str = "hans"  # hans hant latin
    lang: str = "zh"
    state: State = State.LIVE
    published: Dated | None = None
    modified: Dated | None = None
    revision: int = 1
    mentions: tuple[Mention, ...] = ()
    notices: tuple[Notice, ...] = ()
    references: tuple[Reference, ...] = ()
    damage: Mapping[str, int | str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    story_id: str | None = None
    family_id: str | None = None
    filed_as: Outcome | None = None
    parent: str | None = None
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What an article is compared by; a pure function of its title and body (see `indexer.fingerprint`)."""

    scheme: int
    exact: str  # hash of the compared text
    length: int  # characters of the compared text
    shingles: tuple[int, ...]  # sampled hashes of character 5-grams, sorted


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """When an article came out, as a sortable key: the end of its span, then when it was first seen, then its id.

    Sorting by the end of the span lets a coarse date never beat a finer one inside it.
    """

    end: datetime
    first_seen_at: datetime
    article_id: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that may be kin to a new one, with all that a decision needs of it."""

    article_id: str
    moment: Moment
    fingerprint: Fingerprint
    story_id: str
    family_id: str
    parent: str | None
    revision: int = 1
    series: bool = False  # a past item outside the window, for contrast only


@dataclass(frozen=True, slots=True)
class Filing:
    """Where an article belongs; a pure decision (`indexer.match.choose`)."""

    outcome: Outcome
    story_id: str
    family_id: str
    parent: str | None = None
    relations: tuple[Relation, ...] = ()
    later: tuple[str, ...] = ()  # stored articles that came out later and may now choose this one
    score: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One event over time: a summary of its articles, derived from them."""

    id: str
    title: str
    first: str  # id of the earliest article
    first_at: datetime
    last_at: datetime
    articles: int
    families: int  # independent tellings
    outlets: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
