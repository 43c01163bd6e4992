"""Chinese numerals before a counting word become digits: 二〇二五年五月二十三日 -> 2025年5月23日.

Only a numeral that stands before one of the words in UNITS is touched, so that 周五 and 一些 stay as they are.
"""

import re

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "兩": 2}
TENS = {"廿": 20, "卅": 30}
NUMERAL = "零〇○一二三四五六七八九十百两兩廿卅"
UNITS = "年月日号點点时時分秒天周週个個小星刻"  # 小 and 星 begin 小时 and 星期

# 十月 · 二〇二五年 · 两个月. A numeral behind 周, 期 or 拜 is the name of a weekday.
_COUNTED = re.compile(rf"(?<![周週期拜第{NUMERAL}])([{NUMERAL}]{{1,9}})(?=\s?[{UNITS}])")


def number(words: str) -> int | None:
    """The value of a whole number in Chinese or plain digits, None where the words are not one.

    >>> number("二〇二五"), number("廿三"), number("一百二十"), number("十"), number("12")
    (2025, 23, 120, 10, 12)
    """
    if words.isascii():
        return int(words) if words.isdigit() else None
    if all(c in DIGITS for c in words):
        return int("".join(str(DIGITS[c]) for c in words))
    return _placed(words)


def _placed(words: str) -> int | None:
    """Read 二十三 and 一百二十 by their places."""
    total, last = 0, 0
    for c in words:
        if c in DIGITS:
            last = DIGITS[c]
        elif c in "十百":
            total += (last or 1) * (10 if c == "十" else 100)
            last = 0
        elif c in TENS:
            total += TENS[c]
        else:
            return None
    return total + last


def to_digits(text: str) -> str:
    """Write counted Chinese numerals as digits; everything else stays."""
    return _COUNTED.sub(lambda m: str(number(m[1])), text)
