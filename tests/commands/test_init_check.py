"""retold init writes files that retold check accepts; retold check names every mistake with its line."""

import json

import pytest
import yaml

from crawler.commands.init import FILES
from crawler.places import CHECKOUT
from crawler.sources import FeedSource, JsonListSource, ListingSource, SitemapSource, load_sources
from tests.commands.conftest import SOURCES, TOPICS, Place
from tests.making import article, text


class TestInit:
    def test_what_it_writes_passes_the_check(self, place: Place) -> None:
        said = place.call("init", "mine")
        assert said.code == 0
        assert sorted(file.name for file in (place.folder / "mine").iterdir()) == sorted(FILES)
        checked = place.call("check", "--config", "mine", "--json")
        assert (checked.code, checked.json[0]["errors"]) == (0, [])
        assert "contact" in checked.json[0]["warnings"][0]

    def test_the_next_steps_name_the_folder(self, place: Place) -> None:
        assert "check --config mine" in place.call("init", "mine").out

    def test_without_a_folder_it_is_the_one_that_is_found_by_itself(self, place: Place) -> None:
        for file in place.config.iterdir():
            file.unlink()
        assert "--config" not in place.call("init").out
        assert (place.folder / "watch" / "sources.yaml").exists()

    def test_a_file_that_is_there_is_named_and_kept_and_nothing_else_is_written(self, place: Place) -> None:
        said = place.call("init", str(place.config))
        assert said.code == 2
        assert "sources.yaml" in said.err
        assert (place.config / "sources.yaml").read_text(encoding="utf-8") == SOURCES
        assert not (place.config / ".env.example").exists()

    def test_a_folder_that_cannot_be_made_is_a_plain_error(self, place: Place) -> None:
        (place.folder / "file").touch()
        said = place.call("init", "file/under")
        assert said.code == 2
        assert "file/under" in said.err


class TestExamples:
    def test_every_key_of_every_kind_is_explained(self) -> None:
        words = (CHECKOUT / "config" / "sources.yaml").read_text(encoding="utf-8")
        keys = {key for kind in (FeedSource, SitemapSource, ListingSource, JsonListSource) for key in kind.model_fields}
        assert [key for key in sorted(keys) if f"{key}:" not in words] == []

    def test_the_examples_in_comments_are_sources_too(self, place: Place) -> None:
        text = (CHECKOUT / "config" / "sources.yaml").read_text(encoding="utf-8")
        uncommented = [
            line.replace("#", "", 1) if line.lstrip().startswith(("#-", "#  ")) else line for line in text.splitlines()
        ]
        (place.config / "sources.yaml").write_text("\n".join(uncommented), encoding="utf-8")
        assert {source.kind for source in load_sources(place.config).sources} == {
            "feed",
            "sitemap",
            "listing",
            "jsonlist",
        }


class TestCheck:
    def test_all_mistakes_of_all_files_are_named_at_once(self, place: Place) -> None:
        (place.config / "sources.yaml").write_text(SOURCES.replace("every: 30m", "evry: 30m"), encoding="utf-8")
        (place.config / "topics.yaml").write_text(TOPICS.replace("name: 稻米, ", ""), encoding="utf-8")
        said = place.retold("check")
        assert said.code == 2
        assert "sources.yaml:3: " in said.err
        assert "topics.yaml:3: " in said.err
        assert said.lines[-1] == "2 errors"

    def test_json_says_the_same(self, place: Place) -> None:
        (place.config / "topics.yaml").write_text("topics: 7\n", encoding="utf-8")
        said = place.retold("check", "--json")
        assert (said.code, said.json[0]["ok"], len(said.json[0]["errors"])) == (2, False, 1)

    def test_a_store_that_is_none_is_an_error_but_no_config_error(self, place: Place) -> None:
        place.var.mkdir()
        place.store_file.write_bytes(b"no database" * 1000)
        said = place.retold("check")
        assert said.code == 1
        assert "retold.db" in said.err

    def test_a_store_that_is_not_there_is_not_made(self, place: Place) -> None:
        assert place.retold("check").code == 0
        assert not place.var.exists()

    def test_the_store_is_counted(self, place: Place) -> None:
        place.fill(article("a", text(1)))
        assert "1 articles in 1 stories" in place.retold("check").out

    def test_the_schema_is_that_of_sources_yaml(self, place: Place) -> None:
        schema = json.loads(place.retold("check", "--schema").out)
        assert set(yaml.safe_load(SOURCES)) <= set(schema["properties"])

    @pytest.mark.parametrize("word", ["check", "sources", "doctor"])
    def test_a_config_folder_that_is_not_there_is_a_usage_error(self, place: Place, word: str) -> None:
        said = place.call(word, "--config", "nowhere")
        assert said.code == 2
        assert "retold init nowhere" in said.err
