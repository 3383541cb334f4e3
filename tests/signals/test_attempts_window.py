"""attempts_60s and attempts_60min: the most attempts within any 60 seconds and minutes that end on the day."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from quietline.signals.figures import day_start_s
from quietline.signals.roll_up import caller_day
from tests.lake_builders import DAY, MOBILE, SHANGHAI, a_call, a_city, commit_rows
from tests.signals.test_caller_day import read

BERLIN = ZoneInfo("Europe/Berlin")
LONG_DAY = date(2026, 10, 25)  # 25 hours: clocks go back at 03:00
SHORT_DAY = date(2026, 3, 29)  # 23 hours: clocks go forward at 02:00


def spread(first: str, count: int, every_s: int, zone: ZoneInfo = SHANGHAI) -> list[dict[str, object]]:
    """Calls one every so many seconds from a clock time on."""
    start = int(a_call(first, zone=zone)["start_s"])  # type: ignore[call-overload]
    return [a_call(start + step * every_s, callee=f"86159{step:08d}", zone=zone) for step in range(count)]


CASES: dict[str, tuple[list[dict[str, object]], int]] = {
    "one call": ([a_call()], 1),
    "3599 s apart are within 60 minutes": ([a_call("2026-03-18 10:00:00"), a_call("2026-03-18 10:59:59")], 2),
    "3600 s apart are not": ([a_call("2026-03-18 10:00:00"), a_call("2026-03-18 11:00:00")], 1),
    "calls of the same second see each other": ([a_call(callee=f"8615900{n:06d}") for n in range(5)], 5),
    "a window reaches back over midnight": (spread("2026-03-17 23:30:00", 60, 60), 60),
    "only windows that end on the day are told": (
        [*spread("2026-03-17 22:00:00", 50, 60), a_call("2026-03-18 12:00:00")],
        1,
    ),
    "midnight is part of the day that begins": (
        [a_call("2026-03-17 23:00:01"), a_call("2026-03-18 00:00:00")],
        2,
    ),
    "what began an hour before midnight is too old": (
        [a_call("2026-03-17 23:00:00"), a_call("2026-03-18 00:00:00")],
        1,
    ),
    "the busiest hour counts, not the last": (
        spread("2026-03-18 09:00:00", 30, 10) + spread("2026-03-18 20:00:00", 3, 10),
        30,
    ),
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("case", CASES)
def test_the_window_slides(tmp_path: Path, case: str) -> None:
    rows, expected = CASES[case]
    home = a_city(tmp_path)
    commit_rows(home, "calls", rows)
    assert read(caller_day(home, DAY))[MOBILE]["attempts_60min"] == expected


MINUTE: dict[str, tuple[list[dict[str, object]], int]] = {
    "one call": ([a_call()], 1),
    "59 s apart are within a minute": ([a_call("2026-03-18 10:00:00"), a_call("2026-03-18 10:00:59")], 2),
    "60 s apart are not": ([a_call("2026-03-18 10:00:00"), a_call("2026-03-18 10:01:00")], 1),
    "calls of the same second see each other": ([a_call(callee=f"8615900{n:06d}") for n in range(5)], 5),
    "a minute reaches back over midnight": (spread("2026-03-17 23:59:50", 12, 1), 12),
    "only minutes that end on the day are told": (
        [*spread("2026-03-17 23:59:00", 50, 1), a_call("2026-03-18 12:00:00")],
        1,
    ),
    "the busiest minute counts": (spread("2026-03-18 09:00:00", 90, 2), 30),
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("case", MINUTE)
def test_a_minute_slides(tmp_path: Path, case: str) -> None:
    rows, expected = MINUTE[case]
    home = a_city(tmp_path)
    commit_rows(home, "calls", rows)
    assert read(caller_day(home, DAY))[MOBILE]["attempts_60s"] == expected


@pytest.mark.parametrize(
    ("day", "first", "count", "every_s", "expected"),
    [
        # 01:30 summer time to 02:29 winter time are two hours in truth, though the clock shows one.
        (LONG_DAY, "2026-10-25 01:30:00", 120, 60, 60),
        (SHORT_DAY, "2026-03-29 01:30:00", 60, 60, 60),  # the clock jumps from 02:00 to 03:00, time does not
        (SHORT_DAY, "2026-03-28 23:30:00", 60, 60, 60),
        (LONG_DAY, "2026-10-24 23:30:00", 60, 60, 60),
    ],
)
def test_the_window_counts_true_seconds_where_clocks_change(
    tmp_path: Path, day: date, first: str, count: int, every_s: int, expected: int
) -> None:
    home = a_city(tmp_path, zone="Europe/Berlin")
    commit_rows(home, "calls", spread(first, count, every_s, BERLIN))
    assert read(caller_day(home, day))[MOBILE]["attempts_60min"] == expected


def test_days_begin_at_the_citys_midnight() -> None:
    assert day_start_s(DAY, SHANGHAI) == 1773763200  # 2026-03-17 16:00 UTC
    assert day_start_s(date(2026, 3, 30), BERLIN) - day_start_s(SHORT_DAY, BERLIN) == 23 * 3600
    assert day_start_s(date(2026, 10, 26), BERLIN) - day_start_s(LONG_DAY, BERLIN) == 25 * 3600
