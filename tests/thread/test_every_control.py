"""Each control carries its clause: who breaks it is in the queue because of it and of no other, so that without it he would not be.

One offender a control, loud enough for that control and quiet enough for the others, written down here as raw calls, not taken from the
control's own examples. Only who rotates over devices that are shared breaks the control of shared devices as well.
"""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

import pytest

from quietline.rulebook.load import load_controls
from tests.thread.processes import Quietline

MIDNIGHT = datetime(2026, 3, 18)
HEADER = ("caller", "callee", "start", "duration", "ring", "answered", "imei")
DEVICE = "490154203237518"
OTHER_DEVICE = "356938035643809"
VICTIM = "15900009998"

Row = tuple[object, ...]


def rows(
    caller: str,
    count: int,
    *,
    every_s: int,
    answered: int = 10,
    talk_s: int = 90,
    ring_s: int = 18,
    callees: int = 0,
    callee: str = "",
    first_hour: int = 9,
    imei: str = "",
    days_before: int = 0,
) -> Iterator[Row]:
    """Calls of one caller from an hour of the day on; `answered` of twenty are, each callee is another one unless said otherwise."""
    for position in range(count):
        start = MIDNIGHT + timedelta(hours=first_hour, seconds=position * every_s, days=-days_before)
        talk = talk_s if position % 20 < answered else 0
        called = callee or f"159{int(caller[-4:]):04d}{position % (callees or count):04d}"
        yield caller, called, start, talk, ring_s, "yes" if talk else "no", imei


def called_back(calls: Iterator[Row], count: int) -> Iterator[Row]:
    """The calls, and in the evening one from each of the first so many whom they reached."""
    made = list(calls)
    yield from made
    for position, (callee, caller) in enumerate(
        islice(dict((row[1], row[0]) for row in made).items(), count)
    ):
        yield callee, caller, MIDNIGHT + timedelta(hours=21, minutes=position), 30, 5, "yes", ""


OFFENDERS: dict[str, tuple[str, str, Callable[[str], Iterator[Row]]]] = {
    "c102_hourly_frequency": ("3.1", "13803911102", lambda caller: rows(caller, 80, every_s=40, callees=20)),
    "c103_distinct_callees": (
        "1.2.3",
        "13803911103",
        lambda caller: called_back(rows(caller, 160, every_s=240, answered=14), 10),
    ),
    "c104_low_answer_rate": (
        "3.1",
        "13803911104",
        lambda caller: called_back(rows(caller, 36, every_s=300, answered=1, talk_s=15), 10),
    ),
    "c105_low_reciprocity": (
        "1.2.3",
        "13803911105",
        lambda caller: rows(caller, 45, every_s=500, answered=14),
    ),
    "c106_short_calls": (
        "3.1",
        "13803911106",
        lambda caller: called_back(rows(caller, 60, every_s=300, answered=14, talk_s=3), 10),
    ),
    "c107_one_ring": (
        "3.1",
        "13803911107",
        lambda caller: called_back(rows(caller, 36, every_s=300, answered=3, ring_s=1), 10),
    ),
    "c108_call_bombing": (
        "3.1",
        "13803911108",
        lambda caller: (
            row
            for member in (caller, "13803921108")
            for row in rows(member, 58, every_s=62, answered=1, callee="15900009999")
        ),
    ),
    "c109_shared_device": (
        "3.1",
        "13803911109",
        lambda caller: (
            row
            for member in range(5)
            for row in rows(f"1380391{1109 + 10 * member}", 9, every_s=1800, imei=DEVICE)
        ),
    ),
    "c110_organised_calling": (
        "1.1.2",
        "13803911110",
        lambda caller: called_back(rows(caller, 45, every_s=600, answered=14), 3),
    ),
    "c111_shared_list": (
        "1.1.2",
        "13803911111",
        lambda caller: (
            row for member in (caller, "13803921111") for row in called_back(rows(member, 40, every_s=600), 3)
        ),
    ),
    "c112_marketing_off_platform": (
        "1.2.4",
        "13803911112",
        lambda caller: called_back(rows(caller, 40, every_s=600, answered=8), 3),
    ),
    "c113_sleeping_number": (
        "3.1",
        "13803911113",
        lambda caller: chain(rows(caller, 2, every_s=600, days_before=9), rows(caller, 25, every_s=900)),
    ),
    "c114_sudden_change": (
        "1.2.3",
        "13803911114",
        lambda caller: chain(
            *(rows(caller, 4, every_s=3600, days_before=before) for before in range(1, 9)),
            rows(caller, 26, every_s=900),
        ),
    ),
    "c115_rotation": (
        "3.1",
        "13803910115",
        lambda caller: chain(
            *(rows(str(int(caller) + member), 13, every_s=1800, imei=OTHER_DEVICE) for member in range(6))
        ),
    ),
    "c116_little_response": (
        "1.2.3",
        "13803911116",
        lambda caller: chain(rows(caller, 24, every_s=900, days_before=2), rows(caller, 24, every_s=900)),
    ),
    "c117_calls_in_vain": (
        "3.1",
        "13803911117",
        lambda caller: rows(caller, 40, every_s=900, answered=0, callee=VICTIM),
    ),
}
"""Control → its clause, the number that must be found, and the calls."""

BREAKS_TOO = {"c115_rotation": {"c109_shared_device"}}

CHANNELS = (
    ("渠道编码", "渠道名称", "渠道类型", "所属分公司", "网点编码", "工号", "号码", "生效日期"),
    ("QD01", "城南代理", "third_party", "解放区", "WD01", "GH01", "13803911110", "2025-01-01"),
)
HOLDINGS = (("号码", "用户标识", "号码类别", "持有起始日"), (VICTIM, "H1", "手机号", "2020-01-01"))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Quietline:
    """A city that took in one file with everybody's calls, some of them of the days before, and judged the day."""
    quietline = Quietline(tmp_path_factory.mktemp("judged") / "home")
    delivered = tmp_path_factory.mktemp("delivered") / "calls-0318.csv"
    with delivered.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for _, caller, calls in OFFENDERS.values():
            writer.writerows(calls(caller))
    quietline("init")
    channels = delivered.with_name("channels.csv")
    with channels.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(CHANNELS)
    holdings = delivered.with_name("holdings.csv")
    with holdings.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(HOLDINGS)
    quietline("ingest", channels, holdings, delivered)
    quietline("detect", "--from", "2026-03-18", "--to", "2026-03-18")
    return quietline


@pytest.fixture(scope="module")
def in_queue(judged: Quietline) -> dict[str, dict[str, Any]]:
    """Number → its case."""
    return {case["number"]: case for case in judged("cases", "list", "--json").objects}


def test_every_shipped_control_has_its_offender_here() -> None:
    assert sorted(OFFENDERS) == sorted(loaded.control.id for loaded in load_controls() if not loaded.shadow)


@pytest.mark.parametrize(
    "control",
    [pytest.param(name, marks=pytest.mark.clause(clause)) for name, (clause, _, _) in OFFENDERS.items()],
)
def test_who_breaks_the_control_is_in_the_queue_because_of_it_alone(
    in_queue: dict[str, dict[str, Any]], judged: Quietline, control: str
) -> None:
    clause, caller, _ = OFFENDERS[control]
    case = in_queue[f"86{caller}"]
    assert set(case["controls"]) == {control} | BREAKS_TOO.get(control, set())
    shown = json.loads(judged("cases", "show", case["case"], "--json").out)
    assert {finding["clause"] for finding in shown["findings"] if finding["control"] == control} == {clause}
