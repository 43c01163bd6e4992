"""Times in other languages: what only dateparser reads, and what the gate keeps from it."""

from datetime import datetime

import pytest

from crawler.normalise.date_rules import CLOCK_ALONE, RULES
from crawler.normalise.date_rules_en import RULES_EN
from crawler.normalise.dates import read_published
from crawler.normalise.foreign import TONGUES

SEEN = datetime.fromisoformat("2025-05-24T10:30:00+08:00")  # a Saturday
OWN_RULES = {rule.name for rule in (*RULES, *RULES_EN, CLOCK_ALONE)}

# strings that no rule of our own reads -> time of Shanghai, precision
BY_DATEPARSER = {
    "23 mai 2025 à 14h05": ("2025-05-23T14:05", "minute"),
    "Publié le 1 mai 2025": ("2025-05-01T00:00", "day"),
    "il y a deux jours": ("2025-05-22T00:00", "day"),
    "23. Mai 2025, 14:05 Uhr": ("2025-05-23T14:05", "minute"),
    "Veröffentlicht am 3. März 2025": ("2025-03-03T00:00", "day"),
    "vor zwei Tagen": ("2025-05-22T00:00", "day"),
    "gestern, 14:05": ("2025-05-23T14:05", "minute"),
    "23 de mayo de 2025": ("2025-05-23T00:00", "day"),
    "hace 3 horas": ("2025-05-24T07:30", "minute"),
    "ontem às 14:05": ("2025-05-23T14:05", "minute"),
    "23 maggio 2025, ore 14:05": ("2025-05-23T14:05", "minute"),
    "23 мая 2025 г., 14:05": ("2025-05-23T14:05", "minute"),
    "Опубликовано: 5 марта 2025": ("2025-03-05T00:00", "day"),
    "вчера в 14:05": ("2025-05-23T14:05", "minute"),
    "2025년 5월 23일 오후 2:05": ("2025-05-23T14:05", "minute"),
    "입력: 2025년 5월 23일": ("2025-05-23T00:00", "day"),
    "3시간 전": ("2025-05-24T07:30", "minute"),
    "23 Mayıs 2025": ("2025-05-23T00:00", "day"),
    "23 Tháng 5, 2025": ("2025-05-23T00:00", "day"),
    "3 jam yang lalu": ("2025-05-24T07:30", "minute"),
    "two hours ago": ("2025-05-24T08:30", "minute"),
    "1 hour, 20 minutes ago": ("2025-05-24T09:10", "minute"),
    "last Friday": ("2025-05-23T00:00", "day"),
    "yesterday evening": ("2025-05-23T00:00", "day"),
    "May 23rd '25": ("2025-05-23T00:00", "day"),
    "three months ago": ("2025-02-01T00:00", "month"),
    "two years ago": ("2023-01-01T00:00", "year"),
}


@pytest.mark.parametrize(("text", "expected"), BY_DATEPARSER.items())
def test_dateparser_reads_what_no_rule_of_ours_does(text: str, expected: tuple[str, str]) -> None:
    dated = read_published(text, SEEN)
    assert dated is not None
    assert (f"{dated.value.astimezone(SEEN.tzinfo):%Y-%m-%dT%H:%M}", dated.precision) == expected
    assert dated.rule not in OWN_RULES


def test_it_is_worth_its_import() -> None:
    assert len(BY_DATEPARSER) >= 10


@pytest.mark.parametrize(
    "text",
    [
        *(
            "95%",
            "5.5 off",
            "may",
            "10 may join",
            "page 3 of march",
            "version 3.5 may",
            "3 month warranty",
            "in 3 days",
        ),
        *("mai 68", "vor 1990", "marzo", "Sun 10", "May the 4th be with you", "top 10 stories", "mars 2030", "ago"),
        *("hace frío", "il y a longtemps", "24 heures du Mans", "3 fa", "vor Ort", "июнь", "3월", "1분기", "주 5일"),
    ],
)
def test_what_is_no_time_is_kept_from_it(text: str) -> None:
    assert read_published(text, SEEN) is None


@pytest.mark.parametrize("text", ["23 mai 2030", "в 2031 году, 5 мая", "2035년 1월 1일", "en 3 días", "через 2 часа"])
def test_a_time_ahead_is_none(text: str) -> None:
    assert read_published(text, SEEN) is None


def test_a_zone_in_the_words_outweighs_the_pages() -> None:
    dated = read_published("23 mai 2025 14:05 UTC", SEEN)
    assert dated is not None
    assert dated.value.isoformat() == "2025-05-23T14:05:00+00:00"


def test_seconds_stay_where_they_are_written() -> None:
    dated = read_published("23 мая 2025, 14:05:09", SEEN)
    assert dated is not None
    assert (dated.value.second, dated.precision) == (9, "second")


def test_a_half_hour_is_no_hour() -> None:
    dated = read_published("half an hour ago", SEEN)
    assert dated is not None
    assert f"{dated.value.astimezone(SEEN.tzinfo):%H:%M}" == "10:00"


def test_languages_are_told_apart_by_code() -> None:
    codes = [tongue.code for tongue in TONGUES]
    assert len(set(codes)) == len(codes) >= 10
    assert "zh" not in codes
