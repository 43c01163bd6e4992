"""sources.yaml and schedules: what is wrong is said with file, line and key; slots come when they should."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.durations import duration
from crawler.schedule import is_due, next_slot
from crawler.sources import FeedSource, load_sources
from indexer.errors import ConfigError, UsageError

GOOD = """\
contact: desk@example.org
defaults: {every: 30m, delay: 3s, zone: Asia/Taipei}
sources:
  - {name: a, kind: feed, url: "https://a.example/rss"}
  - name: b
    kind: listing
    url: https://b.example/
    links: h3 a
    cron: 0 8-20 * * 1-5
    delay: 0.5
    expect: {links: 5..60}
"""


def load(tmp_path: Path, text: str) -> object:
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    return load_sources(tmp_path)


def test_defaults_hold_where_an_entry_does_not_say_otherwise(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(GOOD, encoding="utf-8")
    a, b = load_sources(tmp_path).sources
    assert (a.every, a.delay, a.zone, a.cron) == (timedelta(minutes=30), timedelta(seconds=3), "Asia/Taipei", None)
    assert (b.every, b.cron, b.delay) == (None, "0 8-20 * * 1-5", timedelta(seconds=0.5))
    assert b.expect is not None
    assert b.expect.links == (5, 60)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kind: feed", "kind: feeed", ":4: sources.0"),
        ("kind: listing", "kind: listing\n    colour: red", ":7: sources.1.colour: unknown key"),
        ("delay: 3s", "delay: soon", "'soon' is no length of time"),
        ("cron: 0 8-20 * * 1-5", "cron: 0 25 * * *", ":9: sources.1.cron: '0 25 * * *' is no cron line"),
        ("name: b", "name: a", "'a' is the name of two sources"),
        ("https://b.example/", "ftp://b.example/", ":7: sources.1.url: 'ftp://b.example/' is no web address"),
        ("    links: h3 a\n", "", "sources.1.links: is missing"),
        ("5..60", "many", "'many' is no range"),
        ("Asia/Taipei", "Asia/Taipeh", "'Asia/Taipeh' is no time zone"),
        ("desk@example.org", "nobody", ":1: contact: 'nobody' reaches nobody"),
        ("cron: 0", "every: 1h\n    cron: 0", "exclude each other"),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as error:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert str(error.value).startswith(f"{tmp_path / 'sources.yaml'}:")
    assert says in str(error.value)


def test_an_unknown_name_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(UsageError, match="'c'; there are: a, b"):
        load_sources(tmp_path).named(["a", "c"])


class TestSchedule:
    NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # Friday, 12:00 in Shanghai

    def source(self, **facts: object) -> FeedSource:
        return FeedSource(name="a", kind="feed", url="https://a.example/", **facts)  # type: ignore[arg-type]

    def test_what_was_never_crawled_is_due(self) -> None:
        assert is_due(self.source(), None, self.NOON)

    def test_every_counts_from_the_last_start(self) -> None:
        source = self.source(every="30m")
        assert not is_due(source, self.NOON - timedelta(minutes=29), self.NOON)
        assert is_due(source, self.NOON - timedelta(minutes=30), self.NOON)

    @pytest.mark.parametrize(
        ("line", "slot"),
        [
            ("0 8 * * 1", datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),  # Monday, as Debian's cron has it
            ("0 8 * * 7", datetime(2026, 11, 22, 0, 0, tzinfo=UTC)),  # 7 is Sunday, too
            ("*/20 * * * *", datetime(2026, 11, 20, 4, 20, tzinfo=UTC)),
            ("0 9 13 * 6", datetime(2026, 11, 21, 1, 0, tzinfo=UTC)),  # the 13th or a Saturday
        ],
    )
    def test_cron_lines_mean_what_cron_means_in_the_sources_zone(self, line: str, slot: datetime) -> None:
        assert next_slot(self.source(cron=line), self.NOON) == slot

    def test_missed_slots_count_as_one(self) -> None:
        source = self.source(cron="0 * * * *")
        assert is_due(source, self.NOON - timedelta(days=3), self.NOON)
        assert not is_due(source, self.NOON, self.NOON + timedelta(minutes=59))


@pytest.mark.parametrize(
    ("text", "length"),
    [("30s", timedelta(seconds=30)), ("1h30m", timedelta(minutes=90)), ("2d", timedelta(days=2)), (0, timedelta())],
)
def test_lengths_of_time(text: str | float, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "soon", "3 years", "-1h", "1h and a bit", "5"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        duration(text)
