"""A calendar day's signals, cached in the lake as Parquet; all measures of a caller stand in one row of `caller_day`.

The cache is keyed by what the tables are made of (`freshness.py`), so it is never stale and never computed twice.
"""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.signals.freshness import LOOK_BACK_DAYS, DayFingerprint, fingerprints
from quietline.signals.grains import BEFORE, DAYS_BEFORE, DAYS_OF_WEEK, REGISTERS, WEEK, later
from quietline.signals.making import create_later_signals, create_signals, kept_before
from quietline.signals.tables import TABLES
from quietline.warehouse.cuts import cuts
from quietline.warehouse.lake import Lake, day_of, quoted
from quietline.warehouse.sweep import is_alive

ROW_GROUP_ROWS = 122_880
PIECE_ROWS = 1_000_000
CACHE_KEY = "quietline.fingerprint"


def caller_day(home: Home, day: date) -> Path:
    """The day's Parquet file with the columns of `caller_day`, computed if it is not there or its sources changed.

    A day without calls gives a file with the same columns and no rows. Of a day whose calls retention removed it is what was computed
    before. Raises InputError where nothing was.
    """
    return _Day(home, Lake(home), fingerprints(home, [day])[day]).caller_day()


def days_with_signals(home: Home, first: date, last: date) -> list[date]:
    """The days from `first` to `last` of which `caller_day` is there or can be computed, also where retention removed their calls."""
    lake = Lake(home)
    kept_from = lake.kept_from("calls")
    days = [day for day in lake.days("calls") if kept_from is None or day >= kept_from]
    if kept_from is not None:
        stored = (home.lake / "signals" / "caller_day").glob("day=*/all.parquet")
        days += [day for path in stored if (day := day_of(str(path))) is not None and day < kept_from]
    return sorted(day for day in days if first <= day <= last)


def signals_of(home: Home, day: date) -> dict[str, Path]:
    """The Parquet file of each table of a day's signals, all computed if one is not there or the sources changed."""
    lake, first = Lake(home), day - timedelta(days=DAYS_BEFORE)
    days = fingerprints(home, {day, *(before for before in lake.days("calls") if first <= before < day)})
    *before, of_day = (_Day(home, lake, fresh) for fresh in days.values())
    return of_day.own() | of_day.looking_back(before)


def refuse_removed(lake: Lake, day: date) -> None:
    """Raises InputError for a day beyond retention: what is left of it is no basis for a measure."""
    kept_from = lake.kept_from("calls")
    if kept_from is not None and day < kept_from:
        mend = f"calls are kept from {kept_from} on; only the measures of a caller's day are kept longer"
        raise InputError(f"the calls of {day} are beyond retention", mend=mend)


@dataclass(frozen=True)
class _Day:
    """One calendar day's tables, in two steps: those of the day itself, then those that look at days before."""

    home: Home
    lake: Lake
    fresh: DayFingerprint

    @property
    def day(self) -> date:
        return self.fresh.day

    def caller_day(self) -> Path:
        kept = self._path("caller_day")
        return kept if self._keeps([kept], reach=1) else self.own()["caller_day"]

    def own(self) -> dict[str, Path]:
        paths = {table: self._path(table) for table in kept_before()}
        fingerprint = self.fresh.of(paths)
        if not self._keeps(paths.values(), reach=1) and not _all_cached(paths.values(), fingerprint):
            refuse_removed(self.lake, self.day)
            with self.lake.connect() as con:
                self._create_sources(con)
                create_signals(con, self.day, self.home.zone, self._cuts)
                for table, path in paths.items():
                    _write(con, table, path, fingerprint)
        return paths

    def looking_back(self, days_before: "Iterable[_Day]") -> dict[str, Path]:
        paths = {table: self._path(table) for table in TABLES if table in later()}
        fingerprint = self.fresh.of(paths)
        kept = self._keeps(paths.values(), reach=LOOK_BACK_DAYS)
        if not kept and not _all_cached(paths.values(), fingerprint):
            refuse_removed(self.lake, self.day)
            own, before = self.own(), [day.own() for day in days_before]
            with self.lake.connect() as con:
                self._create_sources(con)
                for table, path in own.items():
                    _view(con, table, [path], table)
                    _view(con, f"{table}{BEFORE}", [paths_of[table] for paths_of in before], table)
                create_later_signals(con, self.day, self.home.zone)
                for table, path in paths.items():
                    _write(con, table, path, fingerprint)
        return paths

    def _keeps(self, paths: Iterable[Path], *, reach: int) -> bool:
        """Whether the tables stand although they look `reach` days back to where retention removed the calls: they would be worse anew."""
        kept_from = self.lake.kept_from("calls")
        reaches = kept_from is not None and self.day - timedelta(days=reach) < kept_from
        return reaches and all(path.exists() for path in paths)

    @property
    def _cuts(self) -> list[str]:
        """Callers that cut the day into pieces which fit into memory."""
        return cuts(self.lake.files("calls", self.day, self.day), "caller", PIECE_ROWS)

    def _create_sources(self, con: duckdb.DuckDBPyConnection) -> None:
        self.lake.create_view(con, "calls", self.day - timedelta(days=1), self.day)
        self.lake.create_view(con, "calls", self.day - timedelta(days=DAYS_OF_WEEK - 1), self.day, name=WEEK)
        for register in REGISTERS:
            self.lake.create_view(con, register)

    def _path(self, table: str) -> Path:
        return self.home.lake / "signals" / table / f"day={self.day.isoformat()}" / "all.parquet"


def _all_cached(paths: Iterable[Path], fingerprint: str) -> bool:
    return all(_cached(path) == fingerprint for path in paths)


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


def _view(con: duckdb.DuckDBPyConnection, name: str, paths: list[Path], table: str) -> None:
    """Make the view of a table over these files; over none it is empty."""
    columns = TABLES[table]
    if not paths:
        typed = ", ".join(f"null::{kind} as {column}" for column, kind in columns.items())
        con.execute(f"create or replace temp view {name} as select {typed} where false")
        return
    listed = ", ".join(quoted(str(path)) for path in paths)
    source = f"read_parquet([{listed}], hive_partitioning = false)"
    con.execute(f"create or replace temp view {name} as select {', '.join(columns)} from {source}")  # noqa: S608  quoted


def _write(con: duckdb.DuckDBPyConnection, table: str, path: Path, fingerprint: str) -> None:
    """Write beside the place and rename, so that a reader finds the old file or the new one and never a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_drafts_of_the_dead(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        con.execute(
            f"""copy (from {table} order by {", ".join(list(TABLES[table])[:3])}) to {quoted(str(draft))}
            (format parquet, compression zstd, row_group_size {ROW_GROUP_ROWS}, kv_metadata {{'{CACHE_KEY}': '{fingerprint}'}})"""
        )
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _remove_drafts_of_the_dead(path: Path) -> None:
    """What a killed roll-up left beside the place."""
    for draft in path.parent.glob(f".{path.name}.*"):
        process = draft.name.removeprefix(f".{path.name}.").split(".")[0]
        if process.isdigit() and not is_alive(int(process)):
            draft.unlink(missing_ok=True)
