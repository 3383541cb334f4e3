"""A record that stands alone within another call of its caller is a leg of it, or an attempt that he made meanwhile."""

from pathlib import Path

import pytest

from quietline.home import Home
from quietline.ingest.profile import read_profile
from tests.ingest.builders import a_file, calls, load
from tests.ingest.test_freeswitch import CALLER, FIRST, LATER, SECOND, SIDES, B, C, record

THIRD = "1003"
OPEN_CALL = [
    record(callee=FIRST, bleg=B),
    record(callee=FIRST, uuid=B, start="2026-04-01 09:00:01", duration=59),
]
OPEN = [(CALLER, FIRST, "leg"), (CALLER, FIRST, "outgoing")]


def unanswered(callee: str, uuid: str, start: str, duration: int = 10) -> str:
    end = f"2026-04-01 09:00:{int(start[-2:]) + duration}"
    return record(
        callee=callee,
        uuid=uuid,
        start=start,
        answer="",
        end=end,
        duration=duration,
        billsec=0,
        cause="NO_ANSWER",
    )


def an_id(number: int) -> str:
    return f"{number:08x}-e752-11e3-8bfb-65b6c3cdac7d"


def test_what_a_dialler_tries_in_vain_during_one_open_call_are_attempts(home: Home, tmp_path: Path) -> None:
    tried = [unanswered(f"139000000{n:02}", an_id(n), f"2026-04-01 09:00:{10 + n}") for n in range(1, 31)]
    load(home, a_file(tmp_path, OPEN_CALL + tried, header=""), "freeswitch")
    sides = [side for (side,) in calls(home, "direction")]
    assert (sides.count("outgoing"), sides.count("leg")) == (31, 1)


@pytest.mark.parametrize(
    ("lone", "side"),
    [
        (unanswered(FIRST, C, "2026-04-01 09:00:05"), "leg"),
        (unanswered(SECOND, C, "2026-04-01 09:00:05"), "outgoing"),
        (record(callee=SECOND, uuid=C, **LATER), "leg"),  # type: ignore[arg-type]
        (record(callee=SECOND, uuid=C, end="2026-04-01 09:01:01", duration=61, billsec=49), "outgoing"),
    ],
    ids=[
        "in vain to a number of the call",
        "in vain to another",
        "answered by another",
        "longer than the call",
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_record_within_a_call_is_its_leg_or_an_attempt(
    home: Home, tmp_path: Path, lone: str, side: str, order: int
) -> None:
    load(home, a_file(tmp_path, [*OPEN_CALL, lone][::order], header=""), "freeswitch")
    callee = FIRST if FIRST in lone else SECOND
    assert calls(home, SIDES) == sorted([*OPEN, (CALLER, callee, side)])


def test_a_short_call_within_a_long_one_hides_no_leg_of_the_long_one(home: Home, tmp_path: Path) -> None:
    short = {"start": "2026-04-01 09:00:02", "answer": "2026-04-01 09:00:03", "end": "2026-04-01 09:00:05"}
    spent = {"duration": 3, "billsec": 2}
    lines = [
        *OPEN_CALL,
        record(callee=THIRD, uuid=an_id(1), bleg=an_id(2), **short, **spent),  # type: ignore[arg-type]
        record(callee=THIRD, uuid=an_id(2), **short, **spent),  # type: ignore[arg-type]
        record(callee=SECOND, uuid=C, **LATER),  # type: ignore[arg-type]
    ]
    load(home, a_file(tmp_path, lines, header=""), "freeswitch")
    assert (CALLER, SECOND, "leg") in calls(home, SIDES)


NAMED = """
name = "named"
kind = "calls"
title = { zh = "话单", en = "Calls" }
identity = ["uuid"]
other_leg_identity = ["other"]
[columns]
caller = ["caller"]
callee = ["callee"]
start = ["start"]
talk = ["duration"]
"""


def test_a_file_without_ids_has_no_lost_legs_whatever_its_profile_names(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "named.toml"
    path.write_text(NAMED, encoding="utf-8")
    whole = "13812345678,13912345678,2026-04-01 09:00:00,60"
    within = "13812345678,13900000009,2026-04-01 09:00:20,10"
    load(home, a_file(tmp_path, [whole, whole, within]), read_profile(path))
    assert [side for (side,) in calls(home, "direction")] == ["outgoing", "outgoing"]
