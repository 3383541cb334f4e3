"""reciprocity: who calls back and who is a stranger, on raw calls of several days with a known answer."""

from datetime import date
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.signals.roll_up import signals_of
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows
from tests.signals.test_caller_day import read

SEES_ALL = {"incoming_carried": True, "off_net_carried": True}
BLIND = {"incoming_carried": False, "off_net_carried": True}
Rows = list[dict[str, object]]


def callee(position: int) -> str:
    return f"86159{position:08d}"


def list_of(count: int, first: int = 0, day: int = 18, **more: object) -> Rows:
    """A call to each of so many callees within an hour."""
    sight = SEES_ALL | more
    return [
        a_call(f"2026-03-{day} 10:{place:02d}:00", callee=callee(first + place), **sight)  # type: ignore[arg-type]
        for place in range(count)
    ]


def back(position: int, day: int = 18, side: str = "outgoing", at: str = "15:00:00") -> dict[str, object]:
    """A callee calls the caller."""
    start = f"2026-03-{day} {at}"
    return a_call(start, caller=callee(position), callee=MOBILE, direction=side, key=f"{start}{side}")


def known_days(*days: int) -> Rows:
    """Somebody else's call on each of these days: the lake holds them."""
    return [a_call(f"2026-03-{day} 09:00:00", caller="8613803919999") for day in days]


CASES: dict[str, tuple[Rows, dict[str, object]]] = {
    "nobody calls back": (list_of(20), {"callees_known": 20, "called_back": 0, "reciprocity": 0.0}),
    "a call back counts once, however often": (
        [*list_of(20), back(3), back(3, at="16:00:00"), back(4)],
        {"called_back": 2, "reciprocity": 0.1, "received": 3},
    ),
    "a call back that only the caller's side tells counts too": (
        [*list_of(20), back(3, side="incoming")],
        {"called_back": 1, "received": 1},
    ),
    "a call back that both sides tell is one call received": (
        [*list_of(20), back(3), back(3, side="incoming")],
        {"called_back": 1, "received": 1, "outgoing_share": 20 / 21},
    ),
    "a transferred part of a call is no call back": (
        [*list_of(20), back(3, side="leg")],
        {"called_back": 0, "received": 0},
    ),
    "six days before is within the look-back": ([*list_of(20), back(3, day=12)], {"called_back": 1}),
    "seven days before is not": ([*list_of(20), back(3, day=11)], {"called_back": 0}),
    "the next day is not": ([*list_of(20), back(3, day=19)], {"called_back": 0}),
    "who calls without having been called is received, and no call back": (
        [*list_of(20), back(77)],
        {"called_back": 0, "received": 1},
    ),
    "a withheld caller is received": (
        [*list_of(20), back(3, side="incoming") | {"caller": None}],
        {"called_back": 0, "received": 1},
    ),
    "calls of a few hundred seconds to the same callee are one callee": (
        [*list_of(20), *list_of(10, day=18, talk_s=0)],
        {"callees_known": 20},
    ),
    "without a day before nobody is known to be a stranger": (
        list_of(20),
        {"days_before": 0, "strangers": None, "stranger_share": None},
    ),
    "who was called before is no stranger": (
        [*list_of(20), *list_of(5, day=12)],
        {"days_before": 1, "strangers": 15, "stranger_share": 0.75},
    ),
    "who called before is no stranger": (
        [*list_of(20), back(3, day=17), *known_days(12, 13)],
        {"days_before": 3, "strangers": 19},
    ),
    "who calls back on the same day is a stranger still": (
        [*list_of(20), back(3), *known_days(17)],
        {"strangers": 20, "reciprocity": 0.05},
    ),
    "contact seven days before is forgotten": (
        [*list_of(20), *list_of(5, day=11), *known_days(17)],
        {"days_before": 1, "strangers": 20},
    ),
    "where incoming records are missing nothing is known of numbers that no register knows": (
        [*list_of(20, **BLIND), back(3), *known_days(17)],
        {
            "callees_known": 0,
            "called_back": 0,
            "reciprocity": None,
            "strangers": 0,
            "stranger_share": None,
            "received": None,
            "outgoing_share": None,
        },
    ),
    "incoming records that were missing in one of the days before leave it unknown": (
        [*list_of(20), *list_of(1, first=50, day=14, **BLIND)],
        {"callees_known": 0, "reciprocity": None},
    ),
    "a source without calls of other networks cannot tell either": (
        list_of(20, off_net_carried=False),
        {"callees_known": 0, "reciprocity": None, "received": None},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_measures_keep_their_definition(tmp_path: Path, case: str) -> None:
    rows, expected = CASES[case]
    home = a_city(tmp_path)
    commit_rows(home, "calls", rows)
    found = of_caller(home)
    assert {name: found[name] for name in expected} == expected


def test_of_own_numbers_it_is_known_without_incoming_records(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [*list_of(20, **BLIND), back(3), *known_days(17)])
    holdings = [{"number": callee(place), "since": date(2020, 1, 1), "until": None} for place in range(10)]
    holdings += [{"number": callee(10), "since": date(2020, 1, 1), "until": date(2026, 3, 17)}]
    commit_rows(home, "holdings", holdings, batch="register")
    found = of_caller(home)
    assert (found["callees_known"], found["called_back"], found["reciprocity"]) == (10, 1, 0.1)
    assert (found["strangers"], found["stranger_share"], found["received"]) == (10, 1.0, None)


def test_who_made_19_attempts_has_no_row(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", list_of(19))
    assert read(signals_of(home, DAY)["reciprocity"]) == {}


def test_a_late_file_of_a_day_before_changes_the_days_that_look_back_to_it(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [*list_of(20), *list_of(20, day=21)])
    before = {day: signals_of(home, date(2026, 3, day))["reciprocity"].stat().st_mtime_ns for day in (18, 21)}
    commit_rows(home, "calls", [back(3, day=15)], batch="late")
    assert of_caller(home)["called_back"] == 1
    assert of_caller(home, 21)["called_back"] == 1
    commit_rows(home, "calls", [back(4, day=12)], batch="later")
    assert of_caller(home)["called_back"] == 2
    assert of_caller(home, 21)["called_back"] == 1, "nine days before is out of its look-back"
    assert all(
        signals_of(home, date(2026, 3, day))["reciprocity"].stat().st_mtime_ns > then
        for day, then in before.items()
    )


def of_caller(home: Home, day: int = 18) -> dict[str, object]:
    return read(signals_of(home, date(2026, 3, day))["reciprocity"])[MOBILE]
