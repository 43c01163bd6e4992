"""File articles with their stories: decide with `match.choose`, then write, one transaction an article.

fingerprint | store.candidates | choose | store.save | (derived, may run twice:) redecide_later | refresh_stories
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from indexer.fingerprint import fingerprint
from indexer.match import choose, founding_ids
from indexer.model import Article, Draft, Filing, Fingerprint, Outcome, State, Story
from indexer.stores import Kin, Store

HANDED_ON = (
    50  # copies that get the new earliest as parent; beyond, a copy of a copy, so that no arrival costs thousands
)
FILL_IN = ("title", "platform", "account", "author", "outlet", "published", "modified")


@dataclass(frozen=True, slots=True)
class Filed:
    """How filing one article ended."""

    outcome: Outcome
    article_id: str


def file_article(store: Store, owner: str, article: Article) -> Filed:
    """Put an article where it belongs. Filing the same article again writes nothing and answers UNCHANGED."""
    with store.writing(owner):
        stored = store.get(article.id)
        if stored is None:
            return Filed(_file(store, article), article.id)
        newer = update(stored, article)
        if newer is None:
            store.touch(article.id, fetched_at=article.fetched_at, url=article.url)
            return Filed(Outcome.UNCHANGED, article.id)
        _change(store, stored, newer)
        return Filed(Outcome.REVISED if newer.revision > stored.revision else Outcome.UNCHANGED, article.id)


def update(stored: Article, read: Article) -> Article | None:
    """The stored article as a new reading leaves it, None where nothing changes. Pure.

    Another text is a new revision; a value that was unknown is filled in; a known value is never replaced by what
    another address of the same article says.
    """
    if read.fetched_at < stored.fetched_at:  # an old page that is read late
        return None
    if (read.title or stored.title, read.body) != (stored.title, stored.body):
        return replace(
            _known(read, stored),
            revision=stored.revision + 1,
            state=State.REVISED,
            published=stored.published or read.published,
            **_standing(stored),
        )
    state = stored.state
    if state is State.WITHDRAWN:  # it is there again
        state = State.REVISED if stored.revision > 1 else State.LIVE
    same = replace(_known(stored, read), state=state)
    if same == stored:
        return None
    return replace(same, fetched_at=read.fetched_at, mentions=stored.mentions if stored.published else read.mentions)


def reread(store: Store, owner: str, article: Article) -> Filed:
    """File an article as today's readers and rules read its kept page; what it went through so far stays."""
    with store.writing(owner):
        stored = store.get(article.id)
        if stored is None:
            return Filed(_file(store, article), article.id)
        # pages that said nothing new are not kept: that they were read, and where, is known from the store alone
        newer = replace(
            article,
            revision=stored.revision,
            state=stored.state,
            urls=_union(stored.urls, article.urls),
            fetched_at=max(stored.fetched_at, article.fetched_at),
            **_standing(stored),
        )
        if newer == stored:
            return Filed(Outcome.UNCHANGED, article.id)
        _change(store, stored, newer)
        return Filed(Outcome.REVISED, article.id)


def withdraw(store: Store, owner: str, draft: Draft, ids: Iterable[str]) -> None:
    """A page says that its article is gone: the stored one keeps its text and is marked withdrawn."""
    with store.writing(owner):
        for article_id in ids:
            article = store.get(article_id)
            if article and article.state is not State.WITHDRAWN and article.fetched_at <= draft.fetched_at:
                gone = replace(article, state=State.WITHDRAWN, fetched_at=draft.fetched_at)
                store.save(gone, fingerprint(gone))


def forget(store: Store, owner: str, ids: Iterable[str]) -> int:
    """Delete articles; what chose one of them as its parent is decided again. Returns how many were there."""
    gone = set(ids)
    with store.writing(owner):
        articles = [article for one in gone if (article := store.get(one)) is not None]
        children = {child: None for article in articles for child in _children(store, article) if child not in gone}
        there = store.forget(gone)
        for child in children:
            _decide_again(store, child)
    return there


def settle(store: Store, owner: str) -> None:
    """Derive what marked articles ask for. May be stopped and run again at any point; a filer begins with it."""
    redecide_later(store, owner)
    refresh_stories(store, owner)


def redecide_later(store: Store, owner: str) -> None:
    """Carry on with what a filer that was stopped has left: see `_decide_later`."""
    while due := store.due("later_due"):
        for article_id in due:
            with store.writing(owner):
                if article := store.get(article_id):
                    _decide_later(store, article, _choose(store, article, fingerprint(article)))
                store.done("later_due", [article_id])


def refresh_stories(store: Store, owner: str) -> None:
    """Derive the records of stories whose articles changed."""
    while due := store.due("story_due"):
        with store.writing(owner):
            for story_id in due:
                if story := summarise(story_id, store.members(story_id)):
                    store.put_story(story)
                else:
                    store.drop_story(story_id)
            store.done("story_due", due)


def summarise(story_id: str, members: list[Article]) -> Story | None:
    """A story's record from its articles (by Moment), None where none is left. Pure."""
    if not members:
        return None
    first = members[0]
    times = [member.published.value if member.published else member.first_seen_at for member in members]
    names = (member.outlet or member.account or member.source for member in members)
    return Story(
        id=story_id,
        title=first.title or first.body.partition("\n")[0][:60],
        first=first.id,
        first_at=times[0],
        last_at=max(times),
        articles=len(members),
        families=len({member.family_id for member in members}),
        outlets=_union(filter(None, names)),
        topics=tuple(sorted({topic for member in members for topic in member.topics})),
    )


