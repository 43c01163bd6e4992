"""Lists of sources at the end of an article."""

import re
import time
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normalise import references
from crawler.normalise.notices import LONGEST
from crawler.normalise.references import Reference, split_references
from crawler.normalise.rules import SHIPPED, NoticeRow, OutletFile, notice_rules, outlet_names
from indexer.config import load
from indexer.text import fold

HEADINGS = [row for row in notice_rules().rows.values() if row.kind == "reference_heading"]
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
        ("1. Reuters: U.S. glass curbs bite", "路透社", None, "U.S. glass curbs bite", None),
        ("・中央社 2031/02/03 橋上的燈", "中央社", "2031-02-03", "橋上的燈", None),
        ("［2］桥上的灯．人民网［引用日期2031-02-03］", "人民网", None, "桥上的灯", None),
        ("［3］一条狗的灯．《江岸文史》", "江岸文史", None, "一条狗的灯", None),
        ("1.某乙.裂纹的再认识[J].江岸玻璃杂志,2029,12(2):88-91", "江岸玻璃杂志", None, "裂纹的再认识", None),
        ("3. 江岸统计局. 上月的产量. 2031年2月3日", "江岸统计局", "2031-02-03", "上月的产量", None),
        ('(2) Reuters, 15 March 2031, "A pane of glass"', "路透社", "2031-03-15", "A pane of glass", None),
        ("1）塔斯社，2031年2月3日", "塔斯社", "2031-02-03", None, None),
        ("【2】观察者网：2031-02-01：谁在等：一问", "观察者网", "2031-02-01", "谁在等：一问", None),
        ("明報︰2031-02-03︰毫之爭", "明报", "2031-02-03", "毫之爭", None),
        ("電子時報，2031/02/03，〈最後一爐〉", "电子时报", "2031-02-03", "最後一爐", None),
        ("• 江岸新聞網2031.02.03《橋上的狗》", "江岸新闻网", "2031-02-03", "橋上的狗", None),
        ("江岸观察——三条线，一个也不——2031-02-03", "江岸观察", "2031-02-03", "三条线，一个也不", None),
        ("夜里的灯 | 玻璃研究所 | 2031-02-03", "玻璃研究所", "2031-02-03", "夜里的灯", None),
        ("2031年2月3日，新华社，《夜里的灯》", "新华社", "2031-02-03", "夜里的灯", None),
        ("环球时报:2031-02-03:业界:“苦上加苦”", "环球时报", "2031-02-03", "业界:“苦上加苦”", None),
        ("第一财经:2031-01-30:天內4次", "第一财经", "2031-01-30", "天內4次", None),
        ("券商中国：《听听行长怎么说》，2031年2月3日", "券商中国", "2031-02-03", "听听行长怎么说", None),
        ("《江岸学报》，裂纹的走向，2030", "江岸学报", None, "裂纹的走向", None),
        ("① 《三条线》，载《江岸评论》2030年第4期", "江岸评论", None, "三条线", None),
        (
            "商务部——关于征求《某标准》意见的通知——2031-02-03",
            "商务部",
            "2031-02-03",
            "关于征求《某标准》意见的通知",
            None,
        ),
        ("[3] 某乙. 三重门[N]. 法治日报, 2031-03-19(05).", "法治日报", "2031-03-19", "三重门", None),
        ("[2] 某乙. 样品的贮藏[M]. 江岸: 玻璃出版社, 2029.", "玻璃出版社", None, "样品的贮藏", None),
        (
            "[3] 三十年[EB/OL]. https://example.org/30, 2031-03-19.",
            None,
            "2031-03-19",
            "三十年",
            "https://example.org/30",
        ),
        ("民政处：大楼十问 https://example.org/q", "民政处", None, "大楼十问", "https://example.org/q"),
        ("* Global Times, 2031-02-03, “A pane”", "环球时报", "2031-02-03", "A pane", None),
        ("《灯亮了》，21世纪经济报道，2031-02-03。", "21世纪经济报道", "2031-02-03", "灯亮了", None),
        ("• 江岸气象局 2031-02-03 风的消息（第3期）", "江岸气象局", "2031-02-03", "风的消息（第3期）", None),
    ],
)
def test_an_entry_is_taken_apart(
    entry: str, outlet: str | None, date: str | None, title: str | None, url: str | None
) -> None:
    body, (reference,) = split_references(f"{NEWS}\n参考资料：\n{entry}")
    assert (body, replace(reference, rule="")) == (NEWS, Reference(entry, outlet, date, title, url))
    assert reference.rule


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
        "數據及資料來源",
        "参考报道：",
        "参阅：",
        "參考資料與延伸閱讀：",
        "词条参考资料",
        "参考资料 & 链接",
        "相关链接：",
        "来源：",
        "二、引用文献（部分）",
        "Further reading:",
        "Source list",
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
    ("line", "outlets"),
    [
        ("《灯》，界面新闻，2031-02-03；《桥》，新京报，2031-02-04", ["界面新闻", "新京报"]),
        (
            "江岸晚报：灯（2031-02-03）；新京报：一座“桥”（2031-02-04）；中国烹饪：挂炉",
            ["江岸晚报", "新京报", "中国烹饪"],
        ),
    ],
)
def test_one_line_of_a_list_may_hold_several_entries(line: str, outlets: list[str]) -> None:
    body, references = split_references(f"{NEWS}\n参考资料：\n{line}")
    assert body == NEWS
    assert [reference.outlet for reference in references] == outlets
    assert all(reference.title and reference.text == line for reference in references)


