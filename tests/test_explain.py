"""What `retold read --explain` says of each value."""

from datetime import UTC, datetime

import pytest

from crawler.explain import Value, explained
from crawler.normalise import normalise
from indexer.model import Draft, Notice, Reading, Said

SEEN = datetime(2026, 5, 20, 4, tzinfo=UTC)
BODY = """某厂5月18日说,交货要推迟。
一天后,客户证实了这个消息。
责任编辑：张三
参考资料：
某某报：2026-05-17：某厂推迟交货"""
DRAFT = Draft(
    "http://news.example/a?utm_source=x",
    SEEN,
    "generic",
    title=Said("某厂推迟&nbsp;交货", "h1"),
    body=Said(BODY, "div.text"),
    account=Said("某某号", "a.name"),
    published=(Said("2027-05-18", "meta[date]"), Said("5月19日 14:05", "span.time"), Said("5月20日", "url")),
    notices=(Notice("platform_notice", "本站只存储。", where="div.statement"),),
    encoding="utf-8",
    declared_encoding="gbk",
)


@pytest.fixture(scope="module")
def values() -> list[Value]:
    return explained(DRAFT, normalise(DRAFT))


def of(values: list[Value], name: str) -> list[Value]:
    return [value for value in values if value.name == name]


def test_the_key_is_told_with_the_url_that_was_opened(values: list[Value]) -> None:
    assert of(values, "key") == [Value("key", "https://news.example/a", "generic", "url", DRAFT.url)]


def test_a_text_that_cleaning_changed_says_so(values: list[Value]) -> None:
    assert of(values, "title") == [Value("title", "某厂推迟 交货", "cleaned", "h1", "某厂推迟&nbsp;交货")]
    assert of(values, "account") == [Value("account", "某某号", "as printed", "a.name", "某某号")]


def test_the_time_comes_with_the_rule_the_place_and_the_words(values: list[Value]) -> None:
    at = "2026-05-19T06:05:00+00:00 minute"
    assert of(values, "published") == [Value("published", at, "month_day", "span.time", "5月19日 14:05")]


def test_candidates_that_were_not_taken_are_told(values: list[Value]) -> None:
    assert of(values, "published, not taken") == [
        Value("published, not taken", "no time that can be true", "", "meta[date]", "2027-05-18"),
        Value("published, not taken", "2026-05-19T16:00:00+00:00 day", "month_day", "url", "5月20日"),
    ]


def test_a_mention_comes_with_its_days_its_shape_and_its_offsets(values: list[Value]) -> None:
    assert of(values, "mention")[:2] == [
        Value("mention", "2026-05-18 day, published", "month_day", "body 2-7", "5月18日"),
        Value("mention", "2026-05-19 day, previous", "after", "body 16-19", "一天后"),
    ]


def test_a_notice_comes_with_its_row_or_its_container(values: list[Value]) -> None:
    assert of(values, "notice") == [
        Value("notice", "platform_notice", "", "div.statement", "本站只存储。"),
        Value("notice", "editor_line", "staff", "body", "责任编辑：张三"),
    ]


def test_a_reference_comes_with_the_shape_of_its_line(values: list[Value]) -> None:
    (value,) = of(values, "reference")
    assert (value.value, value.words) == ("某某报 · 2026-05-17 · 某厂推迟交货", "某某报：2026-05-17：某厂推迟交货")
    assert value.rule


def test_damage_is_told(values: list[Value]) -> None:
    assert [value.value for value in of(values, "damage: encoding")] == ["utf-8, declared gbk"]


def test_a_page_without_an_article_tells_why() -> None:
    draft = Draft("http://news.example/b", SEEN, "generic", state=Reading.TOMBSTONE, why="deleted by its author")
    assert explained(draft, None) == [Value("state", "tombstone", "generic", "", "deleted by its author")]
