"""The grammar of times inside an article, one row a shape: a pattern, what it means, an example that it must find.

    shape("day_only", 外媒20日报道, the day of that number nearest to the publication)

Patterns see folded text (`indexer.text.fold`): Simplified, half-width, lower case. What a match means is worked out in
`mention_readings`.
"""

import re
from dataclasses import dataclass

from crawler.normalise import mention_readings as means
from crawler.normalise.date_rules_en import MONTHS
from crawler.normalise.mention_readings import VAGUE, Reading


@dataclass(frozen=True, slots=True)
class Shape:
    """A row; `found in example` is `text`, read by this shape where published on Wednesday 2025-05-21."""

    name: str
    starts: str  # the characters that a match begins with: at any other place the pattern is not even tried
    pattern: re.Pattern[str]
    read: Reading
    example: str


NUM = r"(?:\d{1,4}|[一二两三四五六七八九十百]{1,4})"
N12 = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
N31 = r"(?:[12]\d|3[01]|0?[1-9]|三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])"
YEAR = r"(?:(?:19|20)\d{2}|[一二][〇零○一二三四五六七八九]{3})"
_PERIOD = (
    r"(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<season>[春夏秋])[天季]"
    rf"|前(?P<first>{N12})个月|(?P<from>{N12})月?[至到-](?P<to>{N12})月份?(?!{N31}[日号])"
)


def shape(name: str, starts: str, pattern: str, read: Reading, example: str) -> Shape:
    return Shape(name, starts, re.compile(pattern), read, example)


NOT_A_DAY = "内游线均元本经子常益趋照渐志程方军产后前间"  # 5日内, 十日游, 20日线, 155日元, 日报, 日经
PART = "凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|夜间|深夜|夜里|早间|午间|[早晨晚夜](?![间上里报餐会宴])"

_N = "0123456789一二两三四五六七八九十百"
_Y = "12一二"

