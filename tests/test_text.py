"""Folding keeps offsets and joins scripts; comparing drops disguises; every character begins a token."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text import compared, cut, equal, fold, glosses, is_traditional, script, simplified, tokens

ANY = st.text(alphabet=st.characters(codec="utf-8"))


class TestFold:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("半導體出口", "半导体出口"),
            ("看著", "看着"),
            ("昇騰", "昇腾"),
            ("甚麼", "什么"),
            ("瞭解", "了解"),
            ("答覆", "答复"),
            ("ＡＩ（２０２６）", "ai(2026)"),
            ("NVIDIA", "nvidia"),
            ("\u2f00\u2f64\u2f08", "一用人"),  # Kangxi radicals, as some converters write
            ("𝗡𝘃𝗶𝗱𝗶𝗮", "nvidia"),  # mathematical letters, an evasion
            ("CO₂", "co2"),
            ("a\u00a0b\u3000c", "a b c"),
        ],
    )
    def test_two_spellings_become_one(self, one: str, other: str) -> None:
        assert fold(one) == fold(other)

    @pytest.mark.parametrize("kept", ["10²", "①", "㎡", "½", "ⅷ", "…", "。", "℃"])
    def test_signs_that_mean_something_else_are_left(self, kept: str) -> None:
        assert fold(kept) == kept

    @given(ANY)
    def test_offsets_hold_and_folding_twice_is_once(self, text: str) -> None:
        assert len(fold(text)) == len(text)
        assert fold(fold(text)) == fold(text)

    def test_own_pairs_are_needed(self) -> None:
        assert not equal().keys() & simplified().keys()

    def test_the_table_is_what_opencc_says(self) -> None:
        """After an update of OpenCC: write the new groups into indexer/simplified.txt and raise TOKENS_VERSION."""
        opencc = pytest.importorskip("opencc")
        planes = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))
        chars = [chr(code) for start, end in planes for code in range(start, end)]
        chars = [char for char in chars if unicodedata.category(char) == "Lo"]
        plain = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
        assert simplified() == {char: to for char, to in zip(chars, plain, strict=True) if char != to}


PAIRS = (Path(__file__).parent / "one_text.txt").read_text(encoding="utf-8").partition("\n")[2].split()


class TestOneText:
    def test_there_are_enough_pairs(self) -> None:
        assert len(set(PAIRS)) >= 110

    @pytest.mark.parametrize("pair", PAIRS)
    def test_both_scripts_are_compared_as_one(self, pair: str) -> None:
        one, other = pair.split("/")
        assert compared(one) == compared(other)

    @pytest.mark.parametrize(
        ("one", "other"), [("昇騰", "华为"), ("英伟达", "阿斯麦"), ("超微", "amd"), ("雪梨", "悉尼")]
    )
    def test_what_is_not_one_stays_apart(self, one: str, other: str) -> None:
        assert compared(one) != compared(other)

    @pytest.mark.parametrize(("other", "kept"), equal().items())
    def test_a_row_of_the_table_is_written_folded_and_does_what_it_says(self, other: str, kept: str) -> None:
        assert compared(other) == kept == compared(kept)
        assert len(other) == 1 or fold(other) == other

    @given(st.lists(st.sampled_from([char for word in equal() if len(word) > 1 for char in word])).map("".join))
    def test_comparing_words_twice_is_once(self, text: str) -> None:
        assert compared(compared(text)) == compared(text)


class TestGlosses:
    @pytest.mark.parametrize(
        ("text", "without"),
        [
            ("內(nèi)容", "內容"),
            ("重（chóng）庆", "重庆"),
            ("多語(yǔ)言與(yǔ)網(wǎng)站", "多語言與網站"),
            ("功(\u0261ōn\u0261)能", "功能"),
            ("容(nèi)量", "容(nèi)量"),  # no reading of that character
            ("护(guard)卫", "护(guard)卫"),
            ("长(chang)度", "长(chang)度"),  # no tone
            ("a(nèi)b", "a(nèi)b"),
            ("絡(luò )與", "絡與"),  # the blank that some converters leave
            ("內(ne\u0300i)容", "內容"),  # the tone as a sign of its own
        ],
    )
    def test_only_a_characters_own_toned_reading_is_one(self, text: str, without: str) -> None:
        assert cut(text, glosses(text)) == without

    def test_spans_are_the_brackets(self) -> None:
        assert list(glosses("看內(nèi)容")) == [(2, 7)]


class TestCompared:
    @pytest.mark.parametrize(
        "disguised",
        [
            *("芯·片", "芯 片", "芯\n片", "芯🔥片", "芯\u200b片", "芯(xīn)片", "芯*片", "芯，片", "“芯”片", "芯丨片"),
            *("芯\u202e片", "芯\u0336片", "芯\ufe0f片", "\ue000芯片", "芯（xīn ）片", "芯\0片"),
        ],
    )
    def test_disguises_change_nothing(self, disguised: str) -> None:
        assert compared(disguised) == "芯片"

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("10²米", "10米"),
            ("①一½二℃№", "一二"),
            ("１０²", "10"),
            ("Ⅷ", ""),
            ("⻓\u2f63", "长生"),
            ("H20、AI晶圓", "h20ai晶圆"),
            ("二〇二六年", "二〇二六年"),
            ("…！", ""),
        ],
    )
    def test_han_letters_and_digits_stay(self, text: str, kept: str) -> None:
        assert compared(text) == kept

    @given(ANY)
    def test_comparing_twice_is_once(self, text: str) -> None:
        assert compared(compared(text)) == compared(text)


class TestTokens:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("AI芯片出口", ["ai", "芯片", "片出", "出口", "口"]),
            ("芯，片", ["芯", "片"]),
            ("H20 chip-maker", ["h20", "chip", "maker"]),
            ("ソニー製", ["ソニ", "ニー", "ー制", "制"]),
            ("10²", ["10²"]),
            ("，。 ", []),
        ],
    )
    def test_pairs_and_words(self, text: str, expected: list[str]) -> None:
        assert tokens(text) == expected

    @given(st.text(alphabet="芯片出口，a "))
    def test_every_character_begins_a_token(self, text: str) -> None:
        found = tokens(text)
        for char in "芯片出口":
            assert sum(token.startswith(char) for token in found) == text.count(char)


class TestScript:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("晶圆厂扩产", "hans"),
            ("晶圓廠擴產", "hant"),
            ("中文", "hans"),  # nothing tells
            ("The chip 芯 makers of the world have said it", "latin"),
            ("", "latin"),
        ],
    )
    def test_by_the_characters_of_one_script_only(self, text: str, expected: str) -> None:
        assert script(text) == expected

    def test_characters_of_both_scripts_are_no_proof(self) -> None:
        assert is_traditional("導")
        assert not is_traditional("后")
        assert not is_traditional("乾")
