"""A person's own rules, laid over the shipped ones."""

import json
import os
import subprocess
import sys

from crawler.places import CHECKOUT
from tests.commands.conftest import Place

RULES = """\
notices:
  - id: of_our_desk
    kind: editor_line
    pattern: '本台编号第[0-9]+号'
    cuts: 本台编号第7号
    leaves: 本台编号第7号的稿件是谁写的，没有人记得。
"""


def test_rules_beside_the_config_are_used_by_every_command(place: Place) -> None:
    (place.config / "rules").mkdir()
    (place.config / "rules" / "notices.yaml").write_text(RULES, encoding="utf-8")
    rows = place.folder / "rows.jsonl"
    row = {"url": "https://a.example/1", "text": "芯片出口的许可证发放了，谁先拿到，谁还在等。\n本台编号第12号"}
    rows.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    words = ["ingest", str(rows), "--config", str(place.config), "--var", str(place.var)]
    environment = {name: value for name, value in os.environ.items() if name != "RETOLD_RULES"}
    subprocess.run([sys.executable, "-m", "crawler", *words], check=True, cwd=CHECKOUT, env=environment)
    (article,) = place.stored().values()
    assert [(notice.kind, notice.text) for notice in article.notices] == [("editor_line", "本台编号第12号")]
