"""distinct_callees_60min: the most called parties within any 60 minutes that end on the day, of callers with 20 attempts or more."""

from pathlib import Path

import pytest

from tests.lake_builders import DAY, MOBILE, SHANGHAI, a_call
from tests.signals.test_caller_day import rolled_up

LEAST = 20


def spread(first: str, count: int, every_s: int, callees: int = 1000) -> list[dict[str, object]]:
    """Calls one every so many seconds from a clock time on, round so many called parties."""
    start = int(a_call(first)["start_s"])  # type: ignore[call-overload]
    return [
        a_call(
            start + step * every_s, callee=f"86159{step % callees:08d}", key=f"{first} {step}", zone=SHANGHAI
        )
        for step in range(count)
    ]


CASES: dict[str, tuple[list[dict[str, object]], int | None]] = {
    "19 attempts a day are not looked at": (spread("2026-03-18 10:00:00", LEAST - 1, 60), None),
    "20 are": (spread("2026-03-18 10:00:00", LEAST, 60), 20),
    "attempts of the evening before do not make 20": (
        spread("2026-03-17 23:30:00", 10, 60) + spread("2026-03-18 10:00:00", 19, 60),
        None,
    ),
    "a called party counts once": (spread("2026-03-18 10:00:00", 50, 60, callees=7), 7),
    "a window reaches back over midnight": (spread("2026-03-17 23:30:00", 60, 60), 60),
    "3600 s apart is another hour": (spread("2026-03-18 01:00:00", LEAST, 3600), 1),
    "3599 s apart is the same": (spread("2026-03-18 01:00:00", LEAST, 3599), 2),
    "the widest hour counts, not the last and not the fullest": (
        spread("2026-03-18 08:00:00", 30, 10)
        + spread("2026-03-18 12:00:00", 90, 10, callees=2)
        + spread("2026-03-18 20:00:00", 3, 10),
        30,
    ),
    "a party that comes again within the window counts once until it leaves": (
        [
            *spread("2026-03-18 10:00:00", 40, 120, callees=2),
            *spread("2026-03-18 11:19:00", 30, 1, callees=30),
        ],
        30,
    ),
    "calls of the same second see each other": (
        [a_call(callee=f"8615900{n:06d}") for n in range(LEAST)],
        LEAST,
    ),
    "a callee that is not known is no called party": (
        [a_call(callee=None, key=f"k{n}") for n in range(LEAST)],
        0,
    ),
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("case", CASES)
def test_the_window_slides_over_called_parties(tmp_path: Path, case: str) -> None:
    rows, expected = CASES[case]
    found = rolled_up(tmp_path, rows, DAY)
    assert found[MOBILE]["distinct_callees_60min"] == expected
