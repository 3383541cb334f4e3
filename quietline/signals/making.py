"""Makes the tables of a calendar day on a DuckDB connection that has what they are made of as tables or views."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import duckdb

from quietline.signals.figures import figures_of
from quietline.signals.grains import (
    BEFORE,
    DAYS_BEFORE,
    WEEK,
    Grain,
    grains,
    later,
    parts_of_caller_day,
)
from quietline.signals.tables import TABLES
from quietline.signals.uniting import unite

LARGE_CALLS = 500_000
"""Records from which on compiled loops are quicker than SQL, starting them included; both give the same rows."""


def create_signals(
    con: duckdb.DuckDBPyConnection, day: date, zone: ZoneInfo, cuts: Sequence[str] = ()
) -> None:
    """Make the tables that need no day before, from the views `calls` (the day and the one before) and the registers.

    `cuts` are callers at which a large day may be cut into pieces, so that memory stays bounded.
    """
    figures = figures_of(day, zone)
    own = [grain for name, grain in grains().items() if name not in later()]
    kept = create_by_kernel(con, figures, cuts) if _is_large(con) else {}
    _create(con, day, figures, (grain for grain in own if grain.name not in kept), kept)


def create_by_kernel(
    con: duckdb.DuckDBPyConnection, figures: Mapping[str, object], cuts: Sequence[str]
) -> dict[str, str]:
    """Make what the kernels stand for; gives the names of these files, each with the table that holds what it gives."""
    from quietline.signals.kernels.callee_day import (
        create_callees,  # compiled code takes half a second to load
    )
    from quietline.signals.kernels.shards import create_measured

    return create_measured(con, figures, cuts) | create_callees(con, figures)


def create_later_signals(con: duckdb.DuckDBPyConnection, day: date, zone: ZoneInfo) -> None:
    """Make the tables that look at days before, from those of `create_signals`, `calls_week` and the tables `…_before`."""
    _create(
        con, day, figures_of(day, zone), (grain for name, grain in grains().items() if name in later()), {}
    )


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


def _create(
    con: duckdb.DuckDBPyConnection,
    day: date,
    figures: Mapping[str, object],
    chosen: Iterable[Grain],
    kept: Mapping[str, str],
) -> None:
    """Make what the chosen files give, and `caller_day` as soon as its parts are there; `kept` are files that need not run."""
    parts = {part.name: kept.get(part.name, part.name) for part in parts_of_caller_day()}
    waiting = parts.keys() - kept.keys()
    if not waiting:
        unite(con, day, parts)
    for grain in chosen:
        create_grain(con, grain, figures)
        if grain.name in waiting:
            waiting.discard(grain.name)
            if not waiting:
                unite(con, day, parts)


def create_grain(con: duckdb.DuckDBPyConnection, grain: Grain, figures: Mapping[str, object]) -> None:
    """Make what one file gives, from what it reads."""
    if grain.gives == "view":
        con.execute(f"create or replace temp view {grain.name} as {grain.asked_with(figures)}")
        return
    asked = {name: value for name, value in figures.items() if name in grain.parameters}
    con.execute(f"create or replace temp table {grain.name} as {grain.sql}", asked)


def _is_large(con: duckdb.DuckDBPyConnection) -> bool:
    (records,) = con.execute("select count(*) from calls").fetchone() or (0,)
    return bool(records >= LARGE_CALLS)


def _view_calls(con: duckdb.DuckDBPyConnection, name: str, first: date, last: date) -> None:
    span = f"day between date '{first}' and date '{last}'"
    con.execute(f"create or replace temp view {name} as select * from all_calls where {span}")  # noqa: S608  a date
