"""Where each value of an article comes from: Draft + Article -> rows of name, value, rule, place and words.

    published | 2026-05-18T06:05:00+00:00 minute | year_month_day | meta[article:published_time] | 2026-05-18 14:05

The rules named here stand in `normalise.date_rules`, `normalise.mention_rules`, `normalise.references` and
config/rules/notices.yaml; the places are the reader's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.normalise.dates import read_published
from indexer.model import Article, Dated, Draft, Mention, Reference, Said

TEXTS = ("title", "account", "author", "outlet", "body")


@dataclass(frozen=True, slots=True)
class Value:
    """One value; `where` is its place on the page (or its offsets in the body), `words` what was read there."""

    name: str
    value: str
    rule: str = ""
    where: str = ""
    words: str = ""


def explained(draft: Draft, article: Article | None) -> list[Value]:
    """Each value of a page in the order of the record; without an article only what kept the page from being one."""
    if article is None:
        return [Value("state", draft.state.value, rule=draft.read_by, words=draft.why), *_said(draft, None)]
    return [
        Value("key", article.key, rule=draft.read_by, where="url", words=draft.url),
        *_said(draft, article),
        *_time("published", article.published, draft.published, draft),
        *_time("modified", article.modified, draft.modified, draft),
        *_of_the_text(article),
        *(Value("mention", _days(m), m.rule, f"body {m.start}-{m.end}", m.text) for m in article.mentions),
        *(Value("notice", n.kind, n.rule, n.where, n.text) for n in article.notices),
        *(Value("reference", _parts(r), r.rule, "end of the body", r.text) for r in article.references),
    ]


def _said(draft: Draft, article: Article | None) -> Iterator[Value]:
    """The texts, and whether cleaning (or the cutting of notices) changed them."""
    for name in TEXTS:
        said: Said | None = getattr(draft, name)
        if said is not None:
            value = getattr(article, name) or "" if article else ""
            rule = "" if article is None else "as printed" if value == said.text else "cleaned"
            yield Value(name, value, rule, said.where, said.text)


def _time(name: str, dated: Dated | None, candidates: tuple[Said, ...], draft: Draft) -> Iterator[Value]:
    """The time, and the candidates that were not taken: what they say, or that they say nothing that can be true."""
    if dated is not None:
        yield Value(name, _when(dated), dated.rule, dated.where, dated.text)
    for said in candidates:
        if dated is None or said.where != dated.where:
            other = read_published(said.text, draft.fetched_at, draft.zone)
            value, rule = (_when(other), other.rule) if other else ("no time that can be true", "")
            yield Value(f"{name}, not taken", value, rule, said.where, said.text)


def _of_the_text(article: Article) -> Iterator[Value]:
    yield Value("script", article.script or "", "characters of one script alone", "body")
    yield Value("lang", article.lang or "", "share of Han characters", "body")
    for name, what in article.damage.items():
        yield Value(f"damage: {name}", str(what), "", "title and body")


def _when(dated: Dated) -> str:
    return f"{dated.value.isoformat()} {dated.precision}"


def _days(mention: Mention) -> str:
    """2025-05-19 · 2025-05-15..2025-05-23 · ..2018-12-31 · duration"""
    if mention.begin is None and mention.end_day is None:
        return mention.precision
    first, last = mention.begin or "", mention.end_day or ""
    days = f"{first}" if first == last else f"{first}..{last}"
    return f"{days} {mention.precision}, {mention.anchor}"


def _parts(reference: Reference) -> str:
    return " · ".join(filter(None, (reference.outlet, reference.date, reference.title, reference.url)))
