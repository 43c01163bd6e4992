"""The floors under text: what disguises, scripts and glosses leave of a text's 5-grams; clean news stay as they are."""

import gzip
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator

import pytest

from crawler.normalise.text import clean, drop_glosses
from indexer.fingerprint import GRAM
from indexer.text import HAN, compared, count, glosses, simplified
from tests.gate.scoring import corpus, floors

pytestmark = pytest.mark.gate

TEXTS = 200


def grams(text: str) -> set[str]:
    return cut(compared(text))


def cut(text: str) -> set[str]:
    return {text[start : start + GRAM] for start in range(len(text) - GRAM + 1)}


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


# --- disguises -------------------------------------------------------------------------------------------------------

WHO = (
    "晶圆厂",
    "设备商",
    "监管部门",
    "这家公司",
    "两国代表",
    "港口方面",
    "研究所",
    "供应商",
    "买方",
    "江岸实验室",
    "外媒",
    "多名工程师",
)
DOES = (
    "宣布扩产",
    "暂停发货",
    "撤回声明",
    "否认传闻",
    "提高报价",
    "签下订单",
    "召开会议",
    "更新清单",
    "收紧许可",
    "公布样品",
    "转向国产",
    "推迟交付",
)
WHAT = (
    "AI芯片",
    "HBM3内存",
    "光刻机",
    "7纳米产线",
    "出口管制",
    "GPU服务器",
    "先进封装",
    "半导体材料",
    "数据中心",
    "昇腾910B",
    "关税",
    "算力租赁",
)
WHEN = (
    "周一",
    "上个月",
    "今年三月",
    "二〇二六年",
    "一季度",
    "深夜",
    "会后",
    "随后",
    "据称",
    "与此同时",
    "不久前",
    "两天后",
)


def invented(chance: random.Random) -> str:
    """A text of some 400 characters, sentences of our own."""
    pick = chance.choice
    return "".join(
        f"{pick(WHEN)}，{pick(WHO)}{pick(DOES)}，涉及{pick(WHAT)}和{pick(WHAT)}，"
        f"{pick(WHO)}说要等{chance.randrange(2, 90)}天。"
        for _ in range(12)
    )


def sprinkled(sign: str) -> Callable[[str, random.Random], str]:
    """The sign behind three characters in ten."""
    return lambda text, chance: "".join(char + sign * (chance.random() < 0.3) for char in text)


def written(changed: Callable[[str], str]) -> Callable[[str, random.Random], str]:
    """Every second character or so written otherwise."""
    return lambda text, chance: "".join(changed(char) if chance.random() < 0.5 else char for char in text)


def glossed(text: str, chance: random.Random) -> str:
    from pypinyin import Style, pinyin

    readings = (pinyin(char, style=Style.TONE)[0][0] if char in TRADITIONAL else "" for char in text)
    return "".join(
        f"{char}({reading})" if reading and chance.random() < 0.5 else char
        for char, reading in zip(text, readings, strict=True)
    )


TRADITIONAL = {plain: char for char, plain in reversed(simplified().items()) if char != plain}
FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
BOLD = {chr(ord("A") + n): chr(0x1D400 + n) for n in range(26)} | {
    chr(ord("0") + n): chr(0x1D7CE + n) for n in range(10)
}
RADICALS = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}
COMPATIBLE = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in (*range(0xF900, 0xFA0E), 0xFA10, 0xFA12)}
TAIWANESE = {
    "芯片": "晶片",
    "内存": "記憶體",
    "纳米": "奈米",
    "数据中心": "資料中心",
    "服务器": "伺服器",
    "光刻机": "微影機",
}


def taiwanese(text: str, _: random.Random) -> str:
    for word, other in TAIWANESE.items():
        text = text.replace(word, other)
    return "".join(TRADITIONAL.get(char, char) for char in text)


TRICKS: dict[str, Callable[[str, random.Random], str]] = {
    "interpuncts 芯·片": sprinkled("·"),
    "stars 芯*片": sprinkled("*"),
    "blanks 芯 片": sprinkled(" "),
    "line breaks": sprinkled("\n"),
    "emoji": sprinkled("🔥"),
    "zero width": sprinkled("\u200b"),
    "joined emoji": sprinkled("👨\u200d👩"),
    "bidi controls": sprinkled("\u202e\u2066"),
    "soft hyphens": sprinkled("\xad"),
    "struck through": sprinkled("\u0336"),
    "variation selectors": sprinkled("\ufe0f"),
    "private use": sprinkled("\ue123"),
    "strokes 芯丨片": sprinkled("丨"),
    "full width": written(lambda char: FULL_WIDTH.get(char, char)),
    "mathematical letters": written(lambda char: BOLD.get(char, char)),
    "lower case": written(str.lower),
    "Kangxi radicals": written(lambda char: RADICALS.get(char, char)),
    "compatibility forms": written(lambda char: COMPATIBLE.get(char, char)),
    "mixed scripts": written(lambda char: TRADITIONAL.get(char, char)),
    "other punctuation": lambda text, _: text.translate(str.maketrans("，。", "、！")),
    "no punctuation": lambda text, _: text.translate(str.maketrans("", "", "，。")),
    "readings 芯(xīn)片": glossed,
    "Taiwan's words": taiwanese,
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_disguise_leaves_the_grams(trick: str) -> None:
    kept = changed = 0
    for number in range(TEXTS):
        chance = random.Random(number)
        text = invented(chance)
        disguised = TRICKS[trick](text, chance)
        changed += disguised != text
        kept += jaccard(grams(text), grams(disguised)) >= 0.9
    print(f"\n{trick}: {kept / TEXTS:.3f} of {TEXTS} texts keep a 5-gram Jaccard of 0.9")
    assert changed >= TEXTS * 0.9  # else it would be no trick
    assert kept / TEXTS >= floors("text")["disguised_kept"]


# --- real text -------------------------------------------------------------------------------------------------------


@pytest.mark.corpus
def test_the_seed_and_its_simplified_twin_are_one_text() -> None:
    """The twin is made word by word by OpenCC from the cleaned text, not by our table of characters."""
    opencc = pytest.importorskip("opencc")
    raw = (corpus().parent / "seed.txt").read_text(encoding="utf-8")
    twin = opencc.OpenCC("t2s").convert(clean(raw))
    assert twin != clean(raw)
    stored, printed, bare = (
        jaccard(made(one), made(twin)) for one, made in ((clean(raw), grams), (raw, grams), (raw, cut))
    )
    print(f"\nseed and twin: 5-gram Jaccard {stored:.4f} as stored, {printed:.4f} as printed, {bare:.4f} uncompared")
    assert stored >= floors("corpus_text")["seed_twin_jaccard"]
    assert bare < 0.5  # else there was nothing to mend


def _news() -> Iterator[str]:
    with gzip.open(corpus() / "stories" / "xwlb.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


@pytest.mark.corpus
def test_clean_news_lose_nothing_as_glosses() -> None:
    han = re.compile(f"[{HAN}]+")
    characters, changed = 0, []
    for text in _news():
        characters += count(han, text)
        if drop_glosses(text) != (text, 0) or any(glosses(text)):
            changed.append(text[:80])
    print(f"\n{characters:,} Han characters, {len(changed)} items with a gloss")
    assert characters >= 5_000_000
    assert not changed
