"""The real commands give the signals and findings of the oracle, over a simulated city."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.oracle.group_findings import group_findings
from tests.oracle.judge import Signals, findings, signals
from tests.oracle.over_time import findings_over_time
from tests.oracle.reader import (
    Call,
    read_calls,
    read_counties,
    read_holdings,
    read_line_classes,
    read_register,
)

QUIETLINE = Path(sys.executable).with_name("quietline")
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 3)


def run(home: Path, *arguments: str | Path) -> str:
    """The real command; its output."""
    done = subprocess.run(
        [QUIETLINE, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"QUIETLINE_HOME": str(home)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated city, loaded by the real command: files in files/, the home in home/."""
    folder = tmp_path_factory.mktemp("oracle")
    run(
        folder / "home",
        "simulate",
        "--seed",
        "11",
        "--days",
        "2",
        "--numbers",
        "1000",
        "--scenario",
        "crowded",
        "--start",
        str(FIRST),
        "--out",
        folder / "city",
    )
    run(folder / "home", "init")
    run(folder / "home", "ingest", *sorted((folder / "city" / "files").glob("*.csv")))
    return folder


def calls_of(city: Path) -> list[Call]:
    """The calls of the files that were delivered."""
    return read_calls(sorted((city / "city" / "files").glob("calls-*.csv")), ZoneInfo("Asia/Shanghai"))


def oracle_of(city: Path) -> dict[date, dict[str, Signals]]:
    """The oracle's signals by day, from the files that were delivered."""
    files = city / "city" / "files"
    zone = ZoneInfo("Asia/Shanghai")
    calls = calls_of(city)
    return {
        day: signals(
            calls,
            day,
            read_line_classes(files / "holdings.csv", day),
            zone,
            counties=read_counties(files / "cells.csv", day),
        )
        for day in (FIRST, LAST)
    }


@pytest.mark.clause("3.1")
@pytest.mark.clause("1.2.3")
def test_a_simulated_city_gives_the_oracles_findings_through_the_real_commands(city: Path) -> None:
    told = run(city / "home", "detect", "--from", str(FIRST), "--to", str(LAST), "--json")
    found = [json.loads(line) for line in told.splitlines()]
    calls, holdings = calls_of(city), read_holdings(city / "city" / "files" / "holdings.csv")
    kinds = ("holdings", "channels", "outbound_platforms")
    registers = {kind: read_register(city / "city" / "files" / f"{kind}.csv") for kind in kinds}
    zone = ZoneInfo("Asia/Shanghai")
    expected = {
        (day.isoformat(), control, caller): outcome
        for day, seen in oracle_of(city).items()
        for (control, caller), outcome in (
            findings(seen, calls, day, zone)
            | findings_over_time(seen, calls, day, holdings, zone)
            | group_findings(calls, day, registers, zone)
        ).items()
        if outcome == "match"
    }
    assert {(one["day"], one["control"], one["subject"]): one["outcome"] for one in found} == expected
    assert len(found) == len(expected)
    hit = Counter(control for _, control, _ in expected)
    assert set(hit) == {
        "c102_hourly_frequency",
        "c103_distinct_callees",
        "c104_low_answer_rate",
        "c105_low_reciprocity",
        "c106_short_calls",
        "c107_one_ring",
        "c109_shared_device",
        "c110_organised_calling",
        "c112_marketing_off_platform",
        "c116_little_response",
        "c117_calls_in_vain",
    }


@pytest.mark.clause("3.1")
def test_a_simulated_city_gives_the_oracles_signals_through_the_real_command(city: Path) -> None:
    for day, expected in oracle_of(city).items():
        out = city / f"{day}.csv"
        run(city / "home", "signals", "--day", str(day), "--out", out)
        rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
        assert {row["caller"]: _typed(row) for row in rows} == {
            caller: {name: value for name, value in asdict(seen).items()} for caller, seen in expected.items()
        }


def _typed(row: dict[str, str]) -> dict[str, object]:
    """A line of the CSV as the oracle writes it; shares are compared to nine digits."""
    kinds = {name: kind for name, kind in Signals.__annotations__.items()}
    return {name: _value(row[name], str(kind)) for name, kind in kinds.items()}


def _value(text: str, kind: str) -> object:
    if text == "":
        return None
    if "bool" in kind:
        return text == "true"
    if "float" in kind:
        return pytest.approx(float(text))
    return int(text) if "int" in kind else text
