"""Read the time that a page prints: `发布于 昨天 22:31`, seen on 2025-05-24 -> 2025-05-23 14:31 UTC, "minute".

    tidy | the first rule of the grammar that fits | its words | checked against the time of fetching

None beats a wrong date, because a wrong date inverts who was first. So what the grammar does not know is no date, a
time ahead of the fetch is none, and an impossible one (2025-02-30) is never repaired.
"""

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from crawler.normalise.clock import Reading, named_zone
from crawler.normalise.date_rules import CLOCK_ALONE, RULES, Rule
from crawler.normalise.date_rules_en import RULES_EN
from crawler.normalise.foreign import read_foreign
from crawler.normalise.numerals import number, to_digits
from indexer.model import DEFAULT_ZONE, Dated
from indexer.text import SYLLABLE, cut, fold, glosses

__all__ = ["Dated", "read_published"]

LONGEST = 160  # characters: the longest header line met on 420 saved pages had 97; a sentence is no date
CLOCKS_DIFFER = timedelta(minutes=10)  # what a server's clock may be ahead of ours
PUBLISHED = 2  # the weight of a label that says so
EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)  # no Chinese news site is older; below lie epoch 0 and template values

_DASHES = str.maketrans("—–−‐‑﹣〜~", "--------")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_BLANKS = re.compile(r"[\s\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]+")  # and symbols: 📅 2025-05-23 🕒 14:05
_READING = re.compile(rf"\((?:{SYLLABLE}){{1,4}}\)")  # of words: (zuótiān)
_MINUTES = re.compile(r"(?<=\d点)(?:[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])(?!分)")  # 三点四十
_ROUND_ZERO = re.compile(r"(?<=[一二三四五六七八九〇零○])o|o(?=[一二三四五六七八九〇零○])")  # 二O二五, with a letter

_LABEL = (
    "首次|最后|张贴|公告|登载|上架|成文|印发|出版|最新|最近|文章|新闻|信息|稿件|本文|发布|发表|发文|发帖|首发|刊登|刊发|上传|推送|创建|更新|修改|修订|编辑|回复|时间|日期|来源|来自|"
    "原创|转载|于|在|当地|年月日|大?约|近|不到|不足|stand|입력|등록|수정|작성|게시|post(?:ed)?|publish(?:ed)?|updat(?:ed)?|revised|edit(?:ed)?|"
    "modified|last|first|released?|date|time|on|at|by|"
    "(?:星期|周|礼拜)[一二三四五六日天]|"
    "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|thứ \\w{2,3}|chủ nhật"
)
_LABELS = re.compile(rf"(?:\W|(?:{_LABEL}))*", re.IGNORECASE)
_LABEL_BEFORE = re.compile(rf"(?:{_LABEL}|\W)$", re.IGNORECASE)
_TAIL = (
    "(?:星期|周|礼拜)[一二三四五六日天]|来源|来自|编辑|作者|记者|责编|阅读|浏览|评论|点赞|点击|字号|分享|收藏|发布|发表|更新|修改|投稿|原创|"
    "转载|出处|IP|by|from|in|uhr|距今|第\\w{1,4}版|\\d{1,3}版|수정|입력|电|印发|出版|刊发|人气|次|快讯|讯"
)
_TAILS = re.compile(rf"\W*(?:(?:{_TAIL}).*)?", re.IGNORECASE)
_TAIL_AFTER = re.compile(rf"(?:{_TAIL}|\W)", re.IGNORECASE)
_FIRST = re.compile(r"首次|首发|first", re.IGNORECASE)
_PUBLISHED = re.compile(r"发布|发表|发文|发帖|发稿|刊登|首发|上线|入库|published|posted|입력|등록", re.IGNORECASE)
_EDIT = re.compile(
    r"更新|修改|修订|编辑于|编辑时间|最后|updated|edited|modified|revised|수정|成文|收稿|撰写|写于|拍摄|采访",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    "截止|截至|有效|到期|成立|出生|生于|生日|注册|加入|活动|会议|开始|结束|开幕|上映|开奖|今天是|现在是|引用|第$|[¥$€£]$"
)
_PLACE = re.compile(r"[A-Z][A-Za-z .]{1,30},\s")
_APART = re.compile(r"(?:\s?[·|]\s?|\s)[^\W\d][^,。!?;%$]{0,24}$")  # 09-27 专栏 · 3阅读
_SENTENCE = re.compile(r"[。!?;]|\.\s[A-Z]")
_BETWEEN = re.compile(r"\s?(?:至|到|-|—)\s?")
_WITHOUT = (*RULES, CLOCK_ALONE)
_WITH_LATIN = (*RULES, *RULES_EN, CLOCK_ALONE)
_LATIN = re.compile(r"[A-Za-z]{3}|\d[smhdw]\s")