# Where two rows match from the same place, the longer match wins, then the earlier row.
SHAPES: tuple[Shape, ...] = (
    shape(
        "year_month_day",
        _Y,
        rf"(?<!\d)(?P<y>{YEAR})年\s?(?P<m>{N12})月\s?(?P<d>{N31})[日号]",
        means.year_month_day,
        "2025年5月19日",
    ),
    shape(
        "iso_day",
        "12",
        r"(?<![\d-])(?<!\d\.)(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d.-]\d|\d)",
        means.year_month_day,
        "2025-05-19",
    ),
    shape(
        "english_day",
        "jfmasond",
        rf"(?<![a-z])(?P<m>{'|'.join(MONTHS)})[a-z]{{0,6}}\.? "
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d{2})(?!\d)",
        means.english_day,
        "on May 19, 2025",
    ),
    shape("years", _Y, rf"(?<!\d)(?P<y>{YEAR})年?\s?[至到-]\s?(?P<y2>{YEAR})年", means.years, "2022-2024年"),
    shape(
        "year_month", _Y, rf"(?<!\d)(?P<y>{YEAR})年\s?(?P<m>{N12})月(?!{N31}[日号])份?", means.year_month, "2024年12月"
    ),
    shape(
        "same_period",
        _Y + "去上",
        rf"(?:去年|上年|(?<!\d)(?P<y>{YEAR})年)(?:同期|(?=和{YEAR}年同期))",
        means.year_before,
        "一季度比去年同期",
    ),
    shape("year", _Y, rf"(?<![\d约近第])(?P<y>{YEAR})年(?:{_PERIOD}|度|全年)?(?![级期龄])", means.year, "1974年"),
    shape(
        "named_year",
        "今本去上前明后当同次翌",
        rf"(?P<named>今年|本年(?!度)|去年|上年|前年|明年|后年|当年|同年|次年|翌年)(?:(?P<m>{N12})月(?:(?P<d>{N31})[日号]|份)?(?![至到-]{N12}月)|{_PERIOD}|全年)?",
        means.named_year,
        "去年7月",
    ),
    shape(
        "days",
        _N,
        rf"(?:(?<![\d个])(?P<m>{N12})月|(?<![\d月]))(?P<d>{N31})[日号]?[至到-](?P<d2>{N31})日(?![{NOT_A_DAY}]|报(?!道))",
        means.days,
        "5月5日至10日",
    ),
    shape("month_day", _N, rf"(?<![\d年个])(?P<m>{N12})月\s?(?P<d>{N31})[日号]", means.month_day, "5月19日"),
    shape("period", _N + "上下第前春夏秋", rf"(?<![今去前明后当同次翌上本\d])(?:{_PERIOD})", means.period, "一季度"),
    shape("whole_year", "全", r"全年(?!无休|龄|级)", means.whole_year, "2024年一季度增长,全年"),
    shape(
        "month",
        _N,
        rf"(?<![\d年个第本上下当同次])(?P<m>{N12})月(?:份|(?!{N31}[日号]|革命|刊|子|饼|球|亮|嫂|薪|租))",
        means.month,
        "4月",
    ),
    shape(
        "day_only",
        "0123456789",
        rf"(?<![\d月第近约每满逾超共期续整前后])(?P<d>\d{{1,2}})日(?![{NOT_A_DAY}]|报(?!道))",
        means.day_only,
        "外媒20日报道",
    ),
    shape(
        "day_number",
        "0123456789",
        r"(?:(?<=[,。;:、?!\s于从到至自在])|^)(?P<d>\d{1,2})号(?=[,那这当晚早上下凌\s我起至到前后])",
        means.day_only,
        "从19号起",
    ),
    shape(
        "named_month",
        "本这上下当同次",
        rf"(?P<named>本|这个|上个?|下个?|当|同|次)月(?:(?P<d>{N31})[日号]|份)?",
        means.named_month,
        "本月9日",
    ),
    shape(
        "week",
        "上本这下周",
        r"(?:(?P<week>上上|上|本|这|下)个?(?:周|星期|礼拜)(?!年|期|岁|转|报|刊|边)(?P<day>[一二三四五六日天末初](?!个))?|(?<![一二三四两\d])周(?P<end>末))",
        means.week,
        "上周五",
    ),
    shape(
        "weekday",
        "周星礼",
        r"(?<![上下本这\d一二三四两(每])(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![报刊围)到至])",
        means.weekday,
        "周二",
    ),
    shape(
        "named_day",
        "大前昨今明后",
        r"(?P<named>大前|前|昨|今|明|后)(?:[天日](?!头条|说法|资本|网|报|俄|重现)|(?P<part>[早晚晨夜]))",
        means.named_day,
        "昨天",
    ),
    shape(
        "same_day",
        "当同这那次翌隔此前第",
        r"当[天日](?!晚)|当晚|同日|同一天|这一天|(?<![日号])[这那]天(?!气|空|下|天)|次日|翌日|隔[天日]|此前一[天日]|(?<!此)前一[天日]|(?<=[,。;\n])第二天",
        means.same_day,
        "5月19日宣布,次日",
    ),
    shape(
        "after",
        _N + "半",
        rf"(?<!\d)(?P<n>{NUM}|半)个?(?P<unit>天|日|周|星期|(?<=个)月|年)(?:之|以)?(?P<side>[后前])(?:的(?P<m>{N12})月(?P<d>{N31})[日号])?(?![年沿台者续勤景])",
        means.after,
        "5月19日宣布,一天后",
    ),
    shape(
        "coming",
        "未今",
        rf"(?:未来|今后)(?P<n>{NUM})个?(?P<unit>天|日|周|星期|(?<=个)月|年)(?:[内里间]|之内)?",
        means.coming,
        "未来三天",
    ),
    shape(
        "clock",
        "凌清早上中下傍晚夜深午晨0123456789",
        rf"(?:{PART})(?P<h>\d{{1,2}})[时点](?!间)(?:\d{{1,2}}分|半)?|(?<![\d:])\d{{1,2}}[时点]\d{{1,2}}分",
        means.clock,
        "下午5时",
    ),
    shape("new_year", "元", r"元旦(?![假期节前后春档小])", means.new_year, "元旦"),
    shape(
        "counted_window",
        _N,
        rf"(?<!\d)(?P<n>{NUM})天(?:之内|内)(?=\d{{1,3}}次|[两三四五六七八九十]次)",
        means.counted_window,
        "8天内4次",
    ),
    shape(
        "duration",
        _N + "几数半",
        rf"(?<![\d第])(?!{YEAR}年)(?:\d{{1,4}}|[一二两三四五六七八九十百几半数]{{1,4}})多?个?多?(?:天|周(?![年岁一二三四五六日])|星期(?![一二三四五六日])|月|年(?![级期代度月报])|小时|分钟|秒钟?|季度)"
        r"(?:之内|以内|以来|[内间来里多])?",
        means.duration,
        "90天",
    ),
    shape("vague", "".join({word[0] for word in VAGUE}), "|".join(VAGUE), means.vague, "目前"),
)
