"""Who rings one number all day is who the oracle says, whatever else the two and others called."""

import csv
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from quietline.home import Home
from quietline.ingest.load import load_file
from quietline.ingest.profile import shipped
from quietline.rulebook.judge import outcomes
from quietline.rulebook.load import load_control
from quietline.rulebook.run import create_views
from quietline.warehouse.lake import Lake
from tests.lake_builders import DAY, a_city
from tests.oracle.group_findings import group_findings
from tests.oracle.reader import read_calls, read_register

C117 = load_control("c117_calls_in_vain").control
CALLERS = ["8613803910001", "8613803910002", "863915550001", "85298765432"]
CALLEES = ["8615900000000", "8615900000001", "8615900000002"]
LOADED_AT = datetime(2026, 4, 1, tzinfo=UTC)

Burst = dict[str, int | str]

BURSTS = st.lists(
    st.fixed_dictionaries(
        {
            "caller": st.sampled_from([*CALLERS, "crowd"]),
            "callee": st.sampled_from(CALLEES),
            "count": st.sampled_from([1, 9, 10, 15, 20, 29, 30, 31, 40]),
            "days_before": st.sampled_from([0, 0, 0, 0, 1, 3, 6, 7]),
            "first_minute": st.sampled_from([-50, 0, 300, 700]),
            "answered_of_20": st.sampled_from([0, 0, 0, 1, 4, 5, 20]),
            "talk": st.sampled_from([5, 29, 30, 200]),
            "direction": st.sampled_from(["outgoing", "outgoing", "incoming"]),
            "back": st.sampled_from([0, 0, 0, 0, 1]),
        }
    ),
    min_size=1,
    max_size=7,
)
IN_VAIN: Burst = {
    "caller": CALLERS[0], "callee": CALLEES[0], "count": 30, "days_before": 0, "first_minute": 300, "answered_of_20": 0, "talk": 5,
    "direction": "outgoing", "back": 0,
}  # fmt: skip


def write(path: Path, header: str, rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])


def calls_of(burst: Burst) -> list[list[object]]:
    """One attempt every eleven minutes; a crowd is as many callers with one attempt each."""
    begin = datetime(DAY.year, DAY.month, DAY.day) - timedelta(days=int(burst["days_before"]))
    rows: list[list[object]] = []
    for step in range(int(burst["count"])):
        caller = f"8613700000{step:03d}" if burst["caller"] == "crowd" else burst["caller"]
        talk = burst["talk"] if step % 20 < int(burst["answered_of_20"]) else 0
        start = begin + timedelta(minutes=int(burst["first_minute"]) + 11 * step)
        rows.append([caller, burst["callee"], start, talk, "10", burst["direction"]])
        if step < int(burst["back"]):
            rows.append([burst["callee"], caller, start + timedelta(minutes=5), 40, "10", "outgoing"])
    return rows


def said_by_the_product(home: Home) -> set[str]:
    with Lake(home).connect() as con:
        create_views(con, home, DAY)
        return set(outcomes(con, C117, DAY))


@pytest.mark.clause("3.1")
@given(bursts=BURSTS)
@example(bursts=[IN_VAIN])
@example(bursts=[IN_VAIN | {"count": 20}, IN_VAIN | {"caller": CALLERS[1], "count": 10}])
@example(bursts=[IN_VAIN, IN_VAIN | {"caller": "crowd", "count": 31}])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_redialling_gives_the_oracles_findings(bursts: list[Burst]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = a_city(Path(folder))
        calls, holdings = Path(folder) / "calls.csv", Path(folder) / "holdings.csv"
        write(
            calls,
            "caller,callee,start,duration,ring,direction",
            [row for burst in bursts for row in calls_of(burst)],
        )
        held = [[number, f"H{number}", "mobile", "2020-01-01", ""] for number in CALLEES[:2]]
        write(holdings, "number,subscriber,line_class,since,until", held)
        load_file(home, holdings, profile=shipped()["holdings"], loaded_by="test", at=LOADED_AT)
        load_file(home, calls, profile=shipped()["csv"], loaded_by="test", at=LOADED_AT)
        expected = group_findings(
            read_calls([calls], home.zone), DAY, {"holdings": read_register(holdings)}, home.zone
        )
        assert said_by_the_product(home) == {caller for control, caller in expected if control == C117.id}
