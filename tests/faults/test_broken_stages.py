"""The demo notices when a stage is broken: each is broken once, in the processes that run it, and the demo must fail.

A `sitecustomize` module on the path of all its processes replaces one function after its module was imported.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.places import CHECKOUT

pytestmark = pytest.mark.faults

# stage -> (module, what replaces what in it, words that the demo must say)
STAGES = {
    "links of a feed": ("spiders.feed", "module.links = lambda source, response: Found(())", "is not in the store"),
    "links of a sitemap": ("spiders.sitemap", "module.links = lambda source, response: Found(())", "/guan/"),
    "links of a listing": ("spiders.listing", "module.links = lambda source, response: Found(())", "/hao/"),
    "links of a JSON list": ("spiders.jsonlist", "module.links = lambda source, response: Found(())", "/wire/"),
    "conditional GET": (
        "crawler.spool_rows",
        "module.Validators.headers = lambda self: {}",
        "no page was asked for conditionally",
    ),
    "robots.txt": ("crawler.settings", "module.ROBOTSTXT_OBEY = False", "robots.txt"),
    "decode": (
        "crawler.readers.document",
        "module.decode = lambda body, kind='': Decoded(body.decode('latin-1'), 'latin-1', '', 0)",
        "is not in the store",
    ),
    "read": ("crawler.readers.generic", "module._body = lambda tree, lenient: ''", "is not in the store"),
    "tombstones": ("crawler.readers.generic", "module._says_that_it_is_none = lambda *a: None", "pages gone"),
    "dates": ("crawler.normalise", "module.read_published = lambda *a: None", "has no time"),
    "glosses": ("crawler.normalise", "module.drop_glosses = lambda text: (text, 0)", "glosses were not removed"),
    "notices": ("crawler.normalise", "module.split_notices = lambda body: (body, ())", "notice is still in the body"),
    "references": ("crawler.normalise", "module.split_references = lambda body: (body, ())", "reference was not read"),
    "near copies": ("indexer.match", "module.NEAR = 1.1", "rewords"),
    "exact copies": (
        "indexer.fingerprint",
        "module.compared = lambda text: text[::-1] if '來' in text or '發' in text else text",
        "is a copy of",
    ),
    "who was first": (
        "indexer.moment",
        "module.span_end = lambda dated: dated.value",
        "told",
    ),
    "revisions": ("indexer.file", "module.update = lambda stored, read: None", "0 revisions"),
    "stories": ("indexer.file", "module.refresh_stories = lambda store, owner: None", "has articles and no record"),
    "search": (
        "indexer.stores.sqlite.search",
        "module.index = lambda database, row, article: None",
        "search 芯片: finds 0",
    ),
}

BREAKER = '''
import importlib.abc, sys

class Breaker(importlib.abc.MetaPathFinder):
    """Lets the module be imported as it is, then breaks it."""

    def find_spec(self, name, path=None, target=None):
        if name != {module!r}:
            return None
        sys.meta_path.remove(self)
        import importlib.util
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module
        def exec_module(module):
            run(module)
            if "Found" in {code!r}:
                from spiders.found import Found
            if "Decoded" in {code!r}:
                from crawler.decode import Decoded
            exec({code!r}, {{**globals(), **locals()}})
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Breaker())
'''


def demo(tmp_path: Path, **environment: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "crawler", "demo", "--json", "--var", str(tmp_path / "var")],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])["wrong"]


def test_the_demo_is_content_with_what_is_whole(tmp_path: Path) -> None:
    assert demo(tmp_path) == (0, [])


@pytest.mark.parametrize("stage", STAGES)
def test_the_demo_notices_a_broken_stage(tmp_path: Path, stage: str) -> None:
    module, code, words = STAGES[stage]
    (tmp_path / "sitecustomize.py").write_text(BREAKER.format(module=module, code=code), encoding="utf-8")
    code_of_exit, wrong = demo(tmp_path, PYTHONPATH=str(tmp_path))
    print(f"\n{stage}: {len(wrong)} complaints, the first: {wrong[:1]}")
    assert code_of_exit == 1
    assert any(words in complaint for complaint in wrong), wrong