def test_one_line_may_hold_its_heading_and_several_entries() -> None:
    line = "资料来源：①新华社2031-02-03《灯》；②新京报2031-02-04《桥》；③https://example.org/3"
    body, references = split_references(f"{NEWS}\n{line}")
    assert body == NEWS
    assert [(r.outlet, r.date, r.title, r.url) for r in references] == [
        ("新华社", "2031-02-03", "灯", None),
        ("新京报", "2031-02-04", "桥", None),
        (None, None, None, "https://example.org/3"),
    ]


@pytest.mark.parametrize("row", HEADINGS, ids=lambda row: row.id)
def test_every_row_of_headings_takes_its_example_and_leaves_the_other(row: NoticeRow) -> None:
    entry = "观察者网：2031-02-01：谁在等"
    assert split_references(f"{NEWS}\n{row.cuts}\n{entry}")[0] == NEWS
    body = f"{NEWS}\n{row.leaves}\n{entry}"
    assert split_references(body) == (body, ())


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
        "来源：镇上一家没有牌子的小厂",
        "注：夜里的船不算在内",
        "相关阅读\n- 桥上的狗\n- 最后一炉",
    ],
)
def test_what_is_no_list_stays(line: str) -> None:
    assert split_references(f"{NEWS}\n{line}") == (f"{NEWS}\n{line}", ())


def test_text_after_the_list_stays() -> None:
    body, references = split_references(f"参考资料：\n新华社：2031-02-03：灯\n{NEWS}")
    assert (body, len(references)) == (NEWS, 1)


def test_outlets_are_known_by_every_spelling() -> None:
    assert {outlet_names()[fold(name)] for name in ("環球時報", "环球时报", "GLOBAL TIMES")} == {"环球时报"}
    assert len(outlet_names()) > 900


def test_no_name_stands_for_two_outlets() -> None:
    rows = load(SHIPPED / "outlets.yaml", OutletFile).outlets
    names = Counter(fold(name) for row in rows for name in (row.name, *row.aliases))
    ids = Counter(row.id for row in rows)
    assert [twice for twice, count in (*names.items(), *ids.items()) if count > 1] == []


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


PATTERNS = {name: value for name, value in vars(references).items() if isinstance(value, re.Pattern)}
HOSTILE = (
    "图",
    "（",
    "[",
    "《",
    "“",
    "1",
    "来源：",
    "甲. ",
    "https://a",
    "；",
    "——",
    "①",
    "2031-02-03",
    " ",
    "新华社，",
    "处",
)


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_tries_long_on_a_line(name: str) -> None:
    """What is read is at most LONGEST characters long; a pattern that tries every split of it needs from 50 ms up."""
    start = time.process_time()
    for piece in HOSTILE:
        for _ in PATTERNS[name].finditer((piece * LONGEST)[:LONGEST]):
            pass
    assert time.process_time() - start < 0.03


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_time(piece: str) -> None:
    """One line of 100,000 characters, and 2,000 lines of a list."""
    start = time.process_time()
    split_references(f"参考资料：\n{piece * 100_000}")
    split_references("参考资料：\n" + f"{piece * 20}\n" * 2_000)
    assert time.process_time() - start < 3
