"""The words that the grammar of times is put together from: numbers, years, parts of a year, of a day, clocks.

Patterns see folded text (`indexer.text.fold`): Simplified, half-width, lower case, every dash a hyphen.
"""

HAN_DIGITS = "一二三四五六七八九"
# A whole number by its places; 两三, 七八 are guesses, no numbers.
NUM = (
    rf"(?:\d{{1,4}}|(?:[{HAN_DIGITS}两]百零?)?(?:[{HAN_DIGITS}]?十[{HAN_DIGITS}]?|[{HAN_DIGITS}两])|[{HAN_DIGITS}两]百)"
)
N12 = rf"(?:1[0-2]|0?[1-9]|(?<![{HAN_DIGITS}十上下])(?:十[一二]?|[{HAN_DIGITS}]))"
N31 = r"(?:[12]\d|3[01]|0?[1-9]|三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])"
NOT_IN_NUMBER = r"(?<![\d一二两三四五六七八九十百〇零○])"
# where a clause begins, or what is compared with
FREE = r"(?:(?<=[,。;:、!?(\s比较在与和于对是从为])|^)"
JOINT = r" ?(?:至|到|--?) ?"

YEAR = r"(?:(?:19|20)\d{2}|[一二][〇零○一二三四五六七八九]{3})"
# 18年10月, 零八年, 九八年. Two digits alone are years lived (18年); neighbours are a guess at them (七八年, 三五年).
SHORT_YEAR = (
    rf"(?:(?:\d{{2}}|[{HAN_DIGITS}][〇零○{HAN_DIGITS}])(?=年{N12}月(?!个))|[〇零○][{HAN_DIGITS}]|0\d"
    rf"|(?!三[四五]|四五|五六|六七|七八|八九)[三四五六七八九][〇零○{HAN_DIGITS}])"
)
ANY_YEAR = rf"(?:{YEAR}|{SHORT_YEAR})"

PERIOD = (
    r"(?P<half>[上下前后])半年"
    r"|(?P<quarter>第?[一二三四1-4](?=季度)|第[一二三四1-4](?=个季度|季(?![节军]))|首(?=季)|q[1-4](?![a-z\d]))(?:个?季度?)?"
    r"|(?P<season>[春夏秋冬])[天季](?![青奥残运亚])"  # 夏季奥运会
    rf"|(?P<side>前|头|最?后)(?P<count>{NUM})(?:个(?P<by>月|季度)|(?P<quarters>季度|(?<=[二三])季(?![节军])))"
    rf"|[前头](?P<months>{NUM})月(?!份?[底初末上中下]|{N31}[日号])"  # 前两月, 前7月
    rf"|(?P<from>{N12})月?(?:{JOINT}|(?<!月)、)(?P<to>{N12})月份?(?!{N31}[日号]|[底初末上中下])"
)

NOT_A_DAY = "内游线均元本经子常益趋照渐志程方军产后前间"  # 5日内, 十日游, 20日线, 155日元, 日报, 日经
PART = (
    "凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|夜间|深夜|夜里|半夜|早间|午间|午后|午夜"
    "|[早晨晚夜](?![间上里报餐会宴]|一点)"
)
_HOUR = r"(?:\d{1,2}|二?十[一二三四]?|[零一二两三四五六七八九])"
_MINUTE = (
    rf"(?:\d{{1,2}}分(?:\d{{1,2}}秒)?|[二三四五]?十[{HAN_DIGITS}]?分?|零?[{HAN_DIGITS}]分|零[{HAN_DIGITS}]"
    r"|半|整|钟|[一三]刻)"
)
# 8时, 9点半, 十一点二十, 12:00, 9-11点; not 8点间
TIME = rf"(?:零时|(?:{_HOUR}[至到-])?{_HOUR}[时点](?!间){_MINUTE}?|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d))"
_TO_TIME = rf"(?:{JOINT}(?:{PART})?{TIME})?"
CLOCK = rf"(?:(?:{PART})(?:[至到-](?:{PART}))?{TIME}?|{TIME}){_TO_TIME}"
CLOCK_OF_A_PART = rf"(?:{PART}){TIME}{_TO_TIME}"
# A clock without a day must say so: 5时30分, 三点半; 5点 may be five points.
FULL_TIME = rf"{NOT_IN_NUMBER}(?<!:){_HOUR}[时点](?:\d{{1,2}}分|[二三四五]?十[{HAN_DIGITS}]?分|[{HAN_DIGITS}]分|半|钟)"

DAYS, WEEKS = "天|日", "周|星期|礼拜"
UNIT = rf"(?:{DAYS}|{WEEKS}|(?<=个)月|年|个?季度|小时|分钟)"
WEEKDAY = "[一二三四五六日天]"

WEEKDAYS = {char: day for day, char in enumerate("一二三四五六日")} | {"天": 6}
# 上 one back, 上上 two; 下 and 下下 likewise
STEPS = {"上上": -2, "上": -1, "本": 0, "这": 0, "当": 0, "同": 0, "下": 1, "次": 1, "下下": 2}
