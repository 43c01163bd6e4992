"""From a draft to an article."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crawler.identity import article_id, canonical_url
from crawler.normalise import normalise
from indexer.model import Draft, Notice, Said

FETCHED = datetime(2031, 2, 5, 1, 0, tzinfo=UTC)
BODY = (
    "声明：本文根据公开资料写成，出处列在文末，请知悉。\n2月3日，江岸的第三条线点亮。\n一天后，线停了。\n"
    "参考资料：\n环球时报：2031-02-03：三条线\n特别声明：以上内容由江岸号用户上传并发布，本平台仅提供信息存储服务。"
)
DRAFT = Draft(
    url="https://News.example/a/1?utm_source=x",
    fetched_at=FETCHED,
    read_by="test",
    title=Said("江岸的第三条线", "h1"),
    body=Said(BODY, "#content"),
    published=(Said("未知", ".time"), Said("2031-02-04 09:02", "meta"), Said("2031-02-01", "url")),
)


def test_notices_and_references_leave_the_body_and_are_kept() -> None:
    article = normalise(DRAFT)
    assert article.body == "2月3日，江岸的第三条线点亮。\n一天后，线停了。"
    assert [notice.kind for notice in article.notices] == ["author_disclaimer", "platform_notice"]
    assert [(reference.outlet, reference.date) for reference in article.references] == [("环球时报", "2031-02-03")]


def test_notices_of_containers_come_first() -> None:
    from_container = Notice("platform_notice", "本平台仅提供信息存储服务", where=".statement")
    assert normalise(replace(DRAFT, notices=(from_container,))).notices[0] == from_container


def test_the_first_candidate_that_can_be_read_dates_the_article_and_says_where() -> None:
    published = normalise(DRAFT).published
    assert published is not None
    assert published.value == datetime(2031, 2, 4, 1, 2, tzinfo=UTC)
    assert (published.precision, published.text, published.where) == ("minute", "2031-02-04 09:02", "meta")


def test_no_date_is_better_than_one_that_cannot_be() -> None:
    draft = replace(DRAFT, published=(Said("2031-02-06", "meta"), Said("1970-01-01", "script")))
    assert normalise(draft).published is None


def test_mentions_hang_on_the_day_of_publication_in_the_page_zone() -> None:
    late = replace(
        DRAFT, zone="America/New_York", published=(Said("2031-02-03 23:30", "meta"),), body=Said("今天停线。", "p")
    )
    assert [str(mention.begin) for mention in normalise(late).mentions] == ["2031-02-03"]


def test_mentions_are_found_in_the_stored_body() -> None:
    article = normalise(DRAFT)
    assert [(m.text, str(m.begin)) for m in article.mentions] == [("2月3日", "2031-02-03"), ("一天后", "2031-02-04")]
    assert all(article.body[m.start : m.end] == m.text for m in article.mentions)


def test_the_id_comes_from_the_native_key_or_else_the_canonical_url() -> None:
    by_url, by_key = normalise(DRAFT), normalise(replace(DRAFT, key="netease:ABC"))
    assert (by_url.key, by_url.url) == (canonical_url(DRAFT.url), DRAFT.url)
    assert (by_key.key, by_key.id) == ("netease:ABC", article_id("netease:ABC"))


def test_every_address_is_kept_once() -> None:
    draft = replace(DRAFT, urls=("https://m.example/1", DRAFT.url))
    assert normalise(draft).urls == (DRAFT.url, "https://m.example/1")


def test_the_original_is_kept_only_where_cleaning_changed_it() -> None:
    assert normalise(DRAFT).original == {}
    damaged = replace(DRAFT, title=Said("ＡＩ芯片", "h1"))
    assert normalise(damaged).original == {"title": "ＡＩ芯片"}


def test_damage_is_counted() -> None:
    body = "這條產(chǎn)線的設(shè)備來(lái)自國(guó)內(nèi)。\ufffd"
    draft = replace(DRAFT, body=Said(body, "p"), encoding="utf-8", declared_encoding="gb2312")
    article = normalise(draft)
    assert article.damage == {"pinyin_gloss": 5, "replacement_chars": 1, "encoding": "utf-8, declared gb2312"}
    assert (article.body, article.script) == ("這條產線的設備來自國內。\ufffd", "hant")
    assert normalise(DRAFT).damage == {}


def test_the_gate_for_glosses_counts_title_and_body_together() -> None:
    draft = replace(DRAFT, title=Said("國(guó)內(nèi)產(chǎn)線", "h1"), body=Said("設(shè)備", "p"))
    assert (normalise(draft).title, normalise(draft).body) == ("國內產線", "設備")


def test_names_are_cleaned() -> None:
    article = normalise(replace(DRAFT, author=Said("作者：陆小满", "p"), outlet=Said("来源： 江岸晚报", "p")))
    assert (article.author, article.outlet, article.account) == ("陆小满", "江岸晚报", None)


def test_first_seen_is_when_it_was_fetched() -> None:
    article = normalise(DRAFT)
    assert article.first_seen_at == article.fetched_at == FETCHED


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=30))
def test_any_words_make_an_article(body: str, title: str, time: str) -> None:
    draft = replace(DRAFT, title=Said(title, "h1"), body=Said(body, "p"), published=(Said(time, "p"),))
    article = normalise(draft)
    assert article == normalise(draft)
    assert all(article.body[m.start : m.end] == m.text for m in article.mentions)
