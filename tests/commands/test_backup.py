"""retold backup: a folder that works as it is, and from which everything can be restored."""

import json
import shutil
from datetime import UTC, datetime

from tests.commands.conftest import Place
from tests.making import article, text

AT = datetime(2026, 11, 18, 2, tzinfo=UTC)


def test_what_was_lost_is_restored_from_a_backup(place: Place) -> None:
    place.fill(article("a", text(1)), article("b", text(1), 5))
    place.keep("https://chenbao.example/1", f"题目\n{text(2)}", AT)
    before = place.stored()
    assert place.retold("backup", "copy").code == 0
    shutil.rmtree(place.var)
    shutil.rmtree(place.config)
    shutil.copytree("copy", place.var)
    shutil.copytree("copy/config", place.config)
    assert place.stored() == before
    assert place.retold("ingest", "--json").json[-1]["articles"] == 3


def test_a_backup_can_be_looked_into_where_it_lies(place: Place) -> None:
    place.fill(article("a", text(1)))
    place.retold("backup", "copy")
    said = place.call("stories", "--var", "copy", "--config", "copy/config", "--json")
    assert [story["title"] for story in said.json] == ["标题a"]


def test_the_manifest_says_when_from_where_and_of_which_versions(place: Place) -> None:
    place.fill(article("a", text(1)))
    (said,) = place.retold("backup", "copy", "--json").json
    manifest = json.loads((place.folder / "copy" / "manifest.json").read_text(encoding="utf-8"))
    assert said == manifest
    assert datetime.fromisoformat(manifest["made_at"]) <= datetime.now(UTC)
    assert (manifest["articles"], manifest["pages"]) == (1, 0)
    assert manifest["from"]["var"] == str(place.var)
    assert set(manifest["versions"]) == {"retold", "python", "sqlite"}


def test_only_this_user_may_read_it(place: Place) -> None:
    place.retold("backup", "copy")
    assert (place.folder / "copy").stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_something_is_refused(place: Place) -> None:
    (place.folder / "full").mkdir()
    (place.folder / "full" / "file").touch()
    said = place.retold("backup", "full")
    assert (said.code, [file.name for file in (place.folder / "full").iterdir()]) == (2, ["file"])
    assert "not empty" in said.err


def test_a_folder_inside_the_config_is_refused(place: Place) -> None:
    said = place.retold("backup", str(place.config / "copy"))
    assert said.code == 2
    assert not (place.config / "copy").exists()
