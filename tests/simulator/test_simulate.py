"""The simulated city: repeatable, true to its word, with the truth apart."""

import hashlib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from quietline.domain.errors import SetupError
from quietline.domain.number_normalisation import normalise
from quietline.domain.number_plan import line_class
from quietline.simulator.habits import HABITS
from quietline.simulator.simulate import Plan, simulate
from tests.simulator.builders import PLAN, a_city, kinds, outgoing_by_caller, rows

FIRST_DAY = "files/calls-2025-03-03.csv"
DIGEST = "821dad7b5cba42f00fae3567534c6c0276fd4d74773752ea45e768738baecf38"
WORKED = 10
"""From so many calls on somebody worked that day; one or two are calls back of a day off."""


def digest(folder: Path) -> str:
    """One hash over names and bytes of all files."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def most_within_an_hour(calls: list[dict[str, str]]) -> int:
    """Largest number of starts in a window of 3,600 s, by comparing each with each."""
    starts = [datetime.fromisoformat(row["start"]).timestamp() for row in calls]
    return max(sum(last - 3600 < start <= last for start in starts) for last in starts)


def test_a_plan_gives_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    assert digest(a_city(tmp_path / "city")) == DIGEST


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    other = Plan(seed=PLAN.seed + 1, days=PLAN.days, numbers=PLAN.numbers)
    assert digest(a_city(tmp_path / "one")) != digest(a_city(tmp_path / "two", other))


def test_more_days_do_not_change_the_first_ones(tmp_path: Path) -> None:
    longer = Plan(seed=PLAN.seed, days=PLAN.days + 1, numbers=PLAN.numbers)
    one, two = a_city(tmp_path / "one"), a_city(tmp_path / "two", longer)
    assert (one / FIRST_DAY).read_bytes() == (two / FIRST_DAY).read_bytes()


def test_every_number_is_one_of_the_chinese_plan_and_occurs_once(tmp_path: Path) -> None:
    holders = rows(a_city(tmp_path / "city") / "files" / "holdings.csv")
    numbers = [row["number"] for row in holders if not row["until"]]
    assert len(numbers) == len(set(numbers)) == PLAN.numbers
    assert {
        number: found.problem
        for number in numbers
        if (found := normalise(number, area_code="391")).number != number
    } == {}


def test_the_truth_is_not_among_the_files_to_ingest(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city")
    assert {path.name for path in (city / "truth").iterdir()} == {"offenders.csv", "lookalikes.csv"}
    assert {path.name for path in (city / "files").iterdir()} == {
        "calls-2025-03-03.csv",
        "calls-2025-03-04.csv",
        "holdings.csv",
        "protected_callers.csv",
        "user_reports.csv",
    }


def test_every_kind_of_caller_occurs_in_the_smallest_city(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city", Plan(seed=1, days=1, numbers=100))
    assert set(kinds(city).values()) == {habit.kind for habit in HABITS}


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [
        ("telemarketer_fast", 80, 170),
        ("telemarketer_landline", 70, 160),
        ("telemarketer_borderline", 61, 70),
        ("telemarketer_slow", 5, 60),
        ("telemarketer_unanswered", 2, 30),
        ("telemarketer_rotating", 1, 10),
        ("telemarketer_careful", 20, 59),
        ("courier", 5, 60),
        ("courier_in_a_rush", 61, 100),
        ("shop", 1, 30),
        ("recruiter", 5, 59),
        ("clinic", 5, 30),
    ],
)
def test_a_kind_keeps_on_its_side_of_sixty_an_hour(tmp_path: Path, kind: str, least: int, most: int) -> None:
    city = a_city(tmp_path / "city")
    calls = outgoing_by_caller(city / FIRST_DAY)
    busiest = {
        n: most_within_an_hour(calls[n])
        for n, found in kinds(city).items()
        if found == kind and len(calls[n]) >= WORKED
    }
    assert busiest, f"no {kind} called on the first day"
    assert {n: count for n, count in busiest.items() if not least <= count <= most} == {}


def test_slow_telemarketers_call_a_hundred_distinct_numbers_a_day(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city")
    calls = outgoing_by_caller(city / FIRST_DAY)
    slow = [
        number
        for number, kind in kinds(city).items()
        if kind == "telemarketer_slow" and len(calls[number]) >= WORKED
    ]
    assert slow
    assert all(len({row["callee"] for row in calls[number]}) >= 100 for number in slow)


def test_unanswered_telemarketers_reach_hardly_anybody(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city")
    calls = outgoing_by_caller(city / FIRST_DAY)
    found = [
        calls[number]
        for number, kind in kinds(city).items()
        if kind == "telemarketer_unanswered" and len(calls[number]) >= WORKED
    ]
    assert found
    assert all(sum(row["answered"] == "1" for row in of_one) * 5 < len(of_one) for of_one in found)


def test_ordinary_people_stay_under_fifty_calls_a_day(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city")
    special = kinds(city)
    ordinary = {n: len(c) for n, c in outgoing_by_caller(city / FIRST_DAY).items() if n not in special}
    assert max(ordinary.values()) <= 60
    assert sum(count > 50 for count in ordinary.values()) * 100 < len(ordinary)


def test_some_people_are_known_by_far_more_than_most(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city")
    special = kinds(city)
    callers: dict[str, set[str]] = {}
    for caller, calls in outgoing_by_caller(city / FIRST_DAY).items():
        for row in calls:
            if caller not in special:
                callers.setdefault(row["callee"], set()).add(caller)
    known_by = sorted(len(found) for found in callers.values())
    assert known_by[-1] >= 5 * known_by[len(known_by) // 2]


def test_missed_calls_are_returned_more_often_among_people_than_to_telemarketers(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city")
    special, calls = kinds(city), outgoing_by_caller(city / FIRST_DAY)
    pairs = {(caller, row["callee"]) for caller, found in calls.items() for row in found}

    def returned(of_kind: bool) -> float:
        ours = [
            p
            for p in pairs
            if (special.get(p[0], "").startswith("telemarketer")) == of_kind and p[1] in calls
        ]
        return sum((callee, caller) in pairs for caller, callee in ours) / len(ours)

    assert returned(of_kind=False) > 4 * returned(of_kind=True)


def test_each_file_of_calls_has_three_dirty_lines(tmp_path: Path) -> None:
    found = rows(a_city(tmp_path / "city") / FIRST_DAY)
    assert sum(row["direction"] is None for row in found) == 1
    assert sum("-13-" in row["start"] for row in found) == 1
    whole = [tuple(row.values()) for row in found if row["direction"] is not None]
    assert len(whole) - len(set(whole)) == 1


def test_digits_and_register_agree_on_the_class_unless_the_line_is_a_trunk(tmp_path: Path) -> None:
    for row in rows(a_city(tmp_path / "city") / "files" / "holdings.csv"):
        assert row["line_class"] in {line_class(row["number"]), "trunk"}


def test_protected_callers_are_lawful_lookalikes_and_some_are_missing_from_the_register(
    tmp_path: Path,
) -> None:
    city = a_city(tmp_path / "city", Plan(seed=7, days=1, numbers=2000))
    registered = {row["number"] for row in rows(city / "files" / "protected_callers.csv")}
    truth = {row["number"]: row["protected"] for row in rows(city / "truth" / "lookalikes.csv")}
    assert registered == {number for number, protected in truth.items() if protected == "true"}
    assert set(truth.values()) == {"true", "false"}


def test_reports_come_from_people_whom_the_number_called(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city")
    called = {
        (f"86{row['number'].lstrip('0')}", f"86{row['reporter'].lstrip('0')}")
        for row in rows(city / "files" / "user_reports.csv")
    }
    pairs = {
        (caller, row["callee"])
        for path in (city / "files").glob("calls-*.csv")
        for caller, found in outgoing_by_caller(path).items()
        for row in found
    }
    assert called
    assert called <= pairs


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SetupError, match="something here already"):
        simulate(PLAN, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match="cannot be written: Not a directory"):
        simulate(PLAN, tmp_path / "file" / "city")


@pytest.mark.parametrize("start", [date.min, date(1990, 1, 1), date.max])
def test_a_first_day_that_no_load_would_take_is_refused(tmp_path: Path, start: date) -> None:
    with pytest.raises(SetupError, match=f"the first day {start} is out of reach"):
        simulate(replace(PLAN, start=start), tmp_path / "city")
    assert not (tmp_path / "city").exists()
