"""What a person types becomes a tree or an error that says where and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import UsageError
from indexer.query import And, Node, Not, Or, Phrase, matches, parse

CHIP, PHONE = Phrase("芯片"), Phrase("手机")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("芯片", CHIP),
        ("芯片 手機", And((CHIP, PHONE))),
        ("芯片 OR 手机", Or((CHIP, PHONE))),
        ("a b OR c", Or((And((Phrase("a"), Phrase("b"))), Phrase("c")))),
        ("a (b OR c)", And((Phrase("a"), Or((Phrase("b"), Phrase("c")))))),
        ("芯片 -手机", And((CHIP, Not(PHONE)))),
        ("芯片 -(手机 a)", And((CHIP, Not(And((PHONE, Phrase("a"))))))),
        ("芯片 -“手机 壳”", And((CHIP, Not(Phrase("手机 壳"))))),
        ("export*", Phrase("export", prefix=True)),
        ('"export control*"', Phrase("export control", prefix=True)),
        ('"export control"*', Phrase("export control", prefix=True)),
        ("芯片*", CHIP),
        ("AI芯片", Phrase("ai 芯片")),
        ("chip-maker", Phrase("chip maker")),
        ("（芯片　ＯＲ　手机）", And((CHIP, Phrase("or"), PHONE))),
        ("芯片 ， 手机", And((CHIP, PHONE))),
        ('芯片 "and"', And((CHIP, Phrase("and")))),
        ("or", Phrase("or")),
    ],
)
def test_a_query_becomes_a_tree(text: str, expected: Node) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing to look for"),
        ("，！", "nothing to look for"),
        ('芯片 "手机', "character 4: the quotation mark is never closed"),
        ("芯片 (手机", "character 4: this bracket is never closed"),
        ("芯片)", "character 3: this bracket closes nothing"),
        (")", "character 1: this bracket closes nothing"),
        ("芯片 ()", "character 4: nothing stands in these brackets"),
        ("-芯片", "character 1: only words to leave out"),
        ("a OR -b", "character 6: only words to leave out"),
        ("a OR", "character 3: nothing stands behind this OR"),
        ("OR a", "character 1: nothing stands before this OR"),
        ("a OR OR b", "nothing stands behind this OR"),
        ("a --b", "character 3: a minus needs a word"),
        ("a -， b", "character 3: a minus needs a word"),
        ("a AND b", "character 3: blanks already mean AND"),
        ("a NOT b", "character 3: write -word"),
        ("(" * 30 + "a" + ")" * 30, "more than 20 brackets"),
        ("a" * 3000, "too many"),
    ],
)
def test_a_mistake_says_where_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert said in str(caught.value)


@given(st.text(alphabet='芯a "()-*OR“”，（', max_size=30))
def test_any_text_is_a_query_or_a_usage_error(text: str) -> None:
    try:
        node = parse(text)
    except UsageError:
        return
    assert isinstance(matches(node, text), bool)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("半導體", "国产半导体设备", True),
        ("半导体", "國產半導體設備", True),
        ("芯片", "芯，片", False),
        ("片", "芯片", True),
        ("control", "controls", False),
        ("control*", "Controls", True),
        ('"export control*"', "new Export Controls", True),
        ('"export control*"', "control of exports", False),
        ("AI芯片", "新AI芯片厂", True),
        ("AI芯片", "芯片AI", False),
        ('"芯 片"', "用芯，片刻", True),
        ('"芯 片"', "芯片", False),
        ("芯片 -手机", "手机芯片", False),
        ("手机 OR 芯片", "芯片", True),
    ],
)
def test_what_a_query_means(query: str, text: str, expected: bool) -> None:
    assert matches(parse(query), text) is expected


def test_words_may_lie_in_title_and_body_but_a_phrase_in_one() -> None:
    assert matches(parse("芯片 出口"), "芯片", "出口")
    assert not matches(parse('"芯片 出口"'), "芯片", "出口")
