"""Topics are found in either script and under disguise, and never across a sentence or inside a Latin word."""

from pathlib import Path

import pytest

from indexer.errors import ConfigError
from indexer.topics import TopicsFile, Why, compile_topics, load_topics

TOPICS = compile_topics(
    TopicsFile.model_validate(
        {
            "topics": [
                {"id": "chips", "name": "芯片", "any": ["芯片", "GPU"], "aliases": {"芯片": ["晶片", "xin片"]}},
                {"id": "controls", "name": "管制", "any": ["出口管制", "export control*"], "none": ["薯片"]},
                {"id": "ban", "name": "禁令", "all": [["美国", "荷兰"], ["禁令", "限制"]]},
                {"id": "hant", "name": "繁", "any": ["公司"], "script": "hant"},
            ]
        }
    )
)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("国产芯片", ("chips",)),
        ("國產晶片", ("chips",)),
        ("芯·片", ("chips",)),
        ("芯 片", ("chips",)),
        ("芯🔥片", ("chips",)),
        ("芯\u200b片", ("chips",)),
        ("芯(xīn)片", ("chips",)),
        ("xin片", ("chips",)),
        ("taxin片", ()),
        ("手里有芯，片刻不离", ()),
        ("手里有芯\n片刻不离", ()),
        ("新gpu集群", ("chips",)),
        ("ＧＰＵ", ("chips",)),
        ("gpus", ()),
        ("Export Controls", ("controls",)),
        ("reexport control", ()),
        ("出口管制与薯片", ()),
        ("美*国发布禁令", ("ban",)),
        ("荷兰的限制", ("ban",)),
        ("美国与荷兰", ()),
        ("這家公司發布報告", ("hant",)),
        ("这家公司发布报告", ()),
        ("芯片出口管制", ("chips", "controls")),
        ("", ()),
    ],
)
def test_what_a_text_is_about(text: str, topics: tuple[str, ...]) -> None:
    assert TOPICS.match(None, text) == topics
    assert TOPICS.match(text, "") == topics


def test_a_word_is_not_made_of_title_and_body() -> None:
    assert TOPICS.match("芯", "片") == ()


def test_explain_gives_the_place_in_the_text_as_it_stands() -> None:
    text = "國產芯·片，晶(jīng)片；薯片"
    assert TOPICS.explain(text) == [
        Why("chips", "芯片", "any", 2, 5),
        Why("chips", "芯片", "any", 6, 14),
        Why("controls", "薯片", "none", 15, 17),
    ]
    assert [text[why.start : why.end] for why in TOPICS.explain(text)] == ["芯·片", "晶(jīng)片", "薯片"]


@pytest.mark.parametrize(
    ("entry", "line", "said"),
    [
        ("{id: a, name: A}", 2, "needs words to look for"),
        ("{id: a, name: A, any: [x], all: [[]]}", 2, "a list in `all:` is empty"),
        ("{id: a, name: A, any: [x], aliases: {y: [z]}}", 2, "'y' is no word of this topic"),
        ("{id: a, name: A, any: ['*']}", 2, "holds no letter"),
        ("{id: A B, name: A, any: [x]}", 2, "topics.0.id"),
        ("{id: a, name: no, any: [x]}", 2, 'write "no" in quotes'),
        ("{id: a, name: A, any: [x]}\n  - {id: a, name: B, any: [y]}", 1, "two topics have the id 'a'"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, entry: str, line: int, said: str) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(f"topics:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_topics(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert said in str(caught.value)
