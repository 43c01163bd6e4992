"""Which texts count as copies: the pairs of the sample web, read and compared as in a crawl, against pinned floors."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from crawler.normalise import normalise
from crawler.places import CHECKOUT
from crawler.readers import read
from crawler.truth import load_truth
from indexer.fingerprint import fingerprint
from indexer.match import founding_ids, relate
from indexer.model import Candidate, Fingerprint, Page, Reading
from indexer.moment import moment
from tests.gate.scoring import floors

pytestmark = pytest.mark.gate

SAMPLE = CHECKOUT / "config" / "sample"
FLOORS = floors("pairs")
KINDS = ("copies", "light", "heavy", "composite")
AT = datetime(2026, 11, 24, tzinfo=UTC)


def candidate_of(path: str) -> Candidate:
    draft = read(Page(f"http://sample.example{path}", (SAMPLE / "site" / path.lstrip("/")).read_bytes(), AT))
    assert draft.state is Reading.ARTICLE, path
    article = normalise(draft)
    return Candidate(article.id, moment(article), fingerprint(article), *founding_ids(article.id), None)


def is_kin(a: Fingerprint, b: Candidate) -> bool:
    return relate(a, b) is not None


def test_copies_and_light_rewordings_are_kin_and_unrelated_texts_are_not() -> None:
    truth = load_truth(SAMPLE)
    made = {row["path"]: candidate_of(row["path"]) for row in truth["articles"]}
    same = {kind: [0, 0] for kind in ("copies", "light")}
    related: set[frozenset[str]] = set()
    for group in truth["groups"]:
        members = [
            group["first"],
            *(path for kind in ("copies", "light", "heavy", "composite") for path in group.get(kind, ())),
        ]
        related |= {frozenset(pair) for pair in combinations(members, 2)}
        for kind, counts in same.items():
            for path in group.get(kind, ()):
                counts[0] += is_kin(made[path].fingerprint, made[group["first"]])
                counts[1] += 1
    # a composite ties the groups that it stands in to no one but itself
    apart = [pair for pair in combinations(made, 2) if frozenset(pair) not in related]
    false = [pair for pair in apart if is_kin(made[pair[0]].fingerprint, made[pair[1]])]
    print("\n", same, f"{len(false)} of {len(apart)} unrelated pairs")
    assert same["copies"][0] / same["copies"][1] >= FLOORS["copies"]
    assert same["light"][0] / same["light"][1] >= FLOORS["light"]
    assert len(apart) > 600
    assert len(false) <= FLOORS["unrelated_at_most"], false
