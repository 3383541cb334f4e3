"""A calendar day's signals: one table a grain, cached in the lake as Parquet; all measures of a caller stand in one row of `caller_day`.

The cache is keyed by the files that the day was computed from, by the register of holdings and by the SQL itself, so it is never stale
and never computed twice.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from quietline.domain import number_plan
from quietline.home import Home
from quietline.signals.line_class import create_line_classes
from quietline.signals.quantities import (
    calling_hours,
    clone_tacs,
    least_received,
    one_ring_max_s,
    short_call_max_s,
)
from quietline.signals.tables import TABLES
from quietline.warehouse.lake import Lake

SQL_FOLDER = Path(__file__).parent
ROW_GROUP_ROWS = 122_880
CACHE_KEY = "quietline.fingerprint"
QUARTER_S = 900

STEPS = {
    "caller_measures": "caller_day",
    "caller_window": "attempts_window",
    "caller_habits": "caller_habits",
    "device_use": "device_use",
    "device_day": "device_day",
    "caller_devices": "caller_devices",
    "received": "received",
    "callee_day": "callee_day",
    "burst_caller": "burst_caller",
}
"""Table → SQL file that makes it, in the order in which they read each other."""

_UNITED = """
create or replace temp table caller_day as
select
    caller_measures.caller,
    caller_measures.day,
    line_class_of.line_class,
    caller_measures.attempts,
    caller_measures.answered,
    caller_measures.distinct_callees,
    caller_measures.calls_per_callee,
    caller_measures.asr,
    caller_measures.acd,
    caller_measures.short_call_ratio,
    coalesce(caller_window.attempts_60min, 0) as attempts_60min,
    caller_measures.unanswered_carried,
    caller_measures.talks_known,
    caller_habits.active_hours,
    caller_habits.out_of_hours_share,
    caller_habits.one_ring_share,
    caller_devices.distinct_imeis
from caller_measures
inner join line_class_of using (caller)
inner join caller_habits using (caller)
left join caller_window using (caller)
left join caller_devices using (caller)
"""


def caller_day(home: Home, day: date) -> Path:
    """The day's Parquet file with the columns of `caller_day`, computed if it is not there or its sources changed.

    A day without calls gives a file with the same columns and no rows.
    """
    return signals_of(home, day)["caller_day"]


def signals_of(home: Home, day: date) -> dict[str, Path]:
    """The Parquet file of each table of a day's signals, all computed if one is not there or the sources changed."""
    folder = home.lake / "signals"
    paths = {table: folder / table / f"day={day.isoformat()}" / "all.parquet" for table in TABLES}
    fingerprint = _fingerprint(home, day)
    if all(_cached(path) == fingerprint for path in paths.values()):
        return paths
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls", day - timedelta(days=1), day)
        lake.create_view(con, "holdings")
        create_signals(con, day, home.zone)
        for table, path in paths.items():
            _write(con, table, path, fingerprint)
    return paths


def create_signals(con: duckdb.DuckDBPyConnection, day: date, zone: ZoneInfo) -> None:
    """Make the tables of `TABLES` for a calendar day in `zone` from the views `calls` (the day and the one before) and `holdings`."""
    figures = figures_of(day, zone)
    for table, grain in STEPS.items():
        con.execute(f"create or replace temp table {table} as {sql_of(grain)}", parameters_of(grain, figures))
    con.execute("create or replace temp view callers as select caller from caller_measures")
    create_line_classes(con, day)
    con.execute(_UNITED)


def day_start_s(day: date, zone: ZoneInfo) -> int:
    """The instant with which a calendar day begins in a time zone, in epoch seconds UTC."""
    return int(datetime.combine(day, time(), zone).timestamp())


def figures_of(day: date, zone: ZoneInfo) -> dict[str, object]:
    """Every parameter that an SQL file of this room may ask for, for a calendar day in a time zone."""
    first_hour, last_hour = calling_hours(day)
    return {
        "day": day,
        "day_start_s": day_start_s(day, zone),
        "clock_hours": _clock_hours(day, zone),
        "first_hour": first_hour,
        "last_hour": last_hour,
        "short_call_max_s": short_call_max_s(day),
        "one_ring_max_s": one_ring_max_s(day),
        "clone_tacs": list(clone_tacs(day)),
        "least_received": least_received(day),
    }


def parameters_of(grain: str, figures: Mapping[str, object]) -> dict[str, object]:
    """Those of the figures that the SQL file of a grain asks for: the engine refuses others."""
    steps = "\n".join(line for line in sql_of(grain).splitlines() if not line.lstrip().startswith("--"))
    asked = set(re.findall(r"\$(\w+)", steps))
    return {name: value for name, value in figures.items() if name in asked}


def sql_of(grain: str) -> str:
    """The text of the SQL file of a grain."""
    return (SQL_FOLDER / f"{grain}.sql").read_text(encoding="utf-8")


def _clock_hours(day: date, zone: ZoneInfo) -> list[int]:
    """The hour of the clock for each quarter of an hour of a day: clocks are put forward and back by whole quarters."""
    begin, end = day_start_s(day, zone), day_start_s(day + timedelta(days=1), zone)
    return [datetime.fromtimestamp(instant, zone).hour for instant in range(begin, end, QUARTER_S)]


def _fingerprint(home: Home, day: date) -> str:
    lake = Lake(home)
    parts = [
        lake.fingerprint("calls", day - timedelta(days=1), day),
        lake.fingerprint("holdings", None, None),
        home.city.time_zone,
        repr(figures_of(day, home.zone)),
        *(file.read_text(encoding="utf-8") for file in _definitions()),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _definitions() -> list[Path]:
    """The files that say what a signal means: a change of any of them makes every cached day stale."""
    return [
        *sorted(SQL_FOLDER.glob("*.sql")),
        SQL_FOLDER / "line_class.py",
        SQL_FOLDER / "tables.py",
        Path(__file__),
        Path(number_plan.__file__),
    ]


def _cached(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (
        pa.ArrowInvalid
    ):  # a crash of the machine may leave the name without the bytes: a cache is just made anew
        return ""
    return str(metadata.get(CACHE_KEY.encode(), b"").decode())


def _write(con: duckdb.DuckDBPyConnection, table: str, path: Path, fingerprint: str) -> None:
    """Write beside the place and rename, so that a reader finds the old file or the new one and never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        con.execute(
            f"""copy (from {table} order by {", ".join(list(TABLES[table])[:3])}) to '{str(draft).replace("'", "''")}'
            (format parquet, compression zstd, row_group_size {ROW_GROUP_ROWS}, kv_metadata {{'{CACHE_KEY}': '{fingerprint}'}})"""
        )
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
