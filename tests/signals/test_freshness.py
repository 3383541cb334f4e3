"""Which days a late file touches, told table by table."""

from datetime import timedelta
from pathlib import Path

import pytest

from quietline.signals.freshness import fingerprints, origin_of
from quietline.signals.grains import DAYS_BEFORE, later
from quietline.signals.tables import TABLES
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows

SPAN = [DAY + timedelta(days=step) for step in range(-2, DAYS_BEFORE + 4)]


def touched(folder: Path, table: str) -> list[int]:
    """Days after DAY on which the table has to be made anew when a file with calls of DAY comes in."""
    home = a_city(folder)
    for position, day in enumerate(SPAN):
        commit_rows(home, "calls", [a_call(f"{day} 10:00:00")], f"batch-{position}")
    before = {day: found.of({table}) for day, found in fingerprints(home, SPAN).items()}
    commit_rows(home, "calls", [a_call(f"{DAY} 11:00:00")], "late")
    after = {day: found.of({table}) for day, found in fingerprints(home, SPAN).items()}
    return [(day - DAY).days for day in SPAN if before[day] != after[day]]


def test_a_file_touches_its_day_and_by_windows_over_midnight_the_next_one(tmp_path: Path) -> None:
    assert touched(tmp_path, "caller_day") == [0, 1]


@pytest.mark.parametrize("table", sorted(TABLES.keys() & later()))
def test_tables_that_look_back_carry_a_file_as_far_as_they_look(tmp_path: Path, table: str) -> None:
    assert touched(tmp_path, table) == list(range(origin_of(frozenset({table})).days_before + 1))


def test_every_table_knows_where_it_comes_from() -> None:
    assert all(origin_of(frozenset({table})).days_before >= 1 for table in TABLES)
    assert "holdings" in origin_of(frozenset({"caller_day"})).registers


def test_a_register_touches_the_tables_that_read_it_and_no_other(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call()])
    readers = {table for table in TABLES if "complaints" in origin_of(frozenset({table})).registers}
    before = {table: fingerprints(home, [DAY])[DAY].of({table}) for table in TABLES}
    commit_rows(home, "complaints", [{"number": MOBILE}], "complaints")
    after = {table: fingerprints(home, [DAY])[DAY].of({table}) for table in TABLES}
    assert {table for table in TABLES if after[table] != before[table]} == readers
    assert "caller_day" not in readers
