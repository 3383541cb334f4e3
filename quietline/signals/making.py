"""Makes the tables of a calendar day on a DuckDB connection that has what they are made of as tables or views."""

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import duckdb

from quietline.signals.figures import figures_of
from quietline.signals.grains import (
    BEFORE,
    DAYS_BEFORE,
    UNITED,
    WEEK,
    Grain,
    grains,
    later,
    parts_of_caller_day,
)
from quietline.signals.line_class import create_line_classes
from quietline.signals.tables import TABLES


def create_signals(con: duckdb.DuckDBPyConnection, day: date, zone: ZoneInfo) -> None:
    """Make the tables that need no day before, from the views `calls` (the day and the one before) and the registers."""
    _create(con, day, zone, (grain for name, grain in grains().items() if name not in later()))


def create_later_signals(con: duckdb.DuckDBPyConnection, day: date, zone: ZoneInfo) -> None:
    """Make the tables that look at days before, from those of `create_signals`, `calls_week` and the tables `…_before`."""
    _create(con, day, zone, (grain for name, grain in grains().items() if name in later()))


def create_with_history(con: duckdb.DuckDBPyConnection, day: date, zone: ZoneInfo) -> None:
    """Make all tables of a day, and first those of each day before that has calls, from the table `all_calls` and the registers."""
    empty_before(con)
    days = [found for (found,) in con.execute("select distinct day from all_calls order by day").fetchall()]
    for before in days:
        if timedelta() < day - before <= timedelta(days=DAYS_BEFORE):
            _view_calls(con, "calls", before - timedelta(days=1), before)
            create_signals(con, before, zone)
            for table in kept_before():
                con.execute(f"insert into {table}{BEFORE} by name from {table}")
    _view_calls(con, "calls", day - timedelta(days=1), day)
    _view_calls(con, WEEK, day - timedelta(days=6), day)
    create_signals(con, day, zone)
    create_later_signals(con, day, zone)


def kept_before() -> list[str]:
    """The tables whose days before can be read as `<table>_before`: those that look at no day before themselves."""
    return [table for table in TABLES if table not in later()]


def empty_before(con: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `…_before` without rows."""
    for table in kept_before():
        typed = ", ".join(f"{name} {kind}" for name, kind in TABLES[table].items())
        con.execute(f"create or replace temp table {table}{BEFORE} ({typed})")


def _create(con: duckdb.DuckDBPyConnection, day: date, zone: ZoneInfo, chosen: Iterable[Grain]) -> None:
    figures = figures_of(day, zone)
    parts = {part.name for part in parts_of_caller_day()}
    waiting = set(parts)
    for grain in chosen:
        asked = {name: value for name, value in figures.items() if name in grain.parameters}
        con.execute(f"create or replace temp table {grain.name} as {grain.sql}", asked)
        waiting.discard(grain.name)
        if grain.name in parts and not waiting:
            _unite(con, day)


def _unite(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """Make `caller_day` of its parts; a caller whom one of them does not know has nulls there."""
    first, *others = parts_of_caller_day()
    con.execute(f"create or replace temp view callers as select caller from {first.name}")  # noqa: S608  a file of this room
    create_line_classes(con, day)
    measures = [
        f"{part.name}.{name}"
        for part in (first, *others)
        for name in part.columns
        if name not in ("caller", "day")
    ]
    joins = " ".join(f"left join {part.name} using (caller)" for part in others)
    columns = ", ".join([f"{first.name}.caller", f"{first.name}.day", "line_class_of.line_class", *measures])
    joined = f"{first.name} inner join line_class_of using (caller) {joins}"
    con.execute(f"create or replace temp table {UNITED} as select {columns} from {joined}")  # noqa: S608  files of this room


def _view_calls(con: duckdb.DuckDBPyConnection, name: str, first: date, last: date) -> None:
    span = f"day between date '{first}' and date '{last}'"
    con.execute(f"create or replace temp view {name} as select * from all_calls where {span}")  # noqa: S608  a date
