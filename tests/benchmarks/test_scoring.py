"""How the replay is scored, on findings, queues and truths written by hand."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks._scoring import FIRST_OF_QUEUE, OTHERS, OUTSIDE, Found, Score, Truth, Unit, read_truth, score

MONDAY = date(2025, 3, 3)


def day(number: int) -> date:
    """The first day is a Monday."""
    return MONDAY + timedelta(days=number - 1)


def matched(**days: int) -> Found:
    """Findings of one control: number → the day on which it matched."""
    return Found({"c1": {number: [day(at)] for number, at in days.items()}}, [])


def a_case(number: str, *, protected: bool = False, controls: tuple[str, ...] = ("c1",)) -> dict[str, object]:
    return {"number": number, "protected": protected, "controls": list(controls)}


@pytest.mark.parametrize(
    ("starts", "matches", "is_found"),
    [
        ({"a": 2}, {"a": 2}, True),
        ({"a": 2}, {"a": 4}, True),
        ({"a": 2}, {"a": 5}, False),
        ({"a": 2}, {"a": 1}, False),
        ({"a": 2}, {"b": 2}, False),
        ({"a": 1, "b": 2}, {"b": 2}, True),
        ({"a": 1, "b": 2, "c": 3}, {"b": 2}, False),
        ({"a": 1, "b": 4, "c": 5}, {"a": 1}, True),
        ({"a": 1, "b": 4, "c": 5}, {"b": 4, "c": 5}, False),
    ],
    ids=[
        "on the day of its start",
        "two days later",
        "three days later",
        "before it began",
        "another number was",
        "half of a campaign",
        "a third of a campaign",
        "numbers that were not used by then do not count",
        "only numbers that came later were matched",
    ],
)
def test_an_offender_is_found_when_half_of_what_it_used_matched_within_two_days(
    starts: dict[str, int], matches: dict[str, int], is_found: bool
) -> None:
    unit = Unit("rotation", {number: [day(first)] for number, first in starts.items()}, 40)
    assert unit.is_found(matched(**matches)) is is_found


def test_who_attempted_little_is_not_asked_for() -> None:
    units = [Unit("sleeper", {number: [MONDAY]}, attempts) for number, attempts in (("a", 19), ("b", 20))]
    counted = score(matched(a=1, b=1), Truth(units, {"a": "sleeper", "b": "sleeper"}, {}, {"a", "b"}), 100, 1)
    assert (counted.planted, counted.found) == ({"sleeper": 1}, {"sleeper": 1})


def test_lawful_cases_are_told_by_kind_by_protection_and_by_who_accuses_them() -> None:
    truth = Truth([], {"bad": "one_ring"}, {"shop": "shop", "courier": "courier"}, {"bad", "mine", "shop"})
    queue = [
        a_case("bad"),
        a_case("shop"),
        a_case("courier", protected=True),
        a_case("mine", controls=()),
        a_case("far", controls=()),
    ]
    matches = {"c1": {"bad": [MONDAY], "shop": [MONDAY], "far": [MONDAY]}, "c2": {}}
    counted = score(Found(matches, queue), truth, 50_000, 2)
    assert (counted.first, counted.first_true, counted.is_cut) == (5, 1, False)
    assert counted.lawful == {"shop": 1, "courier": 1, OTHERS: 1, OUTSIDE: 1}
    assert +counted.lawful_protected == {"courier": 1}
    assert +counted.lawful_reported == {OTHERS: 1, OUTSIDE: 1}
    assert counted.guilty_by_control == {"c1": 1, "c2": 0}
    assert counted.lawful_by_control == {"c1": {"shop": 1, OUTSIDE: 1}, "c2": {}}
    assert counted.a_day(counted.lawful.total()) == 4.0


@pytest.mark.parametrize(("cases", "is_cut"), [(FIRST_OF_QUEUE, False), (FIRST_OF_QUEUE + 1, True)])
def test_a_queue_that_is_longer_than_what_is_looked_at_is_said_to_be_cut(cases: int, is_cut: bool) -> None:
    queue = [a_case(f"n{position}") for position in range(cases)]
    truth = Truth([], {f"n{FIRST_OF_QUEUE}": "one_ring"}, {}, set())
    counted = score(Found({}, queue), truth, 100, 1)
    assert (counted.first, counted.first_true, counted.is_cut) == (FIRST_OF_QUEUE, 0, is_cut)


def test_cities_add_up() -> None:
    unit = Unit("one_ring", {"a": [MONDAY]}, 20)
    truth = Truth([unit], {"a": "one_ring"}, {}, {"a", "b"})
    queue = [a_case("a"), a_case("b", protected=True, controls=())]
    total = Score()
    for found in (Found({"c1": {"a": [MONDAY]}}, queue), Found({"c1": {"b": [MONDAY]}}, queue)):
        total.add(score(found, truth, 100, 3))
    assert (total.numbers_days, total.first, total.first_true, total.is_cut) == (600, 4, 2, False)
    assert (total.planted, total.found) == ({"one_ring": 2}, {"one_ring": 1})
    assert total.lawful == total.lawful_protected == total.lawful_reported == {OTHERS: 2}
    assert total.guilty_by_control == {"c1": 1}
    assert total.lawful_by_control == {"c1": {OTHERS: 1}}


def test_the_truth_takes_a_rotating_campaign_for_one_and_leaves_out_who_never_called(tmp_path: Path) -> None:
    (tmp_path / "attempts.csv").write_text(
        "number,day,attempts\na,2025-03-03,13\na,2025-03-04,2\nb,2025-03-05,13\nc,2025-03-03,30\nd,2025-03-03,30\n",
        encoding="utf-8",
    )
    (tmp_path / "offenders.csv").write_text(
        "number,kind,campaign,counted_by,attempts\na,rotation,r1,campaign,15\nb,rotation,r1,campaign,13\n"
        "c,sim_box,s1,number,30\nd,sim_box,s1,number,30\nsilent,rotation,r1,campaign,0\n",
        encoding="utf-8",
    )
    (tmp_path / "lookalikes.csv").write_text("number,kind\ne,courier\n", encoding="utf-8")
    truth = read_truth(tmp_path, {"f"})
    assert truth.units == [
        Unit("rotation", {"a": [day(1), day(2)], "b": [day(3)]}, 28),
        Unit("sim_box", {"c": [day(1)]}, 30),
        Unit("sim_box", {"d": [day(1)]}, 30),
    ]
    assert set(truth.offenders) == {"a", "b", "c", "d"}
    assert [truth.kind_of(number) for number in ("e", "f", "g")] == ["courier", OTHERS, OUTSIDE]
