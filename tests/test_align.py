"""Which sentence of one text is which of another: by hand-made cases, and as it must hold for any two texts."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.align import Pair, align, changes, moved, sentences, unpaired
from indexer.text import compared
from tests.making import reworded, text

CHIPS = "晶圆厂上周宣布扩产。"
PORT = "港口方面照常开放，货船排到江口。"
TALKS = "两国代表明天回到谈判桌前！"
PRICE = "买方抱怨内存报价又涨了三成。"
RICE = "双季稻今年种得比往年晚些。"
STORY = CHIPS + PORT + TALKS + PRICE


def told(one: str, other: str) -> list[tuple[str, str]]:
    """The pairs in words."""
    pairs = align(one, other)
    return [(one[pair.start : pair.end], other[pair.other_start : pair.other_end]) for pair in pairs]


def same(*several: str) -> list[tuple[str, str]]:
    return [(sentence, sentence) for sentence in several]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("", "", [], id="two empty bodies"),
        pytest.param(STORY, "", [], id="an empty body"),
        pytest.param(CHIPS, CHIPS, same(CHIPS), id="one sentence"),
        pytest.param(CHIPS, RICE, [], id="nothing in common"),
        pytest.param(STORY, PRICE + TALKS + CHIPS + PORT, same(CHIPS, PORT, TALKS, PRICE), id="another order"),
        pytest.param(STORY, CHIPS + PRICE, same(CHIPS, PRICE), id="two dropped"),
        pytest.param(STORY, CHIPS + RICE + PORT + TALKS + PRICE, same(CHIPS, PORT, TALKS, PRICE), id="one added"),
        pytest.param(
            STORY,
            "货轮排到江口，港口照常开放。晶圆厂上周说要扩产。",
            [(CHIPS, "晶圆厂上周说要扩产。"), (PORT, "货轮排到江口，港口照常开放。")],
            id="reworded",
        ),
        pytest.param(
            STORY,
            "買方抱怨記憶體報價又漲了三成。\n港口方面照常開放，貨船排到江口。",
            [(PORT, "港口方面照常開放，貨船排到江口。"), (PRICE, "買方抱怨記憶體報價又漲了三成。")],
            id="Traditional, with a word of Taiwan's",
        ),
        pytest.param(CHIPS + PORT, "晶·圆·厂上周宣布扩产\n" + RICE, [(CHIPS, "晶·圆·厂上周宣布扩产")], id="disguised"),
        pytest.param(
            PORT,
            "港口方面照常开放。货船排到江口。",
            [(PORT, "港口方面照常开放。"), (PORT, "货船排到江口。")],
            id="split in two",
        ),
        pytest.param(CHIPS + PORT, CHIPS + CHIPS + PORT, same(CHIPS, CHIPS, PORT), id="told twice"),
        pytest.param("他说。" + CHIPS, RICE + "有人对他说。", [], id="a few characters stand inside many sentences"),
        pytest.param("他说。" + CHIPS, RICE + "他说。", same("他说。"), id="but they meet their equal"),
        pytest.param("***\n！！\n" + CHIPS, CHIPS + "\n***", same(CHIPS), id="signs are no sentence"),
        pytest.param(
            "The port stays open for ships. Talks resume in the harbour town tomorrow.",
            "Talks will resume tomorrow in the harbour town. No rice was planted.",
            [
                (
                    "Talks resume in the harbour town tomorrow.",
                    "Talks will resume tomorrow in the harbour town.",
                )
            ],
            id="English",
        ),
    ],
)
def test_sentences_meet_those_that_tell_the_same(one: str, other: str, expected: list[tuple[str, str]]) -> None:
    assert told(one, other) == expected


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("", []),
        ("甲说。乙说！", ["甲说。", "乙说！"]),
        ("“甲说。”乙走了", ["“甲说。”", "乙走了"]),
        ("  甲\n\n 乙；丙  ", ["甲", "乙；", "丙"]),
        ("涨了3.5倍。", ["涨了3.5倍。"]),
        ("It rose. It fell.", ["It rose.", "It fell."]),
    ],
)
def test_sentences_end_where_a_reader_stops(given_text: str, expected: list[str]) -> None:
    assert [given_text[start:end] for start, end in sentences(given_text)] == expected


def test_a_copied_half_of_the_sentence_scores_one() -> None:
    (pair,) = align(PORT + RICE, "货船排到江口。")
    assert pair == Pair(0, len(PORT), 0, 7, 1.0)


def test_scores_fall_with_what_was_reworded() -> None:
    scores = [align(STORY, reworded(STORY, 1, share))[0].score for share in (0, 0.1, 0.3)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1 > scores[1]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (STORY, 0),
        (CHIPS + TALKS + PRICE, 0),
        (PORT + TALKS + PRICE + CHIPS, 1),
        (PRICE + TALKS + PORT + CHIPS, 3),
        ("", 0),
    ],
)
def test_moved_counts_those_out_of_order(other: str, expected: int) -> None:
    assert moved(align(STORY, other)) == expected


def test_changes_name_what_was_kept_changed_dropped_and_added() -> None:
    other = "晶圆厂上周宣布要扩产。" + TALKS.replace("！", "。") + PRICE + RICE
    found = changes(STORY, other)
    assert [STORY[pair.start : pair.end] for pair in found.kept] == [TALKS, PRICE]  # a full stop is no change
    assert [STORY[pair.start : pair.end] for pair in found.changed] == [CHIPS]
    assert [STORY[start:end] for start, end in found.dropped] == [PORT]
    assert [other[start:end] for start, end in found.added] == [RICE]


# --- for any texts ----------------------------------------------------------------------------------------------------

SIGNS = st.sampled_from("晶圆厂港口货船谈判买方內國芯片ab 1。！\n，”")
TEXTS = st.one_of(
    st.text(SIGNS, max_size=80),
    st.lists(st.sampled_from([CHIPS, PORT, TALKS, PRICE, RICE, "他说。", "\n"]), max_size=12).map("".join),
    st.text(max_size=40),
)


@given(TEXTS)
def test_a_text_is_itself_sentence_by_sentence(any_text: str) -> None:
    spans = list(sentences(any_text))
    found = {((pair.start, pair.end), (pair.other_start, pair.other_end)) for pair in align(any_text, any_text)}
    assert {(span, span) for span in spans} <= found
    # what is more are halves of a sentence that stand alone as well
    assert moved([pair for pair in align(any_text, any_text) if pair.start == pair.other_start]) == 0


@given(TEXTS, TEXTS)
def test_both_sides_see_the_same_pairs(one: str, other: str) -> None:
    turned = {Pair(pair.other_start, pair.other_end, pair.start, pair.end, pair.score) for pair in align(other, one)}
    assert set(align(one, other)) == turned


@given(TEXTS, TEXTS)
def test_offsets_slice_sentences_and_every_sentence_is_paired_or_not(one: str, other: str) -> None:
    pairs = align(one, other)
    ours, theirs = set(sentences(one)), set(sentences(other))
    paired = {(pair.start, pair.end) for pair in pairs}
    assert paired <= ours
    assert {(pair.other_start, pair.other_end) for pair in pairs} <= theirs
    assert set(unpaired(one, paired)) == ours - paired
    assert all(0 < pair.score <= 1 for pair in pairs)
    assert [pair.start for pair in pairs] == sorted(pair.start for pair in pairs)


@given(TEXTS)
def test_sentences_stand_apart_and_say_something(any_text: str) -> None:
    spans = list(sentences(any_text))
    assert all(0 <= start < end <= len(any_text) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(compared(any_text[start:end]) for start, end in spans)


@given(st.permutations([CHIPS, PORT, TALKS, PRICE, RICE]))
def test_any_order_is_found(shuffled: list[str]) -> None:
    assert sorted(told(STORY + RICE, "".join(shuffled))) == sorted(same(*shuffled))


# --- large texts ------------------------------------------------------------------------------------------------------


def _sentences(count: int) -> list[str]:
    return [
        f"{text(number, 25)}{chr(0x6000 + number % 5000)}{chr(0x7000 + number % 4999)}。" for number in range(count)
    ]


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        pytest.param("芯" * 1_000_000, "芯" * 1_000_000, 1, id="no stop in a million characters"),
        pytest.param("他说。" * 300_000, "她说。" * 300_000, 0, id="300,000 sentences"),
        pytest.param(CHIPS * 15_000, CHIPS * 10_000, 15_000, id="one sentence over and over"),
        pytest.param("。”" * 300_000, "！\n" * 300_000, 0, id="signs alone"),
    ],
)
def test_hostile_texts_take_seconds(one: str, other: str, pairs: int) -> None:
    start = time.process_time()
    assert len(align(one, other)) == pairs
    assert time.process_time() - start < 20


def test_ten_thousand_shuffled_sentences_are_found_in_seconds() -> None:
    made = _sentences(10_000)
    order = random.Random(1).sample(range(10_000), 10_000)
    start = time.process_time()
    found = told("".join(made), "".join(made[number] for number in order))
    assert time.process_time() - start < 20
    assert set(same(*made)) <= set(found)
    assert len(found) == 10_000
