"""From what a page says to the record that is stored: Draft -> Article.

    clean | split_notices | split_references | read_published | find_mentions | name it

A pure function of the draft: the same page gives the same article on any machine and any day.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.identity import article_id, canonical_url
from crawler.normalise.dates import read_published
from crawler.normalise.language import language
from crawler.normalise.mentions import find_mentions
from crawler.normalise.names import clean_name
from crawler.normalise.notices import split_notices
from crawler.normalise.references import split_references
from crawler.normalise.text import drop_glosses, tidy
from indexer.model import Article, Dated, Draft, Said
from indexer.text import script

__all__ = ["normalise"]


def normalise(draft: Draft) -> Article:
    """The article that a draft (in state ARTICLE) says. Raises ConfigError where the rules cannot be read."""
    title, whole, glosses = _cleaned(draft)
    body, notices = split_notices(whole)
    body, references = split_references(body)
    published = _first_time(draft.published, draft)
    key = draft.key or canonical_url(draft.url)
    return Article(
        id=article_id(key),
        key=key,
        url=draft.url,  # one that can be opened; canonical_url is for comparing
        urls=tuple(dict.fromkeys((draft.url, *draft.urls))),
        source=draft.source,
        platform=draft.platform,
        account=clean_name(_words(draft.account)),
        author=clean_name(_words(draft.author)),
        outlet=clean_name(_words(draft.outlet)),
        title=title or None,
        body=body,
        original=_original(draft, title, whole),
        script=script(body or title),
        lang=language(body or title),
        read_by=draft.read_by,
        published=published,
        modified=_first_time(draft.modified, draft),
        first_seen_at=draft.fetched_at,
        fetched_at=draft.fetched_at,
        mentions=find_mentions(body, _in_zone(published, draft.zone)),
        notices=(*draft.notices, *notices),
        references=references,
        damage=_damage(draft, title + whole, glosses),
    )


def _words(said: Said | None) -> str:
    return "" if said is None else said.text


def _cleaned(draft: Draft) -> tuple[str, str, int]:
    """Title and body without what the eye does not see, and how many glosses a converter had left in both."""
    title = " ".join(tidy(_words(draft.title)).split())
    text, glosses = drop_glosses(f"{title}\n{tidy(_words(draft.body))}")
    title, _, body = text.partition("\n")
    return title.strip(), body.strip(), glosses


def _original(draft: Draft, title: str, body: str) -> dict[str, str]:
    """Title and body as the page had them, where cleaning (not the cutting of notices) changed them."""
    pairs = {"title": (_words(draft.title), title), "body": (_words(draft.body), body)}
    return {name: before for name, (before, after) in pairs.items() if before != after}


def _damage(draft: Draft, text: str, glosses: int) -> dict[str, int | str]:
    """What was wrong with the page's text; nothing for a sound one."""
    lied = draft.declared_encoding and draft.declared_encoding != draft.encoding
    found: dict[str, int | str] = {"pinyin_gloss": glosses, "replacement_chars": text.count("\ufffd")}
    if lied:
        found["encoding"] = f"{draft.encoding}, declared {draft.declared_encoding}"
    return {name: what for name, what in found.items() if what}


def _first_time(candidates: tuple[Said, ...], draft: Draft) -> Dated | None:
    """The first of the candidates that can be read as a time and can be true; never a guess."""
    for said in candidates:
        if dated := read_published(said.text, draft.fetched_at, draft.zone):
            return replace(dated, where=said.where)
    return None


def _in_zone(dated: Dated | None, zone: str) -> Dated | None:
    """The time in the page's zone, where its day is the day that the page means by 今天."""
    return None if dated is None else replace(dated, value=_local(dated.value, zone))


def _local(value: datetime, zone: str) -> datetime:
    return value.astimezone(ZoneInfo(zone))
