"""Bursts of calls on one number: windows, callers and their parts, on raw calls with a known answer."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from quietline.signals.figures import day_start_s
from quietline.signals.roll_up import signals_of
from tests.lake_builders import DAY, MOBILE, SHANGHAI, a_call, a_city, commit_rows

OTHER, THIRD, VICTIM = "8613803910002", "8613803910003", "8615900000009"
MIDNIGHT = day_start_s(DAY, SHANGHAI)
TEN = MIDNIGHT + 10 * 3600


def on_victim(starts: Iterable[int], caller: str | None = MOBILE, **more: object) -> list[dict[str, object]]:
    """A call on the victim at each of these instants."""
    return [
        a_call(start, caller=caller, callee=VICTIM, key=f"{caller}-{place}-{start}-{more}", **more)  # type: ignore[arg-type]
        for place, start in enumerate(starts)
    ]


def measured(folder: Path, table: str, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows of a table of the day."""
    home = a_city(folder)
    commit_rows(home, "calls", rows)
    with duckdb.connect() as con:
        path = str(signals_of(home, DAY)[table])
        found = con.execute("select * from read_parquet($1, hive_partitioning = false)", [path])
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


CASES: dict[str, tuple[list[dict[str, object]], dict[str, object]]] = {
    "all within a minute": (
        on_victim(range(TEN, TEN + 60, 3)),
        {"received_60s": 20, "received_60min": 20, "callers_60s": 1, "burst_ends": "10:00"},
    ),
    "a start 60 s before the last is out of its minute": (
        on_victim([*range(TEN, TEN + 19), TEN + 60]),
        {"received_60s": 19, "received_60min": 20},
    ),
    "a start an hour before the last is out of its hour": (
        on_victim([*range(TEN, TEN + 19), TEN + 3600]),
        {"received_60min": 19, "burst_last_s": TEN + 18},
    ),
    "calls of the same second see each other": (
        on_victim([TEN] * 20),
        {"received_60s": 20, "received_60min": 20},
    ),
    "windows reach back over midnight": (
        on_victim(range(MIDNIGHT - 1900, MIDNIGHT + 100, 100)),
        {"received_60min": 20, "burst_ends": "00:00"},
    ),
    "the first of equal hours is the burst": (
        on_victim([*range(TEN, TEN + 20), *range(TEN + 9000, TEN + 9020)]),
        {"received_60min": 20, "burst_last_s": TEN + 19},
    ),
    "callers count once, withheld ones not": (
        on_victim(range(TEN, TEN + 10))
        + on_victim(range(TEN + 10, TEN + 20), OTHER)
        + on_victim(range(TEN + 20, TEN + 30), None),
        {"received_60min": 30, "callers_60s": 2, "callers_60min": 2},
    ),
    "a call that both sides tell counts once": (
        on_victim(range(TEN, TEN + 20)) + on_victim(range(TEN + 2, TEN + 22), direction="incoming"),
        {"received_60min": 20},
    ),
    "a caller whose side tells nothing counts by the callee's side": (
        on_victim(range(TEN, TEN + 15)) + on_victim(range(TEN, TEN + 15), OTHER, direction="incoming"),
        {"received_60min": 30, "callers_60min": 2},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_measures_of_a_callee_keep_their_definition(tmp_path: Path, case: str) -> None:
    rows, expected = CASES[case]
    (found,) = measured(tmp_path, "callee_day", rows)
    assert {name: found[name] for name in expected} == expected


def test_who_is_called_19_times_has_no_row(tmp_path: Path) -> None:
    assert measured(tmp_path, "callee_day", on_victim(range(TEN, TEN + 19))) == []


def test_parts_of_a_burst_are_counted_in_its_hour_only(tmp_path: Path) -> None:
    rows = (
        on_victim(range(TEN, TEN + 30))
        + on_victim(range(TEN + 30, TEN + 40), OTHER)
        + on_victim([TEN - 3600], THIRD)
        + on_victim(range(TEN + 100, TEN + 110), None)
    )
    assert measured(tmp_path, "burst_caller", rows) == [
        {"callee": VICTIM, "day": DAY, "caller": MOBILE, "burst_attempts": 30, "burst_share": 0.6},
        {"callee": VICTIM, "day": DAY, "caller": OTHER, "burst_attempts": 10, "burst_share": 0.2},
    ]
