"""Text for people and search: damage mended, nothing lost that a reader would see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.language import language
from crawler.normalise.names import clean_name
from crawler.normalise.text import clean, drop_glosses

FARM = "這條產(chǎn)線的設(shè)備來(lái)自國(guó)內(nèi)廠商,價(jià)格沒(méi)有公開(kāi)。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＩ芯片７纳米", "AI芯片7纳米"),
        ("，：；？！（）“”……", "，：；？！（）“”……"),
        ("涨&nbsp;8%&amp;10%", "涨 8%&10%"),
        ("写作 &amp;lt;b&amp;gt; 的记号", "写作 &lt;b&gt; 的记号"),
        ("芯\u200b片\u00ad\ufeff出\u202e口", "芯片出口"),
        ("一\u00a0二\u2009三", "一 二 三"),
        ("  　第一段 \r\n\u3000\u3000第二段\t\n", "第一段\n第二段"),
        ("一\u2028二\x0b三\x00\x07", "一\n二\n三"),
        ("👨\u200d👩\u200d👧 与 甲\u200d乙", "👨\u200d👩\u200d👧 与 甲乙"),
        ("芯·片 10² ① ℃", "芯·片 10² ① ℃"),
        ("半\ud83d个", "半\ufffd个"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_the_glosses_of_a_converter_go() -> None:
    assert drop_glosses(FARM) == ("這條產線的設備來自國內廠商,價格沒有公開。", 8)


def test_the_glosses_of_an_author_stay() -> None:
    text = "尉(yù)迟恭、冼(xiǎn)夫人、佾(yì)舞、瓞(dié)瓞,都要注音。"
    assert drop_glosses(text) == (text, 0)


def test_two_glosses_make_no_farm() -> None:
    assert drop_glosses("國(guó)內(nèi)") == ("國(guó)內(nèi)", 0)


def test_brackets_that_are_no_reading_stay() -> None:
    assert clean("納米(nm)與長度(length)") == "納米(nm)與長度(length)"


def test_odd_glosses_of_a_farm_go_and_a_split_character_is_marked_as_lost() -> None:
    assert clean(f"{FARM}網(wǎng)絡(luò )，因?yàn)轳R") == f"{drop_glosses(FARM)[0]}網絡，因\ufffd轳R"


@given(st.text().filter(lambda text: "&" not in text))
def test_cleaning_clean_text_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(
    st.lists(
        st.sampled_from(["國(guó)", "內(nèi)", "（jì）", "?yàn)", "(luò )", "a", "\n", "\u200b", "Ａ", " "]),
        max_size=20,
    ).map("".join)
)
def test_cleaning_damaged_text_twice_is_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("来源：江岸晚报", "江岸晚报"),
        ("作者: 陆 小满", "陆 小满"),
        ("文｜林小渡", "林小渡"),
        ("By Wei Ling", "Wei Ling"),
        ("Ｗｅｉ&nbsp;Ling", "Wei Ling"),
        ("文汇报", "文汇报"),
        ("佚名", None),
        ("", None),
        ("长" * 81, None),
    ],
)
def test_names(text: str, expected: str | None) -> None:
    assert clean_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("江岸的第三条线", "zh"),
        ("AI chips 出口管制 of the year", "zh"),
        ("The third line of the harbour", "en"),
        ("半導体の輸出を規制する", "ja"),
        ("반도체 수출 규제", "ko"),
        ("12345", "und"),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert language(text) == expected
