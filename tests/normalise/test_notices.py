"""Disclaimers, credits and labels are cut; the same words inside reporting stay."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise import rules
from crawler.normalise.notices import LONGEST, cores, readable, split_notices, without_head
from crawler.normalise.rules import NoticeRow
from indexer.errors import ConfigError
from indexer.text import fold

NEWS = "江岸的第三条线在周二凌晨点亮。\n设备分三夜运到，路上封了两座桥。"
ROWS = list(rules.notice_rules().rows.values())
CUT = [row for row in ROWS if row.kind != "reference_heading" and not row.after]
AFTER = [row for row in ROWS if row.after]
BEFORE = "本文仅代表作者观点。"  # a notice that more may follow in the same line


@pytest.fixture
def own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that overlays the shipped rules."""
    caches = (
        *(rules.notice_rules, rules.notice_pattern, rules.notice_word, rules.notice_marks),
        *(rules.heading_pattern, rules.outlet_names),
    )
    monkeypatch.setenv("RETOLD_RULES", str(tmp_path))
    for cached in caches:
        cached.cache_clear()
    yield tmp_path
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize("row", CUT, ids=lambda row: row.id)
def test_every_row_cuts_its_example(row: NoticeRow) -> None:
    body, notices = split_notices(f"{NEWS}\n{row.cuts}")
    assert body == NEWS
    assert [(n.kind, n.lang, n.text) for n in notices] == [(row.kind, row.lang, row.cuts)]
    words = [text for core in cores(readable(row.cuts)) for text in (core, without_head(core))]
    assert any(map(re.compile(rules.notice_rules().patterns[row.id]).fullmatch, words))  # be it not the first row


@pytest.mark.parametrize("row", AFTER, ids=lambda row: row.id)
def test_a_row_for_what_follows_a_notice_cuts_nothing_without_one(row: NoticeRow) -> None:
    body, (notice,) = split_notices(f"{NEWS}\n{BEFORE}{row.cuts}")
    assert (body, notice.text) == (NEWS, BEFORE + row.cuts)
    assert split_notices(f"{NEWS}\n{row.cuts}")[0] != NEWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_leaves_its_counter_example(row: NoticeRow) -> None:
    assert split_notices(f"{NEWS}\n{row.leaves}") == (f"{NEWS}\n{row.leaves}", ())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_is_written_in_the_folded_script(row: NoticeRow) -> None:
    """A Traditional sign in a pattern would never be met, since patterns see folded text."""
    pattern = "".join(char for char in rules.notice_rules().patterns[row.id] if not char.isascii())
    assert fold(pattern) == pattern


@pytest.mark.parametrize("row", [row for row in CUT if row.tail], ids=lambda row: row.id)
def test_a_row_for_the_tail_of_a_paragraph_leaves_the_paragraph(row: NoticeRow) -> None:
    told = "最后一船在六点离岸。"
    piece = row.cuts if row.tail == "sentence" or row.cuts[0] in "（(【[" else f"（{row.cuts}）"
    body, notices = split_notices(f"{NEWS}\n{told}{piece}")
    assert (body, [n.kind for n in notices]) == (f"{NEWS}\n{told}", [row.kind])


@pytest.mark.parametrize(
    "line",
    [
        "双方发表联合声明，同意把价格谈到明年。",
        "商务部发言人发表声明，对此表示反对。",
        "参考消息网2月3日报道，港口恢复了作业。",
        "声明：“我们不接受任何条件。”他念完就走了。",
        "风险提示：前方落石。屏幕亮起这行字的时候，车已经停了。",
        "责任编辑老陆退休那天，送出了用旧的红笔。",
        "他把“图片来源”四个字划掉，重新写了一遍。",
    ],
)
def test_reporting_is_never_cut(line: str) -> None:
    assert split_notices(line) == (line, ())


def test_a_notice_at_the_end_of_a_paragraph_is_cut_from_it() -> None:
    body, (notice,) = split_notices("最后一船在六点离岸。（图源：江岸港务）")
    assert body == "最后一船在六点离岸。"
    assert (notice.kind, notice.text, notice.rule) == ("image_credit", "（图源：江岸港务）", "picture_from")


def test_both_scripts_and_glosses_are_read() -> None:
    body, (notice,) = split_notices("港口的燈亮到後半夜。\n責任編輯(jí)：陸小滿")
    assert (body, notice.kind, notice.text) == ("港口的燈亮到後半夜。", "editor_line", "責任編輯(jí)：陸小滿")


