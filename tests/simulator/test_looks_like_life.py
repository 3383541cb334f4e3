"""Distributions of ordinary life: who knows how many, who calls back, when, for how long; beside real records where they are at hand."""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.simulator.builders import LIFE, a_city, attempts, kinds, with_files


@dataclass(frozen=True)
class Life:
    """The calls of people as pairs, starts and lengths, whoever recorded them."""

    pairs: set[tuple[str, str]]
    starts: list[datetime]
    talks_s: list[int]

    @property
    def degrees(self) -> list[int]:
        """How many distinct people each called or was called by, the most first."""
        known: dict[str, set[str]] = defaultdict(set)
        for caller, callee in self.pairs:
            known[caller].add(callee)
            known[callee].add(caller)
        return sorted(map(len, known.values()), reverse=True)

    @property
    def reciprocity(self) -> float:
        """Share of the pairs in which the called party called as well."""
        return sum((callee, caller) in self.pairs for caller, callee in self.pairs) / len(self.pairs)

    def share_of_hours(self, hours: Iterable[int]) -> float:
        """Share of the calls that begin in these hours."""
        found = Counter(start.hour for start in self.starts)
        return sum(found[hour] for hour in hours) / len(self.starts)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of a city as it is."""
    return a_city(tmp_path_factory.mktemp("life") / "city", with_files(LIFE, registers="csv"))


@pytest.fixture(scope="module")
def people(city: Path) -> Life:
    """Ordinary people among themselves: those in whom the truth sees nothing, and whose records on both sides are ours."""
    special = kinds(city)
    calls = [
        one
        for caller, made in attempts(city).items()
        for one in made
        if caller not in special and one.callee not in special and one.callee.startswith(("86154", "86391"))
    ]
    return Life(
        {(one.caller, one.callee) for one in calls},
        [one.start for one in calls],
        [one.talk_s for one in calls if one.answered],
    )


@pytest.fixture(scope="module")
def island() -> Life:
    """Ten days of four hundred phones of the VAST Challenge 2008."""
    folder = os.environ.get("QUIETLINE_DATA", "")
    path = Path(folder) / "vast2008_calls.csv"
    if not folder or not path.is_file():
        pytest.skip("QUIETLINE_DATA names no folder with vast2008_calls.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [list(row.values()) for row in csv.DictReader(file)]
    return Life(
        {(row[0], row[1]) for row in rows},
        [datetime.strptime(row[2], "%Y%m%d %H%M") for row in rows],
        [int(row[3]) for row in rows],
    )


def test_some_know_far_more_people_than_most(people: Life) -> None:
    degrees = people.degrees
    median, most = degrees[len(degrees) // 2], degrees[len(degrees) // 100]
    assert 3 <= median <= 15
    assert most >= 4 * median


def test_the_tail_of_degrees_falls_slowly(people: Life) -> None:
    """Beyond twice the median a tail that is not heavy has next to nobody."""
    degrees = people.degrees
    median = degrees[len(degrees) // 2]
    assert 0.04 < sum(degree > 2 * median for degree in degrees) / len(degrees) < 0.35


def test_a_third_of_the_acquaintances_call_in_both_directions(people: Life) -> None:
    assert 0.2 < people.reciprocity < 0.7


def test_people_sleep_at_night_and_call_by_day(people: Life) -> None:
    assert people.share_of_hours(range(6)) < 0.03
    assert people.share_of_hours(range(8, 21)) > 0.85


def test_weekends_are_quieter_and_begin_later(people: Life) -> None:
    def of(days: range) -> Life:
        return Life(people.pairs, [start for start in people.starts if start.weekday() in days], [])

    working, weekend = of(range(5)), of(range(5, 7))
    assert len(weekend.starts) / 2 < len(working.starts) / 5
    assert weekend.share_of_hours((7, 8)) < working.share_of_hours((7, 8))


def test_conversations_last_about_a_minute_and_some_for_half_an_hour(people: Life) -> None:
    talks_s = sorted(people.talks_s)
    assert 30 <= talks_s[len(talks_s) // 2] <= 75
    assert talks_s[len(talks_s) * 98 // 100] >= 300
    mean_s = sum(talks_s) / len(talks_s)
    assert mean_s > 1.5 * talks_s[len(talks_s) // 2]


def test_hardly_any_mobile_makes_more_than_fifty_calls_a_day(city: Path) -> None:
    """India's regulator: 99.87 % of the SIMs make at most fifty. A city of six thousand has some above by its parts alone."""
    days: Counter[tuple[str, str]] = Counter()
    for caller, made in attempts(city).items():
        if caller.startswith("86154"):
            days.update((caller, str(one.start.date())) for one in made)
    above = sum(count > 50 for count in days.values())
    assert 0 < above < 0.004 * LIFE.numbers * LIFE.days


def test_reciprocity_and_tail_are_near_those_of_real_records(people: Life, island: Life) -> None:
    assert 0.4 < people.reciprocity / island.reciprocity < 2.5
    ratios = [
        life.degrees[len(life.degrees) // 100] / life.degrees[len(life.degrees) // 2]
        for life in (people, island)
    ]
    assert 0.25 < ratios[0] / ratios[1] < 4