def _choose(store: Store, article: Article, mark: Fingerprint, *, but: frozenset[str] = frozenset()) -> Filing:
    candidates = store.candidates(mark, but=article.id)
    return choose(article, mark, [candidate for candidate in candidates if candidate.article_id not in but])


def _file(store: Store, article: Article) -> Outcome:
    """A new article."""
    mark = fingerprint(article)
    filing = _choose(store, article, mark)
    store.save(_filed(article, filing), mark, later_due=bool(filing.later))
    _decide_later(store, article, filing)
    return filing.outcome


def _change(store: Store, stored: Article, newer: Article) -> None:
    """A stored article that reads otherwise now; where text or time changed, it and its children are decided again."""
    moved = (newer.title, newer.body, newer.published) != (stored.title, stored.body, stored.published)
    mark = fingerprint(newer)
    store.save(newer, mark, later_due=moved)
    if moved:
        for article_id in (*_children(store, newer), newer.id):  # children first: none that stays can be its parent
            _decide_again(store, article_id)
        _decide_later(store, newer, _choose(store, newer, mark))


def _decide_later(store: Store, article: Article, filing: Filing) -> None:
    """Decide again about the articles that came out later than one that arrived only now, as in time order.

    It comes before any other article is filed: of one text only the earliest article is a candidate, and it must be
    known as such. A later copy that was the earliest until now hands its own copies on.
    """
    if not filing.later:
        return
    exact = fingerprint(article).exact
    for later_id in filing.later:
        _decide_again(store, later_id)
        later = store.get(later_id)
        if later is not None and fingerprint(later).exact == exact:
            for child in _children(store, later)[:HANDED_ON]:
                _decide_again(store, child)
    store.done("later_due", [article.id])


def _children(store: Store, article: Article) -> list[str]:
    stored = store.get(article.id)
    family = store.kin(stored.family_id or "") if stored else []
    return [kin.article_id for kin in family if kin.parent == article.id]


def _decide_again(store: Store, article_id: str) -> None:
    """Choose the parent of a stored article anew, and move it, with all that descend from it, where that changes."""
    article = store.get(article_id)
    if article is None:
        return
    family = store.kin(article.family_id or "")
    branch = branch_of(article_id, family)
    mark = fingerprint(article)
    own = frozenset(kin.article_id for kin in branch)  # no article descends from itself
    filing = _choose(store, article, mark, but=own)
    if (filing.parent, filing.relations) == (article.parent, article.relations):
        return
    if filing.parent is None and article.parent is None:  # it was a root and stays one
        return
    if filing.parent is None:
        filing = _found(store, article, filing)
    elif article.parent is None:  # a root moves, and with it its family
        filing, branch = _merge(store, family, filing)
    store.save(_filed(article, filing), mark)
    target = (filing.story_id, filing.family_id)
    store.refile({kin.article_id: target for kin in branch if (kin.story_id, kin.family_id) != target})


def branch_of(article_id: str, family: list[Kin]) -> list[Kin]:
    """An article and all that descend from it in its family. Pure."""
    children: dict[str | None, list[Kin]] = {}
    for kin in family:
        children.setdefault(kin.parent, []).append(kin)
    branch = [kin for kin in family if kin.article_id == article_id]
    for kin in branch:  # grows while it is walked
        branch.extend(children.get(kin.article_id, ()))
    return branch


def _found(store: Store, article: Article, filing: Filing) -> Filing:
    """A new story for an article that leaves its parent; its founding ids may be in use by those it once founded."""
    story_id, family_id = founding_ids(article.id)
    if store.kin(family_id) or store.resolve(family_id) != family_id:
        story_id, family_id = f"{story_id}-{article.revision}", f"{family_id}-{article.revision}"
    return replace(filing, story_id=story_id, family_id=family_id)


def _merge(store: Store, family: list[Kin], filing: Filing) -> tuple[Filing, list[Kin]]:
    """Of two families that become one the older id stays, the younger becomes a redirect. Returns who has to move."""
    other = store.kin(filing.family_id)
    if _age(other) < _age(family):
        loser = family
    else:
        loser = other
        filing = replace(filing, story_id=family[0].story_id, family_id=family[0].family_id)
    store.redirect(loser[0].story_id, filing.story_id)
    store.redirect(loser[0].family_id, filing.family_id)
    return filing, loser


def _age(family: list[Kin]) -> tuple[object, str]:
    return min((kin.moment.first_seen_at, kin.family_id) for kin in family)


def _filed(article: Article, filing: Filing) -> Article:
    return replace(
        article,
        story_id=filing.story_id,
        family_id=filing.family_id,
        filed_as=filing.outcome,
        parent=filing.parent,
        relations=filing.relations,
    )


def _known(first: Article, second: Article) -> Article:
    """The first article, with what it does not know taken from the second."""
    known = {name: getattr(first, name) or getattr(second, name) for name in FILL_IN}
    return replace(first, urls=_union(first.urls, second.urls), **known)


def _standing(stored: Article) -> dict[str, Any]:
    """What an article keeps through every new reading: when it was first seen, and where it is filed."""
    names = ("first_seen_at", "story_id", "family_id", "filed_as", "parent", "relations")
    return {name: getattr(stored, name) for name in names}


def _union(*groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))
