"""The grammar of times inside an article, one row a shape: a pattern, what it means, an example that it must find.

    shape("day_only", 外媒20日报道, the day of that number nearest to the publication)

Patterns see folded text (`indexer.text.fold`): Simplified, half-width, lower case; their parts are in `mention_words`.
What a match means is worked out in `mention_readings` (points) and `mention_periods` (stretches).
"""

import re
from dataclasses import dataclass

from crawler.normalise import mention_periods as stretch
from crawler.normalise import mention_readings as point
from crawler.normalise.date_rules_en import MONTHS
from crawler.normalise.mention_context import Reading
from crawler.normalise.mention_words import (
    ANY_YEAR,
    CLOCK,
    CLOCK_OF_A_PART,
    FREE,
    FULL_TIME,
    JOINT,
    N12,
    N31,
    NOT_A_DAY,
    NOT_IN_NUMBER,
    NUM,
    PERIOD,
    UNIT,
    WEEKDAY,
    WEEKS,
    YEAR,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A row; `found in example` is `text`, read by this shape where published on Wednesday 2025-05-21."""

    name: str
    starts: str  # the characters that a match begins with: at any other place the pattern is not even tried
    pattern: re.Pattern[str]
    read: Reading
    example: str


def shape(name: str, starts: str, pattern: str, read: Reading, example: str) -> Shape:
    return Shape(name, starts, re.compile(pattern), read, example)


_D = "0123456789"
_N = _D + "一二两三四五六七八九十百"
_Y = _N + "〇零○"
_PARTS = "凌清早上中下傍晚夜深半午晨"
_NAMED_YEAR = f"大前年|{FREE}[上下]一年(?![度半级])|今年|本年(?!度)|去年|上年|前年|明年|后年"
_LUNAR_DAY = r"(?:初[一二三四五六七八九十]|廿[一二三四五六七八九]|十[五六](?![日号\d个多万亿年月]))"

# Where two rows match from the same place, the longer match wins, then the earlier row.
SHAPES: tuple[Shape, ...] = (
    shape(
        "year_month_day",
        _Y,
        rf"(?<!\d)(?P<y>{ANY_YEAR}) ?年的? ?(?P<m>{N12}) ?月 ?(?P<d>{N31}) ?[日号]",
        point.year_month_day,
        "2025年5月19日",
    ),
    shape(
        "iso_day",
        "12",
        r"(?<![\d/-])(?<!\d\.)(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
        r"(?:(?![\d./-]\d|\d)|(?<=-\d\d)(?=\d\d:\d\d))",  # 2025-05-1909:30: the blank was lost on the page
        point.year_month_day,
        "2025-05-19",
    ),
    shape(
        "iso_days",
        "12",
        r"(?<![\d/-])(?<!\d\.)(?P<y>(?:19|20)\d{2})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2}) ?(?:至|到|-) ?"
        r"(?:(?P<y2>(?:19|20)\d{2})[/.])?(?P<m2>\d{1,2})[/.](?P<d2>\d{1,2})(?![\d./-]\d|\d)",
        stretch.iso_days,
        "2025.5.12-2025.5.19",
    ),
    shape(
        "digits_day",
        "12",
        r"(?<![\da-z第号.-])(?P<y>(?:19|20)\d{2}) ?(?P<m>0[1-9]|1[0-2]) ?(?P<d>0[1-9]|[12]\d|3[01])"
        r"(?![\da-z.%万亿元号]| \d)",
        point.year_month_day,
        "20250519",
    ),
    shape(
        "english_day",
        "jfmasond",
        rf"(?<![a-z])(?P<m>{'|'.join(MONTHS)})[a-z]{{0,6}}\.? "
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d{2})(?!\d)",
        point.english_day,
        "on May 19, 2025",
    ),
    shape(
        "english_day_first",
        "0123456789",
        rf"(?<![\d/.-])(?P<d>\d{{1,2}}) (?P<m>{'|'.join(MONTHS)})[a-z]{{0,6}}\.? (?P<y>(?:19|20)\d{{2}})(?!\d)",
        point.english_day,
        "on 19 May 2025",
    ),
    shape(
        "english_month_day",
        "jfmasond",
        rf"(?<![a-z])(?P<m>{'|'.join(MONTHS)})[a-z]{{0,6}}\.? "
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d%:.,]?\d|,? (?:19|20)\d\d)",
        point.english_month_day,
        "on May 19",
    ),
    shape(
        "english_month",
        "jfmasond",
        rf"(?<![a-z])(?P<m>{'|'.join(MONTHS)})[a-z]{{0,6}}\.? (?P<y>(?:19|20)\d{{2}})(?!\d)",
        point.english_month,
        "in March 2011",
    ),
    shape("years", _Y, rf"(?<!\d)(?P<y>{YEAR})年?{JOINT}(?P<y2>{YEAR})年", stretch.years, "2022-2024年"),
    shape(
        "months",
        "12",
        r"(?<![\d.])(?P<y>(?:19|20)\d{2})\.(?P<m>\d{1,2}) ?(?:至|到|-) ?"
        r"(?P<y2>(?:19|20)\d{2})\.(?P<m2>\d{1,2})(?![\d.])",
        stretch.months,
        "2019.08-2022.02",
    ),
    shape(
        "year_month",
        _Y,
        rf"(?<!\d)(?P<y>{ANY_YEAR}) ?年的? ?(?P<m>{N12}) ?月(?! ?{N31} ?[日号])份?"
        r"|(?<![\d/-])(?P<iso_y>(?:19|20)\d{2})[-/](?P<iso_m>0[1-9]|1[0-2])(?![\d/-]|[赛财学年])",
        point.year_month,
        "2024年12月",
    ),
    shape(
        "same_period",
        _Y + "去上同",
        rf"(?:去年|上年|(?<!\d)(?P<y>{YEAR})年)(?:同期|(?=和{YEAR}年同期))|(?:(?<=[,。;\n])|^)同期(?![年来])",
        stretch.year_before,
        "一季度比去年同期",
    ),
    shape(
        "year",
        _Y,
        rf"(?<![\d约近第])(?<!公元前)(?P<y>{ANY_YEAR})(?: ?年(?![级期龄])|(?=[上下]半年))(?:的?(?:{PERIOD})|度|全年)?",
        point.year,
        "1974年",
    ),
    shape(
        "republic_year",
        "民",
        rf"民国(?P<y>{NUM})年(?:(?P<m>{N12})月(?:(?P<d>{N31})[日号])?)?(?![级期代])",
        point.republic_year,
        "民国114年",
    ),
    shape(
        "lunar",
        _Y + "农阴旧正腊冬大今去前明",
        rf"(?:农历|阴历|旧历)(?:{ANY_YEAR}年)?(?:闰?{N12}月|[正腊冬]月)?(?:{_LUNAR_DAY}|{N31}[日号]?)?(?:{CLOCK})?"
        rf"|(?:{ANY_YEAR}年|{_NAMED_YEAR})?(?:闰?{N12}月|[正腊冬]月){_LUNAR_DAY}(?:{CLOCK})?"
        r"|大年(?:初[一二三四五六七八九十]|三十)",
        point.lunar,
        "农历八月十五",
    ),
    shape(
        "named_year",
        "今本去上前明后当同次翌这那大隔",
        rf"(?P<named>{_NAMED_YEAR}|当年|同年|次年|翌年|(?<!每)隔年|[这那]一年(?![来多间内里半]))"
        rf"(?:的?(?P<m>{N12})月(?:(?P<d>{N31})[日号]|份)?(?!{JOINT}{N12}月)|的?(?:{PERIOD})|全年)?",
        point.named_year,
        "去年7月",
    ),
    shape(
        "days",
        _N,
        rf"(?:(?<![\d个])(?P<m>{N12})月|(?<![\d月]))(?P<d>{N31})(?:[日号]?{JOINT}|、)(?P<d2>{N31})[两二]?日"
        rf"(?![{NOT_A_DAY}]|报(?!道))",
        point.days,
        "5月5日至10日",
    ),
    shape(
        "month_day",
        _N,
        rf"(?<![\d年个])(?P<m>{N12}) ?月 ?"
        rf"(?:(?P<d>{N31}) ?[日号]|(?P<d1>\d{{1,2}})(?=[至到。;-]|,(?!\d)|$))",
        point.month_day,
        "5月19日",
    ),
    shape(
        "period",
        _N + "上下第首前春夏秋",
        rf"(?<![今去前明后当同次翌上本\d月])(?!(?<=[目此日之以年天周])前)(?:{PERIOD})",
        stretch.period,
        "一季度",
    ),
    shape(
        "named_quarter",
        "上本这下",
        rf"(?P<named>上上|[上下](?!一)|{FREE}[上下]|本|这)一?个?季度",
        stretch.named_quarter,
        "上个季度",
    ),
    shape("whole_year", "全", r"全年(?!无休|龄|级)", point.whole_year, "2024年一季度增长,全年"),
    shape(
        "part_of_running_year",
        "年月",
        r"(?<![\d每逢近往历一二两三四五六七八九十几数个今本去上前明后当同次翌这那学半全多度末])"
        r"(?P<whole>[年月])(?P<part>[底末]|初(?![一二三四五六七八九十]))(?![代班尾])",
        stretch.part_of_running_year,
        "计划在年底完成",
    ),
    shape(
        "month",
        _N,
        rf"(?<![\d年个第])(?P<m>{N12}) ?月"
        rf"(?:份|(?! ?{N31} ?[日号]|革命|刊|子|饼|球|亮|嫂|薪|租))",
        point.month,
        "4月",
    ),
    shape(
        "day_only",
        _D + "二三十",
        rf"(?<![\d月第近约每满逾超共期续整前后])(?<![第月] )"
        r"(?P<d>\d{1,2} ?|(?<![一二三四五六七八九十百])(?:[二三]?十[一二三四五六七八九]|[二三]十))"
        rf"日(?![{NOT_A_DAY}]|报(?!道))",
        point.day_only,
        "外媒20日报道",
    ),
    shape(
        "day_number",
        _N,
        rf"(?:(?<=[,。;:、?!\s于从到至自在-])|^)(?P<d>\d{{1,2}}|(?<=[至到]){N31})号"
        r"(?=[,。;那这当晚早上下凌\s我起至到前后]|$)",
        point.day_only,
        "从19号起",
    ),
    shape(
        "named_month",
        "本这上下当同次",
        rf"(?P<named>上上|下下|[上下](?!一)|{FREE}[上下]|本|这(?=个)|当|同|次)(?:(?<=[这上下])一?个?|)月"
        rf"(?:的?(?P<d>{N31})[日号]|份)?",
        point.named_month,
        "本月9日",
    ),
    shape(
        "week",
        "上本这下周",
        rf"(?:(?P<week>上上|下下|[上下](?!一)|{FREE}[上下]|本|这)一?个?(?:周|星期|礼拜)(?!年|期|岁|转|报|刊|边)"
        rf"(?P<day>[末初]|{WEEKDAY}(?!个))?|(?<![一二三四两\d])周(?P<end>末))",
        stretch.week,
        "上周五",
    ),
    shape("half_week", "上下", r"(?P<half>[上下])半周", stretch.half_week, "下半周"),
    shape(
        "weekday",
        "周星礼",
        rf"(?<![上下本这\d一二三四两(每个])(?:周|星期|礼拜)(?P<day>{WEEKDAY})(?![报刊围)到至])",
        point.weekday,
        "周二",
    ),
    shape(
        "named_day",
        "大前昨今明后即",
        r"(?P<named>大[前后]|前|昨|今|明|后|即(?=日起))(?:[天日](?!头条|说法|资本|网|报|俄|重现)|(?P<part>[早晚晨夜]))",
        point.named_day,
        "昨天",
    ),
    shape(
        "same_day",
        "当同这那次翌隔此前第",
        r"当[天日](?!晚)|当晚|同日|同一天|这一天|(?<![日号])[这那]天(?!气|空|下|天)|次日|翌日|隔[天日]|此前一[天日]"
        r"|(?<!此)前一[天日]|(?:(?<=[,。;\n])|^)第[二三]天",
        point.same_day,
        "5月19日宣布,次日",
    ),
    shape(
        "after",
        _N + "半",
        rf"{NOT_IN_NUMBER}(?!{YEAR}年)(?P<n>{NUM}|半)个?(?P<unit>天|日|周|星期|礼拜|(?<=个)月|年)(?P<half>(?<=年)半)?"
        rf"(?:之|以)?(?P<side>[后前])(?:的(?P<m>{N12})月(?:(?P<d>{N31})[日号])?)?(?![年沿台者续勤景])",
        point.after,
        "5月19日宣布,一天后",
    ),
    shape(
        "moment_away",
        _N + "半",
        rf"{NOT_IN_NUMBER}(?P<n>{NUM}|半)个?半?(?P<unit>小时|分钟)(?:之|以)?(?P<side>[后前])(?![年沿台线往方来端])",
        point.moment_away,
        "10分钟前",
    ),
    shape(
        "from_now",
        "再",
        rf"(?:(?<=[,。;\n])|^)再过(?P<n>{NUM}|半)个?(?P<unit>天|日|周|星期|礼拜|(?<=个)月|年)(?P<half>(?<=年)半)?",
        point.from_now,
        "再过三天",
    ),
    shape(
        "coming",
        "未今接之随此下后",
        rf"(?:未来|今后|(?:(?<=[,。;:\n(在])|^)(?:(?P<then>接下来|之后|随后|此后)|[下后](?!半)))"
        rf"的?这?(?P<n>{NUM}|半)个?(?P<unit>{UNIT})(?:之内|[内里间])?",
        stretch.coming,
        "未来三天",
    ),
    shape(
        "past",
        "过最近前上此",
        # 近三年 at the start of a clause, 近三年来, 为近三年最高; but 持续近三年 is nearly three years
        rf"(?:(?<![才已又仅就])过去的?这?|(?P<then>此前)|最近的?这?|{FREE}近|(?<=创)近"
        rf"|(?<![接临将附靠毗相邻])近(?={NUM}个?{UNIT}(?:以?来|内))"
        rf"|(?:(?<=[,。;:\n(])|^)[前上](?={NUM}个?(?:{WEEKS}|月|年|季度)))"
        rf"(?P<n>{NUM}|半)个?(?P<unit>{UNIT}|(?<=近[一两三四五六七八九十])月)(?![后前半零])(?:以来|之内|[来内里间])?",
        stretch.past,
        "近三个月",
    ),
    shape(
        "pair",
        "昨今明去",
        r"(?P<pair>昨今|今明|明后)两?[天日](?!线)|(?P<year_pair>去今|今明|明后)两年",
        stretch.pair,
        "今明两天",
    ),
    shape(
        "decade",
        _N + "本上",
        r"(?<!\d)(?:(?P<century>\d{1,2}|[一二]?十[一二三四五六七八九]?|本|上个?)世纪)?"
        r"(?P<from>[四五六七八](?=[五六七八九]十))?(?P<tens>\d0|(?:19|20)\d0|[二三四五六七八九]十)年代"
        r"(?P<part>初期?|早期|前期|中(?:后?期|叶)|末期?|后期|晚期)?",
        stretch.decade,
        "上世纪90年代",
    ),
    shape(
        "century",
        _N + "本上",
        r"(?<!\d)(?P<century>\d{1,2}|[一二]?十[一二三四五六七八九]?|本|上个?)世纪(?P<part>初|末|中叶|[上下]半叶)?"
        r"(?!经济报道|福克斯|海上|议程|的?\d0年代|杯|教育)",
        stretch.century,
        "18世纪",
    ),
    shape(
        "clock",
        _PARTS + _N,
        rf"(?<!每[天日晚早周])(?<!每周[一二三四五六日])(?:{CLOCK_OF_A_PART}|{FULL_TIME})"
        r"|(?:(?<=\n)|^)\d{1,2}:\d{2}(?![\d:])"
        rf"|(?<![\d:])\d{{1,2}}时(?:\d{{1,2}}分)?{JOINT}\d{{1,2}}时(?:\d{{1,2}}分)?"
        r"|(?<![\d:])(?:1?\d|2[0-4])时(?=[许整,。;、起前后]|$)",
        point.clock,
        "下午5时",
    ),
    shape(
        "feast",
        _Y + "今本去上前明后" + "".join({name[0] for name in point.FEASTS}),
        rf"(?:(?P<y>{ANY_YEAR})年|(?P<named>{_NAMED_YEAR}))?的?(?P<feast>{'|'.join(point.FEASTS)})"
        r"(?![假期节前后春档小长黄晚快联贺促])",
        point.feast,
        "元旦",
    ),
    shape(
        "counted_window",
        _N,
        rf"(?<!\d)(?P<n>{NUM})天(?:之内|内)(?=\d{{1,3}}次|[两三四五六七八九十]次)",
        stretch.counted_window,
        "8天内4次",
    ),
    shape(
        "duration",
        _N + "几数半",
        rf"(?<![\d第一二两三四五六七八九十百])(?!{YEAR}年)(?:\d{{1,4}}|[一二两三四五六七八九十百几半数]{{1,4}})多?个?多?"
        r"(?:天|周(?![年岁一二三四五六日])|星期(?![一二三四五六日])|(?<=[个多半数几两])月|月(?=内|之内|以内)|年(?![级期代度月报])"
        r"|小时|分钟|秒钟?|季度)(?:之内|以内|以来|[内间来里多])?",
        stretch.duration,
        "90天",
    ),
    shape(
        "vague",
        "".join({word[0] for word in stretch.VAGUE}),
        "|".join(r"(?<![数几两三十\d])日前" if word == "日前" else word for word in stretch.VAGUE),
        stretch.vague,
        "目前",
    ),
)
