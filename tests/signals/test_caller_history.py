"""caller_history: what a number used to do, on raw calls of several days with a known answer."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from quietline.signals.roll_up import signals_of
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows
from tests.signals.test_caller_day import read

Rows = list[dict[str, object]]


def active(days_before: int, attempts: int = 1, callees: int | None = None) -> Rows:
    """The caller's calls on a day, to so many callees (default: one each)."""
    day = DAY - timedelta(days=days_before)
    return [
        a_call(
            f"{day} 10:{place:02d}:00",
            callee=f"86159{place % (callees or attempts):08d}",
            key=f"{day}-{place}",
        )
        for place in range(attempts)
    ]


def known(*days_before: int) -> Rows:
    """Somebody else's call on each of these days: the lake holds them."""
    return [
        a_call(f"{DAY - timedelta(days=before)} 09:00:00", caller="8613803919999") for before in days_before
    ]


TODAY = active(0, 20)

CASES: dict[str, tuple[Rows, dict[str, object]]] = {
    "nothing is known of a number in a new lake": (
        TODAY,
        {
            "days_known_7d": 0,
            "days_known_30d": 0,
            "active_days_30d": 0,
            "silent_days": 0,
            "median_callees_30d": None,
            "callees_deviation": None,
            "days_since_active": None,
            "first_seen_days": None,
            "held_days": None,
        },
    ),
    "days that the lake holds are counted, not days of the calendar": (
        [*TODAY, *known(1, 3, 9, 31)],
        {"days_known_7d": 2, "days_known_30d": 3, "active_days_30d": 0, "silent_days": 3},
    ),
    "the window reaches back 30 days": (
        [*TODAY, *active(30), *active(31)],
        {"days_known_30d": 1, "active_days_30d": 1, "first_seen_days": 30, "days_since_active": 30},
    ),
    "the week reaches back 7 days": (
        [*TODAY, *active(7, 4), *active(8, 9)],
        {"active_days_7d": 1, "active_days_30d": 2, "max_attempts_7d": 4, "max_attempts_30d": 9},
    ),
    "silence is counted since the last active day": (
        [*TODAY, *active(9), *known(10, 8, 5, 2)],
        {"silent_days": 3, "days_since_active": 9},
    ),
    "who called yesterday was not silent": ([*TODAY, *active(1)], {"silent_days": 0}),
    "mean, median and most of active days": (
        [*TODAY, *active(1, 2), *active(2, 3), *active(3, 10, 5), *known(4, 5)],
        {
            "active_days_7d": 3,
            "mean_attempts_7d": 5.0,
            "median_attempts_7d": 3.0,
            "max_attempts_7d": 10,
            "mean_callees_7d": 10 / 3,
            "median_callees_7d": 3.0,
            "max_callees_7d": 5,
            "mean_attempts_30d": 5.0,
            "median_callees_30d": 3.0,
        },
    ),
    "equal days vary by chance all the same": (
        [*TODAY, *active(1, 9), *active(2, 9), *active(3, 9)],
        {"callees_spread": 3.0, "callees_deviation": 11 / 3},
    ),
    "few calls a day vary by one": (
        [*TODAY, *active(1, 1), *active(2, 1), *active(3, 1)],
        {"callees_spread": 1.0, "callees_deviation": 19.0},
    ),
    "an uneven habit has a wide spread": (
        [*TODAY, *active(1, 4), *active(2, 14), *active(3, 24)],
        {"callees_spread": 1.4826 * 10, "callees_deviation": 6 / 14.826},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_measures_keep_their_definition(tmp_path: Path, case: str) -> None:
    rows, expected = CASES[case]
    found = history(tmp_path, rows)
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_what_a_former_holder_did_is_not_the_present_ones_habit(tmp_path: Path) -> None:
    since = DAY - timedelta(days=3)
    holdings: Rows = [
        {"number": MOBILE, "since": date(2020, 1, 1), "until": None},
        {"number": MOBILE, "since": since, "until": None},
        {"number": MOBILE, "since": DAY + timedelta(days=1), "until": None},
    ]
    found = history(tmp_path, [*TODAY, *active(2, 5), *active(5, 9), *known(1, 3, 4)], holdings)
    assert (found["held_days"], found["days_known_7d"], found["days_known_30d"]) == (3, 3, 3)
    assert (found["active_days_7d"], found["active_days_30d"], found["max_attempts_30d"]) == (1, 1, 5)
    assert (found["first_seen_days"], found["silent_days"]) == (2, 1)


def test_who_made_19_attempts_has_no_row(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", active(0, 19))
    assert read(signals_of(home, DAY)["caller_history"]) == {}


def history(folder: Path, rows: Rows, holdings: Rows | None = None) -> dict[str, object]:
    home = a_city(folder)
    commit_rows(home, "calls", rows)
    if holdings:
        commit_rows(home, "holdings", holdings, batch="register")
    return read(signals_of(home, DAY)["caller_history"])[MOBILE]
