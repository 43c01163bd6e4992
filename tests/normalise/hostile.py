"""Text that nobody writes in good faith, for tests: `repeated("((((", 20)` -> 20 characters of it."""

import random

# one character without end: a missing bound or an unanchored \s* in a pattern shows here
CHARACTERS = (
    *" \n\t\r\u3000\0\u200b\u0301",
    *"()（）[]【《》“\"'",
    *"0123x",
    *"年月日十第至芯",
    *"。，,:：-—.&#<?*",
    "\ud800",
    "😀",
    "\U00020000",
)

# pieces that begin what some pattern looks for
FRAGMENTS = (
    *(
        "2025年",
        "1月",
        "1月、",
        "5月23日至",
        "2025-05-23",
        "12:30 ",
        "1 ",
        "十",
        "第一",
        "一天后",
        "周",
        "today ",
        "jan ",
    ),
    *("((((", "【", "《a》", "1.《a》\n", "“a”，", "（nèi）", "內(nèi)", "?yàn)", "(ā", "芯(xīn"),
    *(
        "来源：",
        "责任编辑：某\n",
        "参考资料：\n",
        "参考资料：\n\n\n",
        "图/",
        "图片",
        "本文",
        "声明",
        "版权",
        "免责",
        "记者 ",
    ),
    *("http://", "http://a.b/ ", "&amp;", "&", "&#1", "&#x", "a\n", "\n ", " \n\u3000", "A. B", "[J]", "a：", "\u200d"),
)

# whole strings that name no time, or none that can be
TIMES = (
    *("2025年13月45日", "0000-00-00", "2025-02-30 25:61", "31 Feb 2025", "May 99, 2025", "民國999年99月99日"),
    *("2099-01-01", "2025-05-24T23:59:59Z", "9999年前", "99999999个月前", "9" * 10_000, "9" * 160, "253402300800"),
    *("2025-05-23 14:05 +99:99", "²月²日", "〇〇〇〇年〇月〇日", "三月三十三日", "&#" + "1" * 10_000 + ";", "\0" * 160),
    "May 12 hier ayer oggi dün hôm qua kemarin вчера hoje 어제 gestern",
    "ocak 5 mai 5 mars 5 aug 5 juin 5 mayo 5 giugno 5 kasım 5 tháng 5, 5 juni 5",
)


def repeated(piece: str, length: int) -> str:
    """The piece again and again, `length` characters of it."""
    return (piece * (length // len(piece) + 1))[:length]


def mixed(chance: random.Random, longest: int = 40) -> str:
    """Some pieces and characters in any order, now and then one of them a hundred times."""
    pieces = [
        chance.choice(chance.choice((CHARACTERS, FRAGMENTS, TIMES[:10]))) for _ in range(chance.randrange(longest))
    ]
    return "".join(piece * (100 if chance.random() < 0.01 else 1) for piece in pieces)