def test_an_edge_rule_holds_at_the_ends_of_a_body_only() -> None:
    long = [f"第{number}段，讲的是另一件事。" for number in range(40)]
    body = "\n".join([*long[:20], "关注我，每晚聊一条产线。", *long[20:]])
    assert split_notices(body)[1] == ()


def test_ornaments_around_a_notice_go_with_it() -> None:
    assert split_notices(f"{NEWS}\n***\n谢绝转载\n***")[0] == NEWS


def test_a_body_of_notices_only_leaves_nothing() -> None:
    assert split_notices("来源：江岸晚报\n责任编辑：陆小满")[0] == ""


def test_a_row_of_ones_own_replaces_that_of_the_same_id(own_rules: Path) -> None:
    (own_rules / "notices.yaml").write_text(
        "notices:\n"
        "  - {id: staff, kind: editor_line, pattern: '当值:.{1,9}', cuts: 当值：某某, leaves: 当值的人}\n"
        "  - {id: river, kind: platform_notice, pattern: '江岸<house>友情提供', cuts: 江岸网友情提供, leaves: 江岸}\n",
        encoding="utf-8",
    )
    body, notices = split_notices("责任编辑：陆小满\n当值：陆小满\n江岸网站友情提供")
    assert (body, [notice.rule for notice in notices]) == ("责任编辑：陆小满", ["staff", "river"])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{id: a, kind: no_such_kind, pattern: x, cuts: x, leaves: y}", "notices.yaml:2"),
        ("{id: a, kind: ai_label, pattern: 'x(', cuts: x, leaves: y}", "a: pattern"),
        ("{id: a, kind: ai_label, pattern: '<nowhere>', cuts: x, leaves: y}", "nowhere"),
    ],
)
def test_a_broken_row_is_named(own_rules: Path, row: str, said: str) -> None:
    (own_rules / "notices.yaml").write_text(f"notices:\n  - {row}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        split_notices(NEWS)


@given(
    st.lists(st.sampled_from([*NEWS.split("\n"), *(row.cuts for row in CUT[::4]), "***", "", "（", "。"]), max_size=12)
)
def test_what_is_cut_is_kept_in_order_and_nothing_is_invented(lines: list[str]) -> None:
    whole = "\n".join(lines)
    body, notices = split_notices(whole)
    rest = iter(whole)
    assert all(char in rest for char in "".join(body.split()))  # a subsequence of the whole
    end = 0
    for notice in notices:
        end = whole.index(notice.text, end) + len(notice.text)


@given(st.text(max_size=300))
def test_any_text_is_split_without_an_error(text: str) -> None:
    split_notices(text)


HOSTILE = {
    "one_character": "图" * 100_000,
    "lines_of_one_character": "图\n" * 50_000,
    "brackets": "（" * 50_000 + "）" * 50_000,
    "pairs_of_brackets": "（图）" * 33_000,
    "digits": "1" * 100_000,
    "sentences": "来源。" * 33_000,
    "commas": "本文," * 33_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert _spent(text) < 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
@pytest.mark.parametrize("joint", ["", "\n", "，"])
def test_an_example_two_thousand_times_takes_no_time(row: NoticeRow, joint: str) -> None:
    """The longest, 2,000 lines of 209 characters, takes 0.5 s."""
    assert _spent((row.cuts + joint) * 2_000) < 1.5


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_no_row_tries_long_on_a_line(row: NoticeRow) -> None:
    """A row that tries every way to split the line needs from 50 ms up."""
    pattern = re.compile(rules.notice_rules().patterns[row.id])
    pieces = (row.cuts, "图", "（", "1", "本文", "编辑:", "记者 ", "作者 a ", "，请", "参考", "、", " ", "“a”", "转载")
    lines = [readable((piece * LONGEST)[:LONGEST]) for piece in pieces]
    start = time.process_time()
    for line in lines:
        pattern.fullmatch(line)
    assert time.process_time() - start < 0.03


def _spent(text: str) -> float:
    start = time.process_time()
    split_notices(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "piece", ["未经许可", "本文", "图片来源", "(", "声明:", "谢绝转载。", "来源：a\n", "编辑:a ", "（图源：x）"]
)
def test_time_grows_with_length_only(piece: str) -> None:
    def spent(times: int) -> float:
        start = time.process_time()
        split_notices(piece * times)
        return time.process_time() - start

    spent(100)
    assert spent(16_000) < 16 * spent(2_000) + 0.2  # linear is 8 times as long
