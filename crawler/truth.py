"""Hold a store to the truth about the sample web (config/sample/expected.yaml): -> what is wrong, in words.

What this floor promises is asserted: every page read, dated and cleaned; copies and light rewordings in one family
with the right first article; the page that changed a revision. Heavy rewordings may stay apart or not.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from crawler.durations import duration
from crawler.normalise.text import clean
from indexer.model import Article, State
from indexer.query import matches, parse
from indexer.stores import EVERYTHING, Store

Truth = Mapping[str, Any]
PRECISIONS = ("year", "month", "day", "hour", "minute", "second")


def load_truth(sample: Path) -> Truth:
    truth: Truth = yaml.safe_load((sample / "expected.yaml").read_text(encoding="utf-8"))
    return truth


def problems(truth: Truth, store: Store, base: str, started: datetime) -> Iterator[str]:
    """Compare the store with the truth; `base` is the sample server's address, `started` when it started."""
    articles = {path: article for article in store.articles() if (path := _path(article, base, truth))}
    wanted = {row["path"] for row in truth["articles"]}
    for path in sorted(wanted - articles.keys()):
        yield f"{path}: is not in the store"
    extra = [article.url for article in store.articles() if article.id not in {a.id for a in articles.values()}]
    for url in extra:
        yield f"{url}: is in the store and should not be"
    for row in truth["articles"]:
        if article := articles.get(row["path"]):
            yield from _about_article(row, article, started, row["path"] in truth["others"]["changed"])
    for group in truth["groups"]:
        yield from _about_group(group, articles)
    yield from _about_stories(store)
    yield from _about_search(store)


def _path(article: Article, base: str, truth: Truth) -> str | None:
    """The path under which the truth knows an article: one of its addresses."""
    paths = {row["path"] for row in truth["articles"]}
    addresses = [article.url, *article.urls]
    return next((url.removeprefix(base) for url in addresses if url.removeprefix(base) in paths), None)


def _about_article(row: Truth, article: Article, started: datetime, changes: bool) -> Iterator[str]:
    path = row["path"]
    for name in ("outlet", "script"):
        if name in row and getattr(article, name) != row[name]:
            yield f"{path}: {name} is {getattr(article, name)!r}, should be {row[name]!r}"
    title, wanted = article.title or "", clean(row["title"])  # the truth has the page's own words, glosses included
    if not (title.startswith(wanted) if changes else title == wanted):
        yield f"{path}: title is {title!r}, should be {wanted!r}"
    # whether a name is a person or an account only the reader of a known platform can tell
    if row.get("account") not in (None, article.account, article.author):
        yield f"{path}: account is {article.account!r}, author {article.author!r}, should be {row['account']!r}"
    published = row["published"]
    dated = article.published
    if dated is None:
        yield f"{path}: has no time, should be {published['at']}"
    elif not _is_at(dated.value, published["at"], started):
        yield f"{path}: published {dated.value.isoformat()}, should be {published['at']}"
    elif PRECISIONS.index(dated.precision) < PRECISIONS.index(published["precision"]):  # the list may say it finer
        yield f"{path}: published to the {dated.precision}, should be to the {published['precision']}"
    for notice in row.get("notices", ()):
        text = clean(notice["text"])
        if text in article.body:
            yield f"{path}: a notice is still in the body: {text}"
        if not any(text in kept.text or kept.text in text for kept in article.notices):
            yield f"{path}: a notice was not kept as data: {text}"
    references = [(reference.outlet, reference.date, reference.title) for reference in article.references]
    for reference in row.get("references", ()):
        if (reference["outlet"], reference["date"], reference["title"]) not in references:
            yield f"{path}: a reference was not read: {reference['outlet']} {reference['date']}"
    if article.damage.get("replacement_chars") or "\ufffd" in article.body:
        yield f"{path}: holds characters that were not decoded"
    if "glosses" in row and not article.damage.get("pinyin_gloss"):
        yield f"{path}: its pinyin glosses were not removed"
    if (article.state is State.REVISED) != changes or article.revision != 1 + changes:
        yield f"{path}: state {article.state}, revision {article.revision}"


def _about_group(group: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    first = articles.get(group["first"])
    if first is None:
        return
    if first.parent is not None:
        yield f"{group['first']}: told {group['event']} first, but has a parent"
    for path in group.get("copies", ()):
        copy = articles.get(path)
        if copy and (copy.family_id != first.family_id or copy.filed_as not in ("exact", "joined")):
            yield f"{path}: is a copy of {group['first']}, but was filed as {copy.filed_as}"
    for path in group.get("light", ()):
        light = articles.get(path)
        if light and (light.family_id != first.family_id or light.filed_as != "joined"):
            yield f"{path}: rewords {group['first']} lightly, but was filed as {light.filed_as}"


def _about_search(store: Store) -> Iterator[str]:
    """Two characters, a phrase, and a query in the other script find exactly the articles that hold the words."""
    for words in ("芯片", "出口管制", "出口管製"):
        query = parse(words)
        held = sum(matches(query, article.title or "", article.body) for article in store.articles())
        found = store.search(query, EVERYTHING, limit=1, sort="newest").total
        if found != held or not held:
            yield f"search {words}: finds {found} articles, {held} hold the words"


def _about_stories(store: Store) -> Iterator[str]:
    without = {article.story_id for article in store.articles()} - {story.id for story in store.stories()}
    for story_id in sorted(map(str, without)):
        yield f"story {story_id}: has articles and no record"
    for story in store.stories():
        members = store.members(story.id)
        if len(members) != story.articles or members[0].id != story.first:
            yield f"story {story.id}: its record does not fit its articles"


def _is_at(at: datetime, wanted: str, started: datetime) -> bool:
    if match := re.fullmatch(r"now(?:-(\w+))?", wanted):
        about = started - (duration(match[1]) if match[1] else timedelta())
        return abs(at - about) <= timedelta(minutes=1)  # the page shows minutes
    return at == datetime.fromisoformat(wanted)
