"""distinct_cells and distinct_counties: what is not known is null and never zero."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from quietline.signals.roll_up import caller_day
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows
from tests.signals.test_caller_day import read

BEFORE = date(2020, 1, 1)
REGISTER = [
    {"cell": "460-00-1", "county": "east", "since": BEFORE},
    {"cell": "460-00-2", "county": "east", "since": BEFORE},
    {"cell": "460-00-3", "county": "west", "since": BEFORE},
    {"cell": "460-00-4", "county": "closed", "since": BEFORE, "until": DAY - timedelta(days=1)},
    {"cell": "460-00-5", "county": "not yet", "since": DAY + timedelta(days=1)},
    {"cell": "460-00-6", "county": "before", "since": BEFORE},
    {"cell": "460-00-6", "county": "west", "since": DAY},
    {"cell": "460-00-7", "county": None, "since": BEFORE},
]


def places(folder: Path, cells: list[str | None]) -> tuple[object, object]:
    """Cells and counties of a caller whose calls began in these cells."""
    home = a_city(folder)
    commit_rows(home, "cells", REGISTER, "register")
    rows = [a_call(f"2026-03-18 {9 + hour:02d}:00:00", cell=cell) for hour, cell in enumerate(cells)]
    commit_rows(home, "calls", [*rows, a_call("2026-03-17 23:59:00", cell="460-00-1")])
    found = read(caller_day(home, DAY))[MOBILE]
    return found["distinct_cells"], found["distinct_counties"]


@pytest.mark.clause("3.1")
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["460-00-1"], (1, 1)),
        (["460-00-1", "460-00-1", "460-00-2"], (2, 1)),
        (["460-00-1", "460-00-3"], (2, 2)),
        ([None, "460-00-3"], (1, 1)),
        ([None], (None, None)),
        ([""], (None, None)),
        (["460-00-99"], (1, None)),  # the register lacks it
        (["460-00-99", "460-00-1"], (2, 1)),
        (["460-00-4"], (1, None)),
        (["460-00-5"], (1, None)),
        (["460-00-3", "460-00-6"], (2, 1)),  # the youngest entry that is valid
        (["460-00-7"], (1, None)),
    ],
)
def test_cells_and_counties_are_counted_once_and_unknown_ones_are_null(
    tmp_path: Path, cells: list[str | None], expected: tuple[object, object]
) -> None:
    assert places(tmp_path, cells) == expected


def test_without_a_register_cells_are_known_and_counties_are_not(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call(cell="460-00-1")])
    found = read(caller_day(home, DAY))[MOBILE]
    assert (found["distinct_cells"], found["distinct_counties"]) == (1, None)
