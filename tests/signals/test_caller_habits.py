"""caller_habits: when a caller calls, and whether he lets it ring, on raw calls with a known answer."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from quietline.signals.roll_up import caller_day
from tests.lake_builders import MOBILE, a_call, a_city, commit_rows
from tests.signals.test_caller_day import read, rolled_up

CASES: dict[str, tuple[list[dict[str, object]], dict[str, object]]] = {
    "two attempts within an hour of the clock are one active hour": (
        [a_call("2026-03-18 09:00:00"), a_call("2026-03-18 09:59:59"), a_call("2026-03-18 10:00:00")],
        {"active_hours": 2},
    ),
    "8:00 is in hours and 21:00 is out of hours": (
        [
            a_call("2026-03-18 07:59:59"),
            a_call("2026-03-18 08:00:00"),
            a_call("2026-03-18 20:59:59"),
            a_call("2026-03-18 21:00:00"),
        ],
        {"out_of_hours_share": 0.5},
    ),
    "the first and the last second of the day belong to it": (
        [a_call("2026-03-18 00:00:00"), a_call("2026-03-18 23:59:59")],
        {"active_hours": 2, "out_of_hours_share": 1.0},
    ),
    "a ring of 3 s is one ring, one of 4 s is not": (
        [a_call(talk_s=0, ring_s=3), a_call("2026-03-18 11:00:00", talk_s=0, ring_s=4)],
        {"one_ring_share": 0.5},
    ),
    "an answer at the first ring is no one-ring attempt": (
        [a_call(talk_s=20, ring_s=2), a_call("2026-03-18 11:00:00", talk_s=0, ring_s=2)],
        {"one_ring_share": 0.5},
    ),
    "the ringing of an answered attempt need not be known": (
        [a_call(talk_s=20), a_call("2026-03-18 11:00:00", talk_s=0, ring_s=2)],
        {"one_ring_share": 0.5},
    ),
    "where the ringing of an unanswered attempt is not known the share is not known": (
        [a_call(talk_s=0), a_call("2026-03-18 11:00:00", talk_s=0, ring_s=2)],
        {"one_ring_share": None},
    ),
    "where unanswered attempts are missing the share is not known": (
        [a_call(ring_s=9, unanswered_carried=False)],
        {"one_ring_share": None},
    ),
    "a leg of a call is no attempt of its own": (
        [
            a_call(talk_s=0, ring_s=2, key="k"),
            a_call("2026-03-18 11:00:02", talk_s=0, ring_s=30, key="k", direction="leg"),
        ],
        {"one_ring_share": 1.0, "active_hours": 1},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_habits_keep_their_definition(tmp_path: Path, case: str) -> None:
    rows, expected = CASES[case]
    found = rolled_up(tmp_path, rows)[MOBILE]
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_hours_are_those_of_the_clock_where_it_is_put_forward_or_back(tmp_path: Path, day: date) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    home = a_city(tmp_path, "Europe/Berlin")
    starts = [f"{day} 01:30:00", f"{day} 03:30:00", f"{day} 08:00:00"]
    commit_rows(home, "calls", [a_call(start, zone=berlin) for start in starts])
    found = read(caller_day(home, day))[MOBILE]
    assert (found["active_hours"], found["out_of_hours_share"]) == (3, 2 / 3)
