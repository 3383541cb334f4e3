"""`quietline signals`: a day's signals as a file."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from quietline.home import Home
from quietline.signals.tables import COLUMNS
from tests.lake_builders import MOBILE, a_call, a_city, commit_rows

QUIETLINE = Path(sys.executable).with_name("quietline")


def run(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The real command."""
    command = [str(QUIETLINE), "signals", "--home", str(home.root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.clause("3.1")
def test_the_csv_has_one_row_a_caller_and_the_glossarys_names(tmp_path: Path) -> None:
    home, out = a_city(tmp_path), tmp_path / "day.csv"
    commit_rows(
        home,
        "calls",
        [a_call(), a_call("2026-03-18 11:00:00", talk_s=0), a_call(caller="863915550001", talk_s=0)],
    )
    done = run(home, "--day", "2026-03-18", "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["caller"], row["attempts"], row["asr"], row["acd"]) for row in rows] == [
        (MOBILE, "2", "0.5", "45.0"),
        ("863915550001", "1", "0.0", ""),
    ]


def test_the_parquet_file_has_the_same_columns_with_their_types(tmp_path: Path) -> None:
    home, out = a_city(tmp_path), tmp_path / "day.parquet"
    commit_rows(home, "calls", [a_call()])
    assert run(home, "--day", "2026-03-18", "--out", str(out)).returncode == 0
    with duckdb.connect() as con:
        described = con.execute(f"describe select * from read_parquet('{out}')").fetchall()
    assert {row[0]: row[1] for row in described} == COLUMNS


def test_another_table_of_the_day_is_written_by_its_name(tmp_path: Path) -> None:
    home, out = a_city(tmp_path), tmp_path / "devices.csv"
    commit_rows(home, "calls", [a_call(imei="490154203237518"), a_call("2026-03-18 11:00:00")])
    done = run(home, "--day", "2026-03-18", "--out", str(out), "--table", "device_day")
    assert (done.returncode, done.stdout) == (0, f"{out}: 1 rows of device_day on 2026-03-18\n")
    assert out.read_text(encoding="utf-8").splitlines() == [
        "imei,day,device_callers,device_attempts",
        "49015420323751,2026-03-18,1,1",
    ]
    empty = run(home, "--day", "2026-03-19", "--out", str(out), "--table", "device_day")
    assert "device_day has no rows for 2026-03-19" in empty.stdout


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    home, out = a_city(tmp_path), tmp_path / "day.csv"
    callers = ["=1+1", "+cmd", "-2+3", "@sum", "\tx", "+8613800000000", "-5", "a=b"]
    commit_rows(home, "calls", [a_call(caller=caller) for caller in callers])
    assert run(home, "--day", "2026-03-18", "--out", str(out)).returncode == 0
    found = {row["caller"] for row in csv.DictReader(out.open(encoding="utf-8", newline=""))}
    assert found == {"'=1+1", "'+cmd", "'-2+3", "'@sum", "'\tx", "+8613800000000", "-5", "a=b"}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_day_without_calls_gives_an_empty_table_and_says_so(tmp_path: Path, suffix: str) -> None:
    home, out = a_city(tmp_path), tmp_path / f"day.{suffix}"
    done = run(home, "--day", "2026-03-18", "--out", str(out))
    assert done.returncode == 0
    assert "no outgoing calls are loaded for 2026-03-18" in done.stdout
    with duckdb.connect() as con:
        found = con.execute(f"select * from '{out}'")
        assert [column[0] for column in found.description] == list(COLUMNS)
        assert found.fetchall() == []


@pytest.mark.parametrize(
    ("day", "out", "code", "said"),
    [
        ("2026-13-01", "day.csv", 2, '"2026-13-01" is not a day of the calendar; expected YYYY-MM-DD'),
        ("20260318", "day.csv", 2, "expected YYYY-MM-DD"),
        ("2026-03-18", "day.xlsx", 2, '"day.xlsx" ends neither in .parquet nor in .csv'),
        ("2026-03-18", "nowhere/day.csv", 1, "cannot be written: No such file or directory"),
    ],
)
def test_wrong_arguments_are_said_in_a_line(tmp_path: Path, day: str, out: str, code: int, said: str) -> None:
    done = run(a_city(tmp_path), "--day", day, "--out", str(tmp_path / out))
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("day", ["2026-02-30", "0001-01-01"])
def test_a_day_that_no_record_has_is_refused(tmp_path: Path, day: str) -> None:
    done = run(a_city(tmp_path), "--day", day, "--out", str(tmp_path / "day.csv"))
    assert (done.returncode, f'"{day}"' in done.stderr, "Traceback" in done.stderr) == (2, True, False)


def test_one_number_is_shown_over_days_and_days_without_records_are_unknown(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call(), a_call("2026-03-18 11:00:00", talk_s=0)])
    commit_rows(home, "calls", [a_call("2026-03-16 10:00:00", caller="8613803910009")], "other")
    done = run(home, "--number", "138 0391 0001", "--days", "3")
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert lines[0].split()[:4] == ["day", "attempts", "answered", "distinct_callees"]
    assert [line.split()[:3] for line in lines[1:]] == [
        ["2026-03-16", "no", "calls"],
        ["2026-03-17", "unknown"],
        ["2026-03-18", "2", "1"],
    ]
    objects = [
        json.loads(line)
        for line in run(home, "--number", MOBILE, "--days", "3", "--json").stdout.splitlines()
    ]
    assert [(one["records"], one["signals"] and one["signals"]["attempts"]) for one in objects] == [
        (True, None),
        (False, None),
        (True, 2),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--number", "abc"], 1, '"abc" is no number'),
        ([], 2, "give --day and --out"),
        (["--day", "2026-03-18"], 2, "give --day and --out"),
    ],
)
def test_what_is_asked_for_by_half_is_refused_with_the_way_on(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    done = run(a_city(tmp_path), *arguments)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
