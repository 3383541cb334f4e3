"""Writing a batch's files: under their final names, on the disk before the manifest names them, unseen by readers until then."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from quietline.ingest.plan import KEPT_AS_CODES
from quietline.warehouse.durable import make_folder, sync_file, sync_folder
from quietline.warehouse.lake import quoted
from quietline.warehouse.schema import ROW_GROUP_ROWS, SQL_TYPES, Kind


@dataclass(frozen=True)
class Parts:
    """Files written, and those of earlier batches that they replace, relative to the lake."""

    written: tuple[str, ...]
    replaced: tuple[str, ...]


def write_parts(
    con: duckdb.DuckDBPyConnection, lake: Path, kind: Kind, batch: str, changed: tuple[Path, ...]
) -> Parts:
    """Write the table `staged` by day, sorted, and the files of earlier batches anew where the table `changed` names rows of them.

    Raises OSError or duckdb.Error when the disk is full.
    """
    written = []
    for day in _days(con, kind):
        folder = lake / kind.name / f"day={day}" if day else lake / kind.name
        path = folder / f"{batch}.parquet"
        _write(con, _sorted_rows(con, kind, batch, day), path)
        written.append(path)
    anew = [_write_anew(con, kind, path, batch) for path in changed]
    written += [path for path in anew if path]
    for folder in {path.parent for path in written}:
        sync_folder(folder)
    return Parts(_relative(written, lake), _relative(list(changed), lake))


def _days(con: duckdb.DuckDBPyConnection, kind: Kind) -> list[date | None]:
    """The days to write; one None for a kind without days, nothing where no row is left."""
    column = "day" if kind.by_day else "NULL"
    return [day for (day,) in con.execute(f"SELECT DISTINCT {column} FROM staged ORDER BY ALL").fetchall()]


def _sorted_rows(con: duckdb.DuckDBPyConnection, kind: Kind, batch: str, day: date | None) -> str:
    """SELECT of the day's staged rows. What is the same in all of them is put in behind the sort, and codes become numbers there."""
    where = f"WHERE day = DATE '{day}'" if day else ""
    same = {"batch": quoted(batch)} | ({"day": f"DATE '{day}'"} if day else {})
    same |= _constants(con, kind, where, [name for name in kind.columns if name not in same])
    coded = KEPT_AS_CODES if kind.name == "calls" else frozenset()
    shown = {name: f"number_text({name})" for name in coded} | same
    columns = ", ".join(f"{shown[name]} AS {name}" if name in shown else name for name in kind.columns)
    varying = ", ".join(name for name in kind.columns if name not in same)
    return f"SELECT {columns} FROM (SELECT {varying} FROM staged {where} ORDER BY {_order(kind)})"


def _constants(con: duckdb.DuckDBPyConnection, kind: Kind, where: str, names: list[str]) -> dict[str, str]:
    """Columns that are null in all staged rows, and flags and directions that are the same in all: name → SQL of the value."""
    few = [name for name in names if kind.schema.field(name).type == pa.bool_() or name == "direction"]
    counts = [f"count({name})" for name in names]
    ends = [f"min({name}), max({name}), count(*) - count({name})" for name in few]
    found = con.execute(f"SELECT {', '.join(counts + ends)} FROM staged {where}").fetchone() or ()
    same = {
        name: f"NULL::{SQL_TYPES[kind.schema.field(name).type]}"
        for name, count in zip(names, found, strict=False)
        if not count
    }
    for place, name in enumerate(few):
        least, most, nulls = found[len(names) + 3 * place :][:3]
        if least == most and least is not None and not nulls:
            same[name] = quoted(least) if isinstance(least, str) else str(least)
    return same


def _write_anew(con: duckdb.DuckDBPyConnection, kind: Kind, path: Path, batch: str) -> Path | None:
    """The file with its rows in `changed` taken out or given their new direction; None where none is left."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE change AS SELECT line, bool_or(direction IS NULL) AS is_gone, max(direction) AS direction "
        "FROM changed WHERE path = ? GROUP BY line",
        [str(path)],
    )
    rest = (
        f"FROM read_parquet({quoted(str(path))}, hive_partitioning = false) AS r LEFT JOIN change AS c USING (line) "
        "WHERE c.is_gone IS NOT TRUE"
    )
    left = con.execute(f"SELECT count(*) {rest}").fetchone()
    if not left or not left[0]:
        return None
    columns = ", ".join(
        "coalesce(c.direction, r.direction) AS direction" if name == "direction" else f"r.{name}"
        for name in kind.columns
    )
    target = path.with_name(f"{path.stem}.{batch}.parquet")
    _write(con, f"SELECT * FROM (SELECT {columns} {rest}) ORDER BY {_order(kind)}", target)
    return target


def _write(con: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    make_folder(path.parent)
    settings = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP_ROWS}"
    con.execute(f"COPY ({select}) TO {quoted(str(path))} ({settings})")
    sync_file(path)


def _order(kind: Kind) -> str:
    return ", ".join((*kind.order, "line"))


def _relative(paths: list[Path], lake: Path) -> tuple[str, ...]:
    return tuple(sorted(str(path.relative_to(lake)) for path in paths))
