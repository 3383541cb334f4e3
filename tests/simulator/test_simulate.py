"""The simulated city: repeatable, whole or not there, with the truth apart."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from quietline.domain.errors import InputError, SetupError
from quietline.domain.number_normalisation import normalise
from quietline.simulator.simulate import Plan, simulate
from tests.simulator.builders import CROWDED, LIFE, PLAN, a_city, kinds, rows, with_files

REGISTERS = {
    "cells",
    "channels",
    "complaints",
    "enterprises",
    "holdings",
    "outbound_payments",
    "outbound_platforms",
    "protected_callers",
    "task_orders",
    "user_reports",
}
DIGESTS = {
    "a crowded town": "b3b37efacad56c9d9b8917ff1613d5823662e09c72e2f3d3f38fe60c4fd0d769",
    "a city with workbooks, in two languages and encodings": "ca8a4dc3b15148fadfc1034e58cfcc0817db27855fa5df131c0fb0457a36259e",
}
PLANS = {
    "a crowded town": PLAN,
    "a city with workbooks, in two languages and encodings": with_files(
        Plan(seed=3, days=3, numbers=2000), registers="xlsx", headers="mixed", gb18030_every=3
    ),
}


def digest(folder: Path) -> str:
    """One hash over names and bytes of all files."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_gives_the_same_bytes_on_any_machine(name: str, tmp_path: Path) -> None:
    assert digest(a_city(tmp_path / "city", PLANS[name])) == DIGESTS[name]


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    other = replace(PLAN, seed=PLAN.seed + 1)
    assert digest(a_city(tmp_path / "one")) != digest(a_city(tmp_path / "two", other))


def test_the_files_do_not_depend_on_how_many_processes_write_them(tmp_path: Path) -> None:
    plan = replace(PLAN, days=3)
    simulate(plan, tmp_path / "one", processes=1)
    simulate(plan, tmp_path / "two", processes=2)
    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_every_number_is_one_of_the_chinese_plan_and_occurs_once(tmp_path: Path) -> None:
    holders = rows(a_city(tmp_path / "city") / "files" / "holdings.csv")
    held = [row["号码"] for row in holders if not row["持有终止日"]]
    assert len(held) == len(set(held)) == PLAN.numbers
    assert {n: found.problem for n in held if (found := normalise(n, area_code="391")).number != n} == {}


def test_the_truth_is_not_among_the_files_to_ingest(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city")
    assert {path.name for path in (city / "truth").iterdir()} == {
        "offenders.csv",
        "attempts.csv",
        "lookalikes.csv",
    }
    calls = {"calls-2025-03-03.csv", "calls-2025-03-04.csv"}
    assert {path.name for path in (city / "files").iterdir()} == calls | {f"{name}.csv" for name in REGISTERS}


def test_every_part_of_the_scenario_is_played_in_the_smallest_town(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city", Plan(seed=1, days=1, numbers=300, scenario=CROWDED))
    assert set(kinds(city).values()) == {habit.label for habit in CROWDED.habits}


def test_one_number_in_a_thousand_offends_unless_the_scenario_says_otherwise(tmp_path: Path) -> None:
    city = a_city(tmp_path / "city", Plan(seed=1, days=1, numbers=100_000))
    assert 80 <= len(rows(city / "truth" / "offenders.csv")) <= 160


def test_a_scenario_for_more_numbers_than_there_are_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than half of 150 numbers a part"):
        simulate(Plan(seed=1, days=1, numbers=150, scenario=CROWDED), tmp_path / "city")
    assert list(tmp_path.glob("city*")) == []


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
def test_a_first_day_that_no_load_would_take_is_refused(start: date, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=f"the first day {start} is out of reach"):
        simulate(replace(LIFE, start=start), tmp_path / "city")
    assert not (tmp_path / "city").exists()
