"""Wrong declarations, cut pages and odd labels all end in the text that was meant."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.decode import decode

SIMPLIFIED = (
    "喆明封装宣布，澜江二期厂房将于四月投产；公司董事长孙五说：“设备已到货七成。”月产能增加一万二千片，供应车用控制器。"
)
TRADITIONAL = "喆明封裝宣布，瀾江二期廠房將於四月投產；公司董事長孫五說：「設備已到貨七成。」月產能增加一萬二千片。"
TEXTS = {"utf-8": SIMPLIFIED, "gb18030": SIMPLIFIED, "big5hkscs": TRADITIONAL}


def page(text: str, declared: str) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return f"<html><head>{meta}<title>{text}</title></head><body><p>{text}</p><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("real", "declared"),
    [
        ("utf-8", "gb2312"),
        ("utf-8", "big5"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", ""),
        ("gb18030", "utf-8"),
        ("gb18030", "big5"),
        ("gb18030", "iso-8859-1"),
        ("gb18030", ""),
        ("big5hkscs", "utf-8"),
        ("big5hkscs", "gb2312"),
        ("big5hkscs", "windows-1252"),
        ("big5hkscs", ""),
    ],
)
def test_wrong_declaration_does_not_matter(real: str, declared: str) -> None:
    whole = page(TEXTS[real], declared)
    decoded = decode(whole.encode(real))
    assert (decoded.text, decoded.encoding, decoded.declared, decoded.replaced) == (whole, real, declared, 0)


@pytest.mark.parametrize(
    ("body", "content_type", "text", "encoding", "declared"),
    [
        ("<meta charset=gb2312>喆".encode("gb18030"), "", "<meta charset=gb2312>喆", "gb18030", "gb2312"),
        ("喆，镕。".encode("gb18030"), "text/html; charset=GBK", "喆，镕。", "gb18030", "GBK"),
        ("\ufeff喆".encode(), "", "喆", "utf-8", ""),
        ("<p>喆".encode("utf-16"), "", "<p>喆", "utf-16-le", ""),
        ("<p>喆".encode("utf-16-be"), "", "<p>喆", "utf-16-be", ""),
        ('<?xml encoding="big5"?>廠'.encode("big5"), "", '<?xml encoding="big5"?>廠', "big5hkscs", "big5"),
        (b"plain", "text/html; charset=no-such-thing", "plain", "utf-8", "no-such-thing"),
        (b"", "", "", "utf-8", ""),
    ],
)  # fmt: skip
def test_declaration_is_kept_as_written(
    body: bytes, content_type: str, text: str, encoding: str, declared: str
) -> None:
    decoded = decode(body, content_type)
    assert (decoded.text, decoded.encoding, decoded.declared) == (text, encoding, declared)


@pytest.mark.parametrize("label", ["unicode_escape", "punycode", "hex", "undefined", "utf-7"])
def test_codec_that_is_no_encoding_of_pages_is_never_used(label: str) -> None:
    body = page(SIMPLIFIED, label).encode("gb18030")
    assert decode(body).encoding == "gb18030"


def test_western_text_keeps_its_accents() -> None:
    text = "L'usine a été fermée après une enquête menée par les autorités à Besançon; les salariés protestent déjà."
    body = page(text, "iso-8859-1").encode("cp1252")
    assert text in decode(body).text


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else() -> None:
    body = page(SIMPLIFIED * 20, "utf-8").encode()
    decoded = decode(body[:900] + b"\xe4\xb8<br>\xff" + body[900:])
    assert decoded.encoding == "utf-8"
    assert 0 < decoded.replaced < 6


@given(st.text(min_size=1), st.integers(min_value=0, max_value=3))
def test_utf8_that_is_cut_inside_a_character_stays_utf8(text: str, cut: int) -> None:
    body = (text + "喆𠮷").encode()
    decoded = decode(body[: len(body) - cut])
    if not text.startswith(("<\x00", "\x00<")):
        assert decoded.encoding == "utf-8"
        assert decoded.text.startswith(text.removeprefix("\ufeff"))
        assert decoded.replaced == text.count("\ufffd")


@given(st.binary(max_size=400), st.text(max_size=30))
def test_any_bytes_have_a_text(body: bytes, content_type: str) -> None:
    decoded = decode(body, content_type)
    assert decoded.replaced == decoded.text.count("\ufffd")


def test_a_valid_page_costs_no_more_than_its_decoding() -> None:
    body = page(SIMPLIFIED * 1800, "utf-8").encode()
    started = time.process_time()
    for _ in range(20):
        decode(body)
    assert (time.process_time() - started) / 20 < 0.01  # seconds for 600 kB; measured 0.0008, detecting costs 0.05
