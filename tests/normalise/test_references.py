"""Lists of sources at the end of an article."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise.references import Reference, split_references
from crawler.normalise.rules import outlet_names
from indexer.text import fold

NEWS = "江岸的第三条线在周二凌晨点亮。\n设备分三夜运到，路上封了两座桥。"


@pytest.mark.parametrize(
    ("entry", "outlet", "date", "title", "url"),
    [
        ("环球时报：2031-02-03：三条线，一个也不", "环球时报", "2031-02-03", "三条线，一个也不", None),
        ("環球時報:2031-02-03:商務部:三條線", "环球时报", "2031-02-03", "商務部:三條線", None),
        ("1.《玻璃与光》，江岸周刊，某甲", "江岸周刊", None, "玻璃与光", None),
        ("[3]窗口玻璃:https://example.org/g?x=1", None, None, "窗口玻璃", "https://example.org/g?x=1"),
        ("https://example.org/only", None, None, None, "https://example.org/only"),
        ("① 路透，2031年2月4日：《补发的一块》", "路透社", "2031-02-04", "补发的一块", None),
        ("《补发的一块》——新华社，2031年2月4日", "新华社", "2031-02-04", "补发的一块", None),
        ("港口夜里亮着灯．人民网．2030-12-30[引用日期2031-03-02]", "人民网", "2030-12-30", "港口夜里亮着灯", None),
        ("某甲. 港口夜里. 江岸日报. 2030-12-30 [2031-03-02].", "江岸日报", "2030-12-30", "港口夜里", None),
        ("江岸日报 2031/02/03 夜里的灯", "江岸日报", "2031-02-03", "夜里的灯", None),
        ("第一财经｜三条线的账｜2031-01-30", "第一财经", "2031-01-30", "三条线的账", None),
        ("（1）江岸统计局：上月的产量", "江岸统计局", None, "上月的产量", None),
        ('- Reuters, Feb 3, 2031, "A pane of glass"', "路透社", "2031-02-03", "A pane of glass", None),
        ("[1] 张三, 李四. 玻璃的裂纹[J]. 江岸学报, 2029, 3(1): 1-9.", "江岸学报", None, "玻璃的裂纹", None),
        ("某甲：《梦里的港》，卷十六", None, None, "梦里的港", None),
    ],
)
def test_an_entry_is_taken_apart(
    entry: str, outlet: str | None, date: str | None, title: str | None, url: str | None
) -> None:
    assert split_references(f"{NEWS}\n参考资料：\n{entry}") == (NEWS, (Reference(entry, outlet, date, title, url),))


@pytest.mark.parametrize(
    "heading",
    [
        "参考资料：",
        "參考資料:",
        "【参考资料】",
        "***参考文献***",
        "References",
        "Sources:",
        "信息来源：",
        "主要参考来源",
        "资料来源",
    ],
)
def test_headings(heading: str) -> None:
    body, references = split_references(f"{NEWS}\n{heading}\n\n观察者网：2031-02-01：谁在等\n")
    assert (body, len(references)) == (NEWS, 1)


def test_a_url_on_the_next_line_belongs_to_the_entry_above() -> None:
    _, (first, second) = split_references(
        "参考链接：\n[1] 票价公告\nhttps://example.org/1\n[2] 指南\nhttps://example.org/2"
    )
    assert (first.title, first.url, first.text) == (
        "票价公告",
        "https://example.org/1",
        "[1] 票价公告\nhttps://example.org/1",
    )
    assert second.url == "https://example.org/2"


@pytest.mark.parametrize(
    "line", ["（资料来源：新华网、港务周刊等）", "信息来源：新华网、港务周刊", "參考來源：新華網、港務周刊"]
)
def test_one_line_may_name_several_outlets(line: str) -> None:
    body, references = split_references(f"{NEWS}\n{line}")
    assert body == NEWS
    assert [fold(reference.outlet or "") for reference in references] == ["新华网", "港务周刊"]
    assert {reference.text for reference in references} == {line}


@pytest.mark.parametrize(
    "line",
    [
        "参考消息网2月3日报道，港口恢复了作业。",
        "参考消息：港口恢复作业",
        "他把参考资料摊了一桌。",
        "参考资料",
        "数据来源是十九个监测点。",
    ],
)
def test_what_is_no_list_stays(line: str) -> None:
    assert split_references(f"{NEWS}\n{line}") == (f"{NEWS}\n{line}", ())


def test_text_after_the_list_stays() -> None:
    body, references = split_references(f"参考资料：\n新华社：2031-02-03：灯\n{NEWS}")
    assert (body, len(references)) == (NEWS, 1)


def test_outlets_are_known_by_every_spelling() -> None:
    assert {outlet_names()[fold(name)] for name in ("環球時報", "环球时报", "GLOBAL TIMES")} == {"环球时报"}


@given(st.text(max_size=200))
def test_any_entry_is_read_without_an_error(text: str) -> None:
    split_references(f"参考资料：\n{text}\n（来源：{text}）")


@pytest.mark.parametrize(
    "piece", ["参考资料\n", "参考资料\n\n", "《", "https://a ", "[1] 甲\n", "参考：甲、", "甲. 乙. "]
)
def test_time_grows_with_length_only(piece: str) -> None:
    def spent(times: int) -> float:
        start = time.process_time()
        split_references("参考资料：\n" + piece * times)
        return time.process_time() - start

    spent(100)
    assert spent(16_000) < 16 * spent(2_000) + 0.2  # linear is 8 times as long
