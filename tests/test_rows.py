"""Rows of JSONL as articles: what a row says, what it lacks, and what cannot be used."""

import json
from datetime import UTC, datetime

import pytest

from crawler.normalise import normalise
from crawler.readers import read
from crawler.readers.row import ROW
from indexer.errors import BadPage
from indexer.fingerprint import fingerprint, is_too_short
from indexer.model import Draft, Page, Reading

SEEN = datetime(2026, 5, 20, 4, tzinfo=UTC)


def read_json(value: object) -> Draft:
    body = json.dumps(value, ensure_ascii=False).encode()
    return read(Page("https://a.example/1", body, SEEN, headers={"content-type": ROW}))


def test_a_row_gives_text_and_facts() -> None:
    draft = read_json({"title": "标题", "text": "一。\n二。", "account": "某某号", "published": "5月19日 14:05"})
    article = normalise(draft)
    assert (article.title, article.body, article.account) == ("标题", "一。\n二。", "某某号")
    assert article.published is not None
    assert (article.published.value, article.published.where) == (
        datetime(2026, 5, 19, 6, 5, tzinfo=UTC),
        "row.published",
    )


def test_what_a_row_says_outweighs_its_html() -> None:
    told = (
        f"<p>第{number}段说的是江岸的工厂，那里的三条线在周二凌晨停了下来，工人们等到天亮。</p>" for number in range(9)
    )
    html = f"<html><body><article><h1>页上的标题</h1>{''.join(told)}</article></body></html>"
    draft = read_json({"title": "行里的标题", "html": html})
    assert draft.title is not None
    assert draft.title.text == "行里的标题"
    assert draft.body is not None
    assert "第7段" in draft.body.text


def test_a_headline_without_text_is_an_article_too_short_to_judge() -> None:
    draft = read_json({"title": "某厂停产", "text": ""})
    article = normalise(draft)
    assert draft.state is Reading.ARTICLE
    assert (article.title, article.body) == ("某厂停产", "")
    assert is_too_short(fingerprint(article))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"title": "标题"}, "neither `text` nor `html`"),
        ({"text": ""}, "neither `text` nor `html`"),
        ({"text": ["一"]}, "`text` is no string"),
        ([1, 2], "no JSON object"),
        ({"text": "一。", "fetched_at": "明天"}, "fetched_at"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(row: object, why: str) -> None:
    with pytest.raises(BadPage, match=why):
        read_json(row)


def test_broken_json_says_where() -> None:
    with pytest.raises(BadPage, match="no JSON"):
        read(Page("https://a.example/1", b'{"text": ', SEEN, headers={"content-type": ROW}))
