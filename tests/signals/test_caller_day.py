"""caller_day: every measure on raw calls with a known answer."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from quietline.signals.roll_up import caller_day
from quietline.signals.tables import COLUMNS
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows

A, B, C = "8615900000001", "8615900000002", "8615900000003"


def rolled_up(folder: Path, rows: list[dict[str, object]], day: date = DAY) -> dict[str, dict[str, object]]:
    """The day's signals by caller."""
    home = a_city(folder)
    commit_rows(home, "calls", rows)
    return read(caller_day(home, day))


def read(path: Path) -> dict[str, dict[str, object]]:
    with duckdb.connect() as con:
        found = con.execute("select * from read_parquet($1, hive_partitioning = false)", [str(path)])
        columns = [column[0] for column in found.description]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    return {str(row["caller"]): row for row in rows}


@pytest.mark.clause("3.1")
def test_a_day_of_calls_gives_every_measure(tmp_path: Path) -> None:
    rows = [
        a_call("2026-03-18 09:00:00", callee=A, talk_s=60),
        a_call("2026-03-18 09:10:00", callee=A, talk_s=6),
        a_call("2026-03-18 09:20:00", callee=B, talk_s=0),
        a_call("2026-03-18 14:00:00", callee=C, talk_s=24),
    ]
    assert rolled_up(tmp_path, rows)[MOBILE] == {
        "caller": MOBILE,
        "day": DAY,
        "line_class": "mobile",
        "attempts": 4,
        "answered": 3,
        "distinct_callees": 3,
        "calls_per_callee": pytest.approx(4 / 3),
        "asr": 0.75,
        "acd": 30.0,
        "short_call_ratio": pytest.approx(1 / 3),
        "attempts_60s": 1,
        "attempts_60min": 3,
        "distinct_callees_60min": None,
        "unanswered_carried": True,
        "talks_known": 3,
        "active_hours": 2,
        "out_of_hours_share": 0.0,
        "one_ring_share": None,
        "distinct_imeis": None,
        "distinct_cells": None,
        "distinct_counties": None,
    }


CASES: dict[str, tuple[list[dict[str, object]], dict[str, object]]] = {
    "the callee's side of a call is no attempt": (
        [a_call(), a_call("2026-03-18 11:00:00", direction="incoming")],
        {"attempts": 1, "distinct_callees": 1},
    ),
    "a leg of a call that is counted already is no attempt": (
        [a_call(), a_call("2026-03-18 11:00:00", direction="leg", callee=B)],
        {"attempts": 1, "distinct_callees": 1, "attempts_60min": 1},
    ),
    "who is known from the called side alone made the calls that it tells of": (
        [
            a_call(direction="incoming", imei="490154203237518", cell="460-00-1"),
            a_call("2026-03-18 11:00:00", callee=B, direction="incoming", talk_s=0),
        ],
        {
            "attempts": 2,
            "answered": 1,
            "distinct_callees": 2,
            "asr": 0.5,
            "distinct_imeis": None,  # device and cell are the called party's
            "distinct_cells": None,
        },
    ),
    "one outgoing record within the hour before the day makes the called side's count no longer": (
        [
            a_call("2026-03-17 23:30:00"),
            a_call("2026-03-18 10:00:00", talk_s=0),
            a_call("2026-03-18 11:00:00", callee=B, direction="incoming"),
        ],
        {"attempts": 1, "answered": 0, "distinct_callees": 1},
    ),
    "calls of the day before and after do not count": (
        [a_call("2026-03-17 23:59:59"), a_call("2026-03-18 00:00:00"), a_call("2026-03-19 00:00:00")],
        {"attempts": 1},
    ),
    "without an answer there is no mean talk and no short-call ratio": (
        [a_call(talk_s=0)],
        {"answered": 0, "asr": 0.0, "acd": None, "short_call_ratio": None},
    ),
    "talk that is not known is left out of means": (
        [a_call(talk_s=None), a_call("2026-03-18 11:00:00", talk_s=4)],
        {"answered": 2, "asr": 1.0, "talks_known": 1, "acd": 4.0, "short_call_ratio": 1.0},
    ),
    "a talk of 6 s is short, one of 7 s is not": (
        [a_call(talk_s=6), a_call("2026-03-18 11:00:00", talk_s=7)],
        {"short_call_ratio": 0.5},
    ),
    "one record from a source without unanswered attempts makes the answer rate unknown": (
        [a_call(), a_call("2026-03-18 11:00:00", unanswered_carried=False)],
        {"attempts": 2, "answered": 2, "asr": None, "acd": 45.0, "unanswered_carried": False},
    ),
    "an answer that is not known makes the answer rate unknown": (
        [a_call() | {"answered": None, "talk_s": None}, a_call("2026-03-18 11:00:00")],
        {"attempts": 2, "answered": 1, "asr": None, "unanswered_carried": True},
    ),
    "a callee that is not known is no called party": (
        [a_call(callee=None, key="k")],
        {"attempts": 1, "distinct_callees": 0, "calls_per_callee": None},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_measures_keep_their_definition(tmp_path: Path, case: str) -> None:
    rows, expected = CASES[case]
    found = rolled_up(tmp_path, rows)[MOBILE]
    assert {name: found[name] for name in expected} == expected


def test_a_withheld_caller_is_left_out(tmp_path: Path) -> None:
    assert rolled_up(tmp_path, [a_call(caller=None), a_call()]).keys() == {MOBILE}


def test_a_day_without_calls_gives_the_columns_and_no_rows(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    path = caller_day(home, DAY)
    with duckdb.connect() as con:
        described = con.execute(
            f"describe select * from read_parquet('{path}', hive_partitioning = false)"
        ).fetchall()
    assert {row[0]: row[1] for row in described} == COLUMNS
    assert read(path) == {}


def test_columns_have_the_types_that_are_written_down(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call()])
    with duckdb.connect() as con:
        path = caller_day(home, DAY)
        described = con.execute(
            f"describe select * from read_parquet('{path}', hive_partitioning = false)"
        ).fetchall()
    assert {row[0]: row[1] for row in described} == COLUMNS
