"""Clean the names that a page prints: `作者：张 三 ` -> `张 三`, `来源: 环球时报` -> `环球时报`."""

import re

from crawler.normalise.text import clean

# what a page writes before a name
_LABEL = re.compile(
    r"^(?:(?:文章|稿件|信息|本文)?(?:来源|出处|作者|撰文|编辑|责任编辑|记者|公众号|账号|來源|出處|編輯|記者)|文|by|source|author)"
    r"\s*[:：|｜/]\s*|^by\s+",
    re.IGNORECASE,
)
_NOBODY = frozenset(("", "-", "--", "佚名", "未知", "暂无", "暫無", "无", "admin", "none", "null", "undefined"))
LONGEST = 80  # characters; what is longer is a sentence that a selector caught


def clean_name(text: str) -> str | None:
    """The name alone; None where there is none."""
    name = _LABEL.sub("", " ".join(clean(text).split())).strip("　 :：|｜")
    return None if name.lower() in _NOBODY or len(name) > LONGEST else name