def read_published(text: str, seen_at: datetime, zone: str = DEFAULT_ZONE) -> Dated | None:
    """The time that `text` prints, as UTC at the start of its span; None where it prints none.

    `seen_at` is when the page was fetched (aware): relative times count from it, a missing year is the latest not
    after it, and a time more than 10 minutes ahead of it is none. `zone` holds where the text names no zone.
    Raises ZoneInfoNotFoundError for a zone that does not exist.
    """
    if len(text) > LONGEST:
        return None
    named, folded = named_zone(tidy(text))
    now = seen_at.astimezone(named or ZoneInfo(zone))
    try:
        found = _by_rules(folded, now) or read_foreign(folded, now)
    except (ValueError, OverflowError):  # the words of a time, but of none that can be: 2025-02-30, 25:61
        return None
    if found is None:
        return None
    reading, rule = found
    value = reading.value.astimezone(UTC)
    if not EARLIEST <= value <= seen_at.astimezone(UTC) + CLOCKS_DIFFER:
        return None
    return Dated(value, reading.precision, text.strip(), rule)


def tidy(text: str) -> str:
    """Half-width, Simplified, one blank, one dash, numerals as digits: ２０２５年５月　十四時 -> 2025年5月 14时."""
    text = html.unescape(text) if "&" in text else text
    if not text.isascii():
        text = fold(cut(_UNSEEN.sub("", text), glosses(text))).translate(_DASHES)
        text = _ROUND_ZERO.sub("〇", _READING.sub("", text)).replace("元月", "1月")
        text = _MINUTES.sub(lambda m: f"{number(m[0]):02}", to_digits(text))
    return _BLANKS.sub(" ", text).strip()[:LONGEST]


def _by_rules(text: str, now: datetime) -> tuple[Reading, str] | None:
    """The first rule with a match that its neighbours allow. Raises ValueError where that match is impossible."""
    for rule in _WITH_LATIN if _LATIN.search(text) else _WITHOUT:
        found = rule.pattern.search(text)
        if found is None:
            continue
        chosen = _publication(rule, found, text)
        if chosen is not None and _stands_apart(rule, *chosen):
            return rule.read(chosen[1], now), rule.name
    return None


def _publication(rule: Rule, first: re.Match[str], text: str) -> tuple[str, re.Match[str], str] | None:
    """Of several times the one that is labelled best, between the words before and behind it; None for a range."""
    found = [first, *rule.pattern.finditer(text, first.end())]
    starts, ends = [0, *(m.end() for m in found)], [*(m.start() for m in found), len(text)]
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    if len(found) > 1 and _BETWEEN.fullmatch(words[1]):
        return None
    weights = [_weight(label) for label in words[:-1]]
    if len(found) > 1 and not rule.loose and max(weights) < PUBLISHED:  # 00:47 / 03:20 of a film
        return None
    best = weights.index(max(weights))
    before, after = words[best], words[best + 1]
    labels_the_next = best < len(found) - 1 and _LABELS.fullmatch(after) is not None
    return before, found[best], "" if labels_the_next else after


def _weight(label: str) -> int:
    """A time labelled as that of publication beats one without a label, and that beats an edit or a drafting."""
    if _FIRST.search(label):
        return PUBLISHED + 1
    return 0 if _EDIT.search(label) else PUBLISHED if _PUBLISHED.search(label) else 1


def _stands_apart(rule: Rule, before: str, found: re.Match[str], after: str) -> bool:
    """Whether the words around a match are a label, a name or a counter, and not a sentence that it is part of."""
    if not before and not after:
        return True
    if _OTHER_DATE.search(before) or _SENTENCE.search(before) or _SENTENCE.search(after):
        return False
    if _PLACE.fullmatch(before):  # SINGAPORE, Oct 13 2025
        before = ""
    if _LABELS.fullmatch(before) and (_TAILS.fullmatch(after) or ((rule.loose or rule.dated) and _APART.match(after))):
        return True
    if not rule.loose:
        return False
    if "," in before or after.startswith(","):
        return False
    if before and not _LABEL_BEFORE.search(before):  # an outlet right before a whole date: 观察者网2025-05-23 14:05
        return rule.name == "year_month_day" and found["hour"] is not None and not after[:1].isalnum()
    return not after or _TAIL_AFTER.match(after) is not None
