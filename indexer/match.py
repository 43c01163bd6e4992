"""Where an article belongs: choose(article, fingerprint, candidates) -> Filing. Pure: no clock, no database.

An article has at most one parent: of the stored articles that came out before it, the one that it has most in common
with. Parents make trees, a tree is a family. Since the choice depends on nothing but the set of earlier articles, the
families do not depend on the order in which articles arrive, as long as `indexer.file` decides again about articles
that came out later than a new one.
"""

from collections.abc import Iterable

from indexer.fingerprint import is_too_short
from indexer.model import Article, Candidate, Filing, Fingerprint, Kind, Outcome, Relation
from indexer.moment import moment

# Share of the shorter text's sampled 5-grams that the other one has too. A light rewording that changes every tenth
# character keeps about .55; reports of one formulaic series share up to .3.
NEAR = 0.5
# Share of the longer text's that it must be, too: a flash of one sentence inside a long article is a quotation, and
# would tie together all long articles that hold it. A composite of five equal sources still passes.
OF_LONGER = 0.15
# Sampled hashes that must agree at least: 6 stand for some 48 5-grams; below it a common quotation or a boilerplate
# sentence decides.
SHARED_AT_LEAST = 6


def choose(article: Article, mark: Fingerprint, candidates: Iterable[Candidate]) -> Filing:
    """Decide the parent, family and story of an article; `later` names those that may now choose it."""
    when = moment(article)
    if is_too_short(mark):
        return _alone(article, Outcome.TOO_SHORT, (), f"{mark.length} characters are too short to judge")
    kin = [(candidate, relation) for candidate in candidates if (relation := relate(mark, candidate)) is not None]
    earlier = [pair for pair in kin if pair[0].moment < when]
    later = tuple(candidate.article_id for candidate, _ in kin if candidate.moment > when)
    if not earlier:
        return _alone(article, Outcome.NEW_STORY, later, "nothing that came out before it shares its text")
    earlier.sort(key=lambda pair: (-pair[1].score, pair[0].moment))
    parent, strongest = earlier[0]
    return Filing(
        outcome=Outcome.EXACT if strongest.kind is Kind.EXACT else Outcome.JOINED,
        story_id=parent.story_id,
        family_id=parent.family_id,
        parent=parent.article_id,
        # an exact copy has the relations of its parent
        relations=tuple(relation for _, relation in (earlier[:1] if strongest.kind is Kind.EXACT else earlier[:5])),
        later=later,
        score=strongest.score,
        reason=f"{strongest.kind}: {strongest.score:.0%} of the shorter text's sampled 5-grams",
    )


def relate(mark: Fingerprint, candidate: Candidate) -> Relation | None:
    """What two texts are to each other, None where they share too little."""
    other = candidate.fingerprint
    if mark.exact == other.exact:
        return Relation(Kind.EXACT, candidate.article_id, 1.0, candidate.revision)
    if is_too_short(other):
        return None
    shared = len(set(mark.shingles) & set(other.shingles))
    shorter, longer = sorted((len(mark.shingles), len(other.shingles)))
    score = shared / max(shorter, 1)
    if shared < SHARED_AT_LEAST or score < NEAR or shared < OF_LONGER * longer:
        return None
    # below 1: an exact copy is nearer than any text that contains this one whole
    return Relation(Kind.NEAR, candidate.article_id, min(round(score, 4), 0.9999), candidate.revision)


def founding_ids(article_id: str) -> tuple[str, str]:
    """(story id, family id) of what an article founds: a function of its id, so that a repeat founds the same."""
    return f"s{article_id[:16]}", f"f{article_id[:16]}"


def _alone(article: Article, outcome: Outcome, later: tuple[str, ...], reason: str) -> Filing:
    story_id, family_id = founding_ids(article.id)
    return Filing(outcome, story_id, family_id, later=later, reason=reason)
