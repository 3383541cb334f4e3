"""Signals and findings are those of an oracle that imports nothing of ours and reads the raw files."""

import ast
import csv
import tempfile
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.home import Home
from quietline.ingest.load import load_file
from quietline.ingest.profile import shipped
from quietline.rulebook.judge import outcomes
from quietline.rulebook.load import load_controls
from quietline.rulebook.run import create_views
from quietline.signals.roll_up import caller_day
from quietline.warehouse.lake import Lake
from tests.lake_builders import DAY, a_city, commit_rows
from tests.oracle.group_findings import group_findings
from tests.oracle.judge import Signals, findings, signals
from tests.oracle.over_time import findings_over_time
from tests.oracle.reader import (
    read_calls,
)

ORACLE = [
    Path(__file__).with_name(name)
    for name in (
        "reader.py",
        "judge.py",
        "over_time.py",
        "groups.py",
        "cohorts.py",
        "strangers.py",
        "vain.py",
        "group_findings.py",
    )
]
PLAIN = {
    "csv", "collections", "collections.abc", "dataclasses", "datetime", "math", "pathlib", "statistics", "zoneinfo", "reader", "judge",
    "groups", "cohorts", "strangers", "vain",
}  # fmt: skip


@pytest.mark.parametrize("path", ORACLE, ids=lambda path: path.name)
def test_the_oracle_imports_nothing_of_ours(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(str(node.module))
    assert imported <= PLAIN


CALLERS = st.sampled_from(
    [
        "8613803910001",
        "863915550001",
        "861064700000001",
        "95588",
        "8613803910002",
        "85298765432",
        "8613803910003",
    ]
)
IMEIS = ["", "490154203237518", "490154203237519", "4901542032375101", "000000000000000", "356938035643809"]

BURSTS = st.lists(
    st.fixed_dictionaries(
        {
            "caller": CALLERS,
            "first": st.integers(-7200, 80_000),  # seconds from the day's midnight
            "count": st.sampled_from(
                [1, 2, 3, 18, 19, 20, 21, 40, 57, 58, 59, 60, 61, 62, 99, 100, 101, 150, 151, 200, 201]
            ),
            "every_s": st.sampled_from([0, 1, 30, 59, 60, 61, 62, 200, 400]),
            "callees": st.sampled_from([1, 7, 60, 99, 100, 150, 1000]),
            "answered_of_20": st.integers(0, 20),
            "talk": st.sampled_from([1, 6, 7, 29, 30, 31, 90]),
            "ring": st.sampled_from(["", 0, 3, 4]),
            "imei": st.sampled_from(IMEIS),
            "cells": st.sampled_from([0, 1, 2, 5]),
            "direction": st.sampled_from(["outgoing", "outgoing", "outgoing", "incoming"]),
        }
    ),
    min_size=1,
    max_size=5,
)


COUNTIES = {"460-00-0": "east", "460-00-1": "west", "460-00-3": "east"}
"""The register of cells lacks some."""


def write_calls(path: Path, bursts: list[dict[str, int | str]], zone: ZoneInfo) -> None:
    """The bursts as a file of the generic layout, with a line that is no call."""
    midnight = datetime(DAY.year, DAY.month, DAY.day, tzinfo=zone)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["caller", "callee", "start", "duration", "ring", "imei", "cell", "direction"])
        writer.writerow(
            ["8613803910001", "8615900000001", "2026-13-01 10:00:00", "5", "9", "", "", "outgoing"]
        )
        for burst in bursts:
            for step in range(int(burst["count"])):
                at = (
                    midnight + timedelta(seconds=int(burst["first"]) + step * int(burst["every_s"]))
                ).astimezone(zone)
                talk = burst["talk"] if step % 20 < int(burst["answered_of_20"]) else 0
                callee = f"86159{step % int(burst['callees']):08d}"
                writer.writerow(
                    [
                        burst["caller"],
                        callee,
                        at.strftime("%Y-%m-%d %H:%M:%S"),
                        talk,
                        burst["ring"],
                        burst["imei"],
                        f"460-00-{step % int(burst['cells'])}" if burst["cells"] else "",
                        burst["direction"],
                    ]
                )


@pytest.mark.clause("3.1")
@given(bursts=BURSTS, carried=st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_calls_give_the_oracles_signals_and_findings(
    bursts: list[dict[str, int | str]], carried: bool
) -> None:
    assert_oracle_agrees(bursts, carried)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(bursts=BURSTS, carried=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_many_random_calls_give_the_oracles_signals_and_findings(
    bursts: list[dict[str, int | str]], carried: bool
) -> None:
    assert_oracle_agrees(bursts, carried)


def assert_oracle_agrees(bursts: list[dict[str, int | str]], carried: bool) -> None:
    """Load the bursts as a real file, judge the three days around them and compare everything with the oracle."""
    with tempfile.TemporaryDirectory() as folder:
        home = a_city(Path(folder))
        path = Path(folder) / "calls.csv"
        write_calls(path, bursts, home.zone)
        profile = shipped()["csv"]
        carries = profile.carries.model_copy(update={"unanswered": carried})
        load_file(
            home,
            path,
            profile=profile.model_copy(update={"carries": carries}),
            loaded_by="test",
            at=datetime(2026, 4, 1, tzinfo=UTC),
        )
        register = [{"cell": cell, "county": county, "since": DAY} for cell, county in COUNTIES.items()]
        commit_rows(home, "cells", register, "register")
        calls = read_calls([path], home.zone, carried)
        for day in (DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)):
            expected = signals(calls, day, {}, home.zone, COUNTIES if day >= DAY else {})
            assert_same_signals(pq.read_table(caller_day(home, day)).to_pylist(), expected)
            said = findings(expected, calls, day, home.zone) | findings_over_time(
                expected, calls, day, [], home.zone
            )
            assert outcomes_of(home, day) == said | group_findings(calls, day, {}, home.zone)


def outcomes_of(home: Home, day: date) -> dict[tuple[str, str], str]:
    """What every control says of whom, those without enough history among them."""
    with Lake(home).connect() as con:
        create_views(con, home, day)
        return {
            (loaded.control.id, subject): outcome.value
            for loaded in load_controls()
            for subject, outcome in outcomes(con, loaded.control, day).items()
        }


def assert_same_signals(rows: list[dict[str, object]], expected: dict[str, Signals]) -> None:
    """One row a caller, each value that of the oracle."""
    found = {str(row.pop("caller")): row for row in rows}
    assert found.keys() == expected.keys()
    for caller, seen in expected.items():
        row = {name: value for name, value in found[caller].items() if name not in {"day", "caller"}}
        assert row == {
            name: pytest.approx(value) if isinstance(value, float) else value
            for name, value in asdict(seen).items()
        }
