"""choose: whose copy an article is, decided from nothing but the article and the candidates."""

from dataclasses import replace

import pytest

from indexer.fingerprint import SAMPLE, fingerprint
from indexer.match import choose, founding_ids
from indexer.model import Article, Candidate, Dated, Filing, Kind, Outcome
from indexer.moment import moment
from tests.making import DAWN, article, reworded, text

ORIGINAL = article("original", text(1), minute=10)


def candidate(of: Article) -> Candidate:
    story_id, family_id = founding_ids(of.id)
    return Candidate(of.id, moment(of), fingerprint(of), story_id, family_id, None)


def decide(new: Article, *stored: Article) -> Filing:
    return choose(new, fingerprint(new), [candidate(one) for one in stored])


def test_an_article_like_no_other_founds_a_story() -> None:
    filing = decide(article("new", text(2), 20), ORIGINAL)
    assert (filing.outcome, filing.parent, filing.relations) == (Outcome.NEW_STORY, None, ())
    assert (filing.story_id, filing.family_id) == founding_ids(article("new", "").id)


def test_the_same_text_later_is_an_exact_copy() -> None:
    filing = decide(article("copy", ORIGINAL.body, 20), ORIGINAL)
    assert (filing.outcome, filing.parent) == (Outcome.EXACT, ORIGINAL.id)
    assert (filing.story_id, filing.family_id) == founding_ids(ORIGINAL.id)
    assert [(relation.kind, relation.of, relation.score) for relation in filing.relations] == [
        (Kind.EXACT, ORIGINAL.id, 1.0)
    ]


def test_punctuation_blanks_and_script_do_not_make_another_text() -> None:
    spaced = article("copy", "，".join(ORIGINAL.body), 20)
    traditional = article("hant", ORIGINAL.body.replace("国", "國").replace("会", "會"), 20)
    assert decide(spaced, ORIGINAL).outcome is Outcome.EXACT
    assert decide(traditional, ORIGINAL).outcome is Outcome.EXACT


def test_a_text_with_every_twentieth_character_changed_is_a_near_copy() -> None:
    filing = decide(article("near", reworded(ORIGINAL.body, 3, 0.05), 20), ORIGINAL)
    assert (filing.outcome, filing.parent) == (Outcome.JOINED, ORIGINAL.id)
    assert filing.relations[0].kind is Kind.NEAR
    assert 0.5 <= filing.relations[0].score < 1


def test_an_excerpt_and_a_longer_text_around_it_are_near_whichever_came_first() -> None:
    excerpt, whole = ORIGINAL.body[:250], ORIGINAL.body + text(4)
    assert decide(article("excerpt", excerpt, 20), article("whole", whole, 10)).outcome is Outcome.JOINED
    assert decide(article("whole", whole, 20), article("excerpt", excerpt, 10)).outcome is Outcome.JOINED


def test_a_text_of_which_half_the_characters_are_others_is_not() -> None:
    assert decide(article("far", reworded(ORIGINAL.body, 3, 0.5), 20), ORIGINAL).outcome is Outcome.NEW_STORY


def test_one_shared_sentence_is_not_enough() -> None:
    sentence = text(5, 45)
    quoting = article("quoting", sentence + text(6), 20)
    assert decide(quoting, article("quoted", sentence + text(7), 10)).outcome is Outcome.NEW_STORY
    assert decide(quoting, article("quote", sentence, 10)).outcome is Outcome.NEW_STORY


@pytest.mark.parametrize("body", ["", "短。", text(8, 29)])
def test_too_short_texts_are_filed_apart_even_from_equal_ones(body: str) -> None:
    filing = decide(article("b", body, 20), article("a", body, 10))
    assert (filing.outcome, filing.parent) == (Outcome.TOO_SHORT, None)


def test_the_parent_is_the_one_with_most_in_common_and_of_equals_the_earliest() -> None:
    light, nearer = article("light", reworded(ORIGINAL.body, 3, 0.1), 1), article("nearer", ORIGINAL.body, 5)
    filing = decide(article("new", reworded(ORIGINAL.body, 4, 0.01), 20), light, ORIGINAL, nearer)
    assert filing.parent == nearer.id
    assert [relation.of for relation in filing.relations] == [nearer.id, ORIGINAL.id, light.id]


def test_an_exact_copy_carries_no_relation_but_the_one_to_its_parent() -> None:
    light = article("light", reworded(ORIGINAL.body, 3, 0.05), 1)
    filing = decide(article("copy", ORIGINAL.body, 20), light, ORIGINAL)
    assert [relation.of for relation in filing.relations] == [ORIGINAL.id]


def test_only_what_came_out_before_can_be_a_parent_and_what_came_later_is_named() -> None:
    filing = decide(article("older", ORIGINAL.body, 5), ORIGINAL)
    assert (filing.outcome, filing.parent, filing.later) == (Outcome.NEW_STORY, None, (ORIGINAL.id,))


def test_a_date_by_day_does_not_make_a_copy_the_first() -> None:
    day = Dated(DAWN, "day", "2026-11-18", "test")
    copy = article("copy", ORIGINAL.body, published=day, first_seen_at=DAWN)
    assert decide(copy, ORIGINAL).parent == ORIGINAL.id
    assert decide(ORIGINAL, copy).parent is None


def test_of_equal_dates_the_first_seen_is_first() -> None:
    late = article("late", ORIGINAL.body, 10, seen=99)
    assert decide(late, ORIGINAL).parent == ORIGINAL.id
    assert decide(ORIGINAL, late).later == (late.id,)


def test_an_undated_article_stands_where_it_was_first_seen() -> None:
    undated = article("undated", ORIGINAL.body, published=None, first_seen_at=DAWN)
    assert decide(ORIGINAL, undated).parent == undated.id


class TestFingerprint:
    def test_about_one_gram_in_eight_is_kept(self) -> None:
        kept = sum(len(fingerprint(article("a", text(seed))).shingles) for seed in range(50))
        assert kept == pytest.approx(50 * 396 / SAMPLE, rel=0.1)

    def test_it_is_the_same_in_every_process(self) -> None:
        """A golden value: stored fingerprints must stay comparable; a change of it needs a new SCHEME."""
        mark = fingerprint(article("a", "芯片出口管制" * 3))
        assert (mark.exact, mark.length, mark.shingles) == GOLDEN

    def test_the_title_counts_only_without_a_body(self) -> None:
        one, other = article("a", text(1)), replace(article("a", text(1)), title="别的")
        assert fingerprint(one) == fingerprint(other)
        assert fingerprint(replace(one, body="")) != fingerprint(replace(other, body=""))


GOLDEN = ("8370c583519b60fae4ed716ac78dc9b9", 18, (1284730138259576984,))
