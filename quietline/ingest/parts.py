"""Writing a batch's files: under their final names, on the disk before the manifest names them, unseen by readers until then."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from quietline.ingest.plan import KEPT_AS_CODES
from quietline.warehouse.durable import make_folder, sync_file, sync_folder
from quietline.warehouse.lake import quoted
from quietline.warehouse.schema import ROW_GROUP_ROWS, Kind


@dataclass(frozen=True)
class Parts:
    """Files written, and those of earlier batches that they replace, relative to the lake."""

    written: tuple[str, ...]
    replaced: tuple[str, ...]


def write_parts(
    con: duckdb.DuckDBPyConnection,
    lake: Path,
    kind: Kind,
    batch: str,
    changed: tuple[Path, ...],
    *,
    by_loop: bool,
) -> Parts:
    """Write the table `staged` by day, sorted, and the files of earlier batches anew where the table `changed` names rows of them.

    `by_loop` says that the compiled loop may write the numbers: all are made of digits. Raises OSError or duckdb.Error when the disk is full.
    """
    written = []
    for day in _days(con, kind):
        folder = lake / kind.name / f"day={day}" if day else lake / kind.name
        path = folder / f"{batch}.parquet"
        _write(con, kind, _sorted_rows(con, kind, batch, day, by_loop), path)
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


@dataclass(frozen=True)
class _Rows:
    """Rows to write: a SELECT in their order, what is the same in all of them, and which columns it gives as codes of numbers."""

    select: str
    same: dict[str, pa.Scalar]
    coded: frozenset[str] = frozenset()


def _sorted_rows(
    con: duckdb.DuckDBPyConnection, kind: Kind, batch: str, day: date | None, by_loop: bool
) -> _Rows:
    """The day's staged rows, sorted. What is the same in all of them is put in behind the sort, and codes become numbers there."""
    where = f"WHERE day = DATE '{day}'" if day else ""
    same = {"batch": pa.scalar(batch)} | ({"day": pa.scalar(day, pa.date32())} if day else {})
    same |= _constants(con, kind, where, [name for name in kind.columns if name not in same])
    coded = KEPT_AS_CODES if kind.name == "calls" else frozenset()
    shown = {name: f"number_text({name}) AS {name}" for name in coded if not by_loop}
    varying = [name for name in kind.columns if name not in same]
    columns = ", ".join(shown.get(name, name) for name in varying)
    ordered = f"SELECT {', '.join(varying)} FROM staged_rows {where} ORDER BY {_order(kind)}"
    return _Rows(
        f"SELECT {columns} FROM ({ordered})" if shown else ordered, same, coded if by_loop else frozenset()
    )


def _constants(
    con: duckdb.DuckDBPyConnection, kind: Kind, where: str, names: list[str]
) -> dict[str, pa.Scalar]:
    """Columns that are null in all staged rows, and flags and directions that are the same in all: name → the value."""
    types = {name: kind.schema.field(name).type for name in names}
    few = [name for name in names if types[name] == pa.bool_() or name == "direction"]
    counts = [f"count({name})" for name in names]
    ends = [f"min({name}), max({name}), count(*) - count({name})" for name in few]
    found = con.execute(f"SELECT {', '.join(counts + ends)} FROM staged_rows {where}").fetchall()[0]
    same = {
        name: pa.scalar(None, types[name]) for name, count in zip(names, found, strict=False) if not count
    }
    for place, name in enumerate(few):
        least, most, nulls = found[len(names) + 3 * place :][:3]
        if least == most and least is not None and not nulls:
            same[name] = pa.scalar(least, types[name])
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
    ((left,),) = con.execute(f"SELECT count(*) {rest}").fetchall()
    if not left:
        return None
    columns = ", ".join(
        "coalesce(c.direction, r.direction) AS direction" if name == "direction" else f"r.{name}"
        for name in kind.columns
    )
    target = path.with_name(f"{path.stem}.{batch}.parquet")
    select = f"SELECT * FROM (SELECT {columns} {rest}) ORDER BY {_order(kind)}"
    _write(con, kind, _Rows(select, {}), target)
    return target


def _write(con: duckdb.DuckDBPyConnection, kind: Kind, rows: _Rows, path: Path) -> None:
    """Write the rows as they come: one row group is in memory at a time."""
    make_folder(path.parent)
    same = {name: pa.repeat(value, ROW_GROUP_ROWS) for name, value in rows.same.items()}
    with pq.ParquetWriter(path, kind.schema, **_settings(kind)) as writer:
        for batch in con.sql(rows.select).to_arrow_reader(ROW_GROUP_ROWS):
            given = {name: column[: batch.num_rows] for name, column in same.items()} | _given(
                batch, rows.coded
            )
            columns = [given[name].cast(kind.schema.field(name).type) for name in kind.columns]
            writer.write_table(pa.Table.from_arrays(columns, schema=kind.schema), ROW_GROUP_ROWS)
    sync_file(path)


def _given(batch: pa.RecordBatch, coded: frozenset[str]) -> dict[str, pa.Array]:
    """The columns of the batch, codes of numbers as their texts."""
    given = dict(zip(batch.schema.names, batch.columns, strict=True))
    if not coded:
        return given
    from quietline.ingest.kernels.texts import texts_of_codes  # loaded already: the loop read the lines

    return given | {
        name: texts_of_codes(given[name].fill_null(0).to_numpy()) for name in coded & given.keys()
    }


def _settings(kind: Kind) -> dict[str, Any]:
    """How a file is written. What hardly comes twice in a row group needs no list of its values."""
    of_their_own = {"callee", "start_s", "call_key", "line"} if kind.by_day else {"line"}
    rising = {name: "DELTA_BINARY_PACKED" for name in sorted(of_their_own & {"start_s", "line"})}
    return {
        "compression": "zstd",
        "compression_level": 1,
        "use_dictionary": [name for name in kind.columns if name not in of_their_own],
        "column_encoding": rising,
    }


def _order(kind: Kind) -> str:
    return ", ".join((*kind.order, "line"))


def _relative(paths: list[Path], lake: Path) -> tuple[str, ...]:
    return tuple(sorted(str(path.relative_to(lake)) for path in paths))
