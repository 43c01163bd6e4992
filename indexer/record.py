"""Articles and stories as plain JSON: what every command prints, what the stores keep, what Elasticsearch is sent.

    to_record(article) -> {"id": ..., "published": {"at": "2026-05-18T16:00:00Z", "precision": "day", ...}, ...}
    from_record(to_record(article)) == article

Times are UTC and end in Z; None is what nobody knows. Names differ from the dataclasses in `at` (Dated.value) and in
`from` and `to` (Mention.begin and end_day, both inclusive).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from indexer.model import (
    Article,
    Dated,
    Kind,
    Mention,
    Notice,
    Outcome,
    Reference,
    Relation,
    State,
    Story,
)

Record = dict[str, Any]  # what json.loads gives


def to_record(article: Article) -> Record:
    """The article in the order that people read it."""
    return {
        "id": article.id,
        "key": article.key,
        "url": article.url,
        "urls": list(article.urls),
        "source": article.source,
        "platform": article.platform,
        "account": article.account,
        "author": article.author,
        "outlet": article.outlet,
        "title": article.title,
        "body": article.body,
        "original": dict(article.original),
        "script": article.script,
        "lang": article.lang,
        "state": article.state.value,
        "read_by": article.read_by,
        "published": _dated_record(article.published),
        "modified": _dated_record(article.modified),
        "first_seen_at": time_text(article.first_seen_at),
        "fetched_at": time_text(article.fetched_at),
        "revision": article.revision,
        "mentions": [_mention_record(mention) for mention in article.mentions],
        "notices": [asdict(notice) for notice in article.notices],
        "references": [asdict(reference) for reference in article.references],
        "damage": dict(article.damage),
        "topics": list(article.topics),
        "story_id": article.story_id,
        "family_id": article.family_id,
        "filed_as": None if article.filed_as is None else article.filed_as.value,
        "parent": article.parent,
        "relations": [_relation_record(relation) for relation in article.relations],
    }


def from_record(record: Mapping[str, Any]) -> Article:
    """The article that `to_record` made the record of. Raises KeyError, ValueError where it is no such record."""
    return Article(
        **{name: record[name] for name in _AS_THEY_ARE},
        urls=tuple(record["urls"]),
        original=dict(record["original"]),
        state=State(record["state"]),
        published=_dated(record["published"]),
        modified=_dated(record["modified"]),
        first_seen_at=datetime.fromisoformat(record["first_seen_at"]),
        fetched_at=datetime.fromisoformat(record["fetched_at"]),
        mentions=tuple(_mention(mention) for mention in record["mentions"]),
        notices=tuple(Notice(**notice) for notice in record["notices"]),
        references=tuple(Reference(**reference) for reference in record["references"]),
        damage=dict(record["damage"]),
        topics=tuple(record["topics"]),
        filed_as=None if record["filed_as"] is None else Outcome(record["filed_as"]),
        relations=tuple(_relation(relation) for relation in record["relations"]),
    )


_AS_THEY_ARE = (
    "id", "key", "url", "source", "platform", "account", "author", "outlet", "title", "body", "script", "lang",
    "read_by", "revision", "story_id", "family_id", "parent",
)  # fmt: skip


def story_record(story: Story) -> Record:
    """A story as JSON."""
    return {
        "id": story.id,
        "title": story.title,
        "first": story.first,
        "first_at": time_text(story.first_at),
        "last_at": time_text(story.last_at),
        "articles": story.articles,
        "families": story.families,
        "outlets": list(story.outlets),
        "topics": list(story.topics),
    }


def from_story_record(record: Mapping[str, Any]) -> Story:
    """The story that `story_record` made the record of."""
    return Story(
        id=record["id"],
        title=record["title"],
        first=record["first"],
        first_at=datetime.fromisoformat(record["first_at"]),
        last_at=datetime.fromisoformat(record["last_at"]),
        articles=record["articles"],
        families=record["families"],
        outlets=tuple(record["outlets"]),
        topics=tuple(record["topics"]),
    )


def to_json(record: Mapping[str, Any]) -> str:
    """One line of JSON, Chinese left readable."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def time_text(time: datetime) -> str:
    """UTC in ISO 8601: 2026-05-18T16:00:00Z."""
    return time.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _dated_record(dated: Dated | None) -> Record | None:
    if dated is None:
        return None
    return {
        "at": time_text(dated.value),
        "precision": dated.precision,
        "text": dated.text,
        "rule": dated.rule,
        "where": dated.where,
    }


def _dated(record: Record | None) -> Dated | None:
    if record is None:
        return None
    value = datetime.fromisoformat(record["at"])
    return Dated(value, record["precision"], record["text"], record["rule"], record["where"])


def _mention_record(mention: Mention) -> Record:
    return {
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "from": _day_text(mention.begin),
        "to": _day_text(mention.end_day),
        "precision": mention.precision,
        "anchor": mention.anchor,
        "rule": mention.rule,
    }


def _mention(record: Record) -> Mention:
    return Mention(
        text=record["text"],
        start=record["start"],
        end=record["end"],
        begin=_day(record["from"]),
        end_day=_day(record["to"]),
        precision=record["precision"],
        anchor=record["anchor"],
        rule=record.get("rule", ""),  # records stored before shapes were named have none
    )


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _relation_record(relation: Relation) -> Record:
    return {
        "kind": relation.kind.value,
        "of": relation.of,
        "revision": relation.revision,
        "score": relation.score,
        "shared": [list(place) for place in relation.shared],
    }


def _relation(record: Record) -> Relation:
    shared = tuple((a, b, c, d) for a, b, c, d in record["shared"])
    return Relation(Kind(record["kind"]), record["of"], record["score"], record["revision"], shared)
