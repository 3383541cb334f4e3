"""Which of a call's records is its attempt: one outgoing row a call, whatever files its records come in and in which order.

The answered record is the attempt, of several the earliest, then an order of content. Each record that loses against another is a leg
for good, so the rows are the same in whatever order the files were loaded. A call that two sources deliver counts in one of them: a
source with ids of its own before one without, then by name; the other's records are legs.
"""

from datetime import date, timedelta
from pathlib import Path

import duckdb

from quietline.ingest.duplicates import (
    Known,
    leave_out_committed_records,
    leave_out_committed_rows,
    leave_out_repeated,
)
from quietline.warehouse.lake import Lake, original_batch, quoted

CLOCKS_DIFFER_S = 5
"""Two sources' records of one call begin at most this far apart."""

_DAY = timedelta(days=1)
_COLUMNS = (
    "line, call_key, caller, callee, direction, start_s, ring_s, talk_s, answered, presented, imei, cell"
)
_FIRST = (
    "coalesce(answered, false) DESC, start_s, coalesce(talk_s, -1) DESC, coalesce(ring_s, -1) DESC, coalesce(presented, ''), "
    "coalesce(imei, ''), coalesce(cell, ''), coalesce(caller, ''), coalesce(callee, '')"
)


def leave_out_known(con: duckdb.DuckDBPyConnection, lake: Lake, kind: str, *, call_ids: str) -> Known:
    """Take out of `staged` what the file repeats and what is committed already, and say of each call's records which is the attempt.

    `call_ids` names whose ids tell the calls of the file apart, see the manifest.
    """
    repeated = leave_out_repeated(con, kind)
    if kind != "calls":
        return Known(repeated + leave_out_committed_rows(con, lake, kind))
    con.execute(
        "CREATE TEMP VIEW record AS SELECT * REPLACE (number_text(caller) AS caller, number_text(callee) AS callee) FROM staged_rows"
    )
    con.execute("CREATE TEMP TABLE changed (path VARCHAR, line BIGINT, direction VARCHAR)")
    days = [day for (day,) in con.execute("SELECT DISTINCT day FROM staged").fetchall()]
    # A key made of content has the start in it, so such a call lies in one day.
    mates = _read(_files(lake, days, beside=bool(call_ids)))
    con.execute(f"CREATE TEMP TABLE mate AS SELECT k.* FROM ({mates}) AS k SEMI JOIN staged USING (call_key)")
    committed = leave_out_committed_records(con)
    _make_copies_legs(con, lake, call_ids, days)
    _leave_one_attempt_a_call(con)
    found = con.execute("SELECT DISTINCT path FROM changed ORDER BY path").fetchall()
    return Known(repeated + committed, tuple(Path(path) for (path,) in found))


def _leave_one_attempt_a_call(con: duckdb.DuckDBPyConnection) -> None:
    """Of a call's outgoing records the first by rank stays; the others become legs, committed ones too."""
    con.execute(
        "CREATE TEMP TABLE loser AS SELECT path, line FROM ("
        f"SELECT path, line, row_number() OVER (PARTITION BY call_key ORDER BY {_FIRST}) AS n FROM ("
        f"SELECT NULL::VARCHAR AS path, {_COLUMNS} FROM record WHERE call_key IN (FROM repeated UNION ALL SELECT call_key FROM mate) "
        f"UNION ALL SELECT path, {_COLUMNS} FROM mate) WHERE direction = 'outgoing') WHERE n > 1"
    )
    _make_legs(con, "loser")


def _make_copies_legs(con: duckdb.DuckDBPyConnection, lake: Lake, call_ids: str, days: list[date]) -> None:
    """A call that a better source delivers too counts there: the records here, or those committed of a worse one, become legs."""
    sources = {manifest.batch: manifest.call_ids for manifest in lake.manifests() if manifest.kind == "calls"}
    if set(sources.values()) <= {call_ids}:
        return
    ids_of = {path: sources.get(original_batch(str(path)), "") for path in _files(lake, days, beside=True)}
    better = [path for path, ids in ids_of.items() if _is_better(ids, than=call_ids)]
    worse = [path for path, ids in ids_of.items() if _is_better(call_ids, than=ids)]
    if better:
        names = "line, call_key, caller, callee, direction, start_s"
        con.execute(
            f"CREATE TEMP TABLE here AS SELECT NULL::VARCHAR AS path, {names} FROM record UNION ALL SELECT path, {names} FROM mate"
        )
        _find_copies(con, "copy_here", of="here", among=f"({_read(better)})")
    if worse:
        con.execute(f"CREATE TEMP VIEW there AS {_read(worse)}")
        _find_copies(con, "copy_there", of="there", among="record")


def _find_copies(con: duckdb.DuckDBPyConnection, name: str, *, of: str, among: str) -> None:
    """Make legs of the rows of `of` that are the same call as one of `among`: of the caller's side with all records of their call."""
    con.execute(
        f"CREATE TEMP TABLE {name}_match AS SELECT a.path, a.line, a.call_key, a.direction FROM {of} AS a JOIN {among} AS b "
        "ON a.caller = b.caller AND a.callee = b.callee AND (a.direction = 'incoming') = (b.direction = 'incoming') "
        f"AND a.start_s BETWEEN b.start_s - {CLOCKS_DIFFER_S} AND b.start_s + {CLOCKS_DIFFER_S} AND a.call_key <> b.call_key"
    )
    con.execute(
        f"CREATE TEMP TABLE {name} AS SELECT path, line FROM {of} WHERE direction = 'outgoing' "
        f"AND call_key IN (SELECT call_key FROM {name}_match WHERE direction <> 'incoming') "
        f"UNION SELECT path, line FROM {name}_match WHERE direction = 'incoming'"
    )
    _make_legs(con, name)


def _make_legs(con: duckdb.DuckDBPyConnection, rows: str) -> None:
    """The rows of this table of paths and lines become legs: staged ones (path null), and committed ones."""
    con.execute(
        f"UPDATE staged SET direction = 'leg' WHERE line IN (SELECT line FROM {rows} WHERE path IS NULL)"
    )
    con.execute(f"INSERT INTO changed SELECT path, line, 'leg' FROM {rows} WHERE path IS NOT NULL")
    con.execute(
        f"UPDATE mate SET direction = 'leg' FROM {rows} AS r WHERE mate.path = r.path AND mate.line = r.line"
    )


def _is_better(call_ids: str, *, than: str) -> bool:
    return bool(call_ids) and (not than or call_ids < than)


def _files(lake: Lake, days: list[date], *, beside: bool) -> list[Path]:
    """Committed files of these days, and of the days beside them."""
    if not days:
        return []
    reach = _DAY if beside else 0 * _DAY
    wanted = {str(day + shift) for day in days for shift in (-reach, 0 * _DAY, reach)}
    near = lake.files("calls", min(days) - reach, max(days) + reach)
    return [path for path in near if path.parent.name.removeprefix("day=") in wanted]


def _read(files: list[Path]) -> str:
    """SELECT of the committed records in these files."""
    if not files:
        return "SELECT * FROM (SELECT NULL::VARCHAR AS path, " + _COLUMNS + " FROM record) WHERE false"
    listed = ", ".join(quoted(str(path)) for path in files)
    source = f"read_parquet([{listed}], filename = 'path', hive_partitioning = false)"
    return f"SELECT path, {_COLUMNS} FROM {source}"
