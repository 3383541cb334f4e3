"""Records that are known already: within the file and in what was committed. Works on the table `staged`.

Of several deliveries of one record the fullest stays: answered before unanswered, then the longest talk, then an order of content that
does not depend on which came first. So files can be loaded in any order.
"""

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from quietline.ingest.call_key import number_of
from quietline.ingest.rows import key_column, register_key
from quietline.warehouse.lake import Lake
from quietline.warehouse.schema import KINDS

KEYS_AT_ONCE = 16_000_000
"""Keys of calls that are sorted at once, 128 MB of them."""

_FULLNESS = (
    "answered::TINYINT, -1",
    "talk_s, -1",
    "ring_s, -1",
    "presented, ''",
    "imei, ''",
    "cell, ''",
    "direction, ''",
)
"""What makes a record of a call fuller than another delivery of it, the weightiest first.

The direction is in it because "outgoing" > "leg": a file that is loaded again makes attempts of its calls that had become legs beside
another source, which was withdrawn since.
"""


@dataclass(frozen=True)
class Known:
    """How many rows were left out or took another's place, and the committed files of which rows change.

    What changes in them stands in the table `changed`: path, line, and the row's new direction, null where it is taken out.
    """

    duplicate: int
    changed: tuple[Path, ...] = ()


def number_repetitions(con: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Where records tell minutes and no identity, the nth identical one of a file is a call with a key of its own."""
    if kind != "calls":
        return
    con.execute(
        "CREATE TEMP TABLE repetition AS SELECT line, n FROM (SELECT line, row_number() OVER (PARTITION BY call_key ORDER BY line) AS n "
        "FROM staged WHERE repeatable) WHERE n > 1"
    )
    again = number_of("call_key || chr(31) || n")
    con.execute(f"UPDATE staged SET call_key = {again} FROM repetition WHERE staged.line = repetition.line")


def leave_out_repeated(con: duckdb.DuckDBPyConnection, kind: str) -> int:
    """Take out of `staged` what the file repeats, and of a register what a later line supersedes; give how many rows that were."""
    if kind != "calls":
        identity = KINDS[kind].identity
        kept = f"max(line) AS line FROM staged GROUP BY {', '.join(identity)}"
        if not identity:
            kept = f"min(line) AS line FROM staged GROUP BY {key_column(kind)}"
        return delete_lines(con, f"SELECT line FROM staged ANTI JOIN (SELECT {kept}) USING (line)")
    _find_repeated(con)
    return delete_lines(
        con,
        f"SELECT line FROM (SELECT line, row_number() OVER (PARTITION BY {_RECORD} ORDER BY {_order()}, line) AS n "
        "FROM staged_rows SEMI JOIN repeated USING (call_key)) WHERE n > 1",
    )


def _find_repeated(con: duckdb.DuckDBPyConnection) -> None:
    """Make the table `repeated` of the keys that several records of one side have.

    Looking at the key alone is cheaper than at all that makes a record, and sorting numbers is cheaper than grouping by them.
    """
    con.execute("CREATE TEMP TABLE repeated (call_key UBIGINT)")
    ((rows,),) = con.execute("SELECT count(*) FROM staged").fetchall()
    parts = 1 + rows // KEYS_AT_ONCE
    for part, side in product(range(parts), ("=", "<>")):
        some = (
            f"SELECT call_key FROM staged WHERE direction {side} 'incoming' AND call_key % {parts} = {part}"
        )
        keys = np.sort(con.sql(some).to_arrow_table()["call_key"].to_numpy())
        con.register("found", pa.table({"call_key": keys[1:][keys[1:] == keys[:-1]]}))
        con.execute("INSERT INTO repeated FROM found")
        con.unregister("found")


def leave_out_committed_rows(con: duckdb.DuckDBPyConnection, lake: Lake, kind: str) -> int:
    """Take out of `staged` what a register says already, superseded rows left aside; give how many rows that were."""
    lake.create_view(con, kind, name="present")
    column = key_column(kind)
    key = column if column in KINDS[kind].columns else register_key(kind)
    con.execute(f"CREATE TEMP TABLE committed AS SELECT DISTINCT {key} AS {column} FROM present")
    return delete_lines(con, f"SELECT line FROM staged SEMI JOIN committed USING ({column})")


def leave_out_committed_records(con: duckdb.DuckDBPyConnection) -> int:
    """Compare `record`, the staged calls, with `mate`, the committed records of the same calls: the fuller delivery of a record stays.

    Gives how many rows were left out or took another's place; what has to leave the committed files goes into `changed`.
    """
    con.execute(
        f"CREATE TEMP TABLE known AS SELECT s.line, k.path, k.line AS known_line, ({_fullness('s')}) > ({_fullness('k')}) AS is_fuller "
        f"FROM record AS s JOIN mate AS k ON {_is_same_record('s', 'k')}"
    )
    left_out = delete_lines(con, "SELECT line FROM known WHERE NOT is_fuller")
    con.execute("INSERT INTO changed SELECT path, known_line, NULL FROM known WHERE is_fuller")
    con.execute("DELETE FROM mate USING changed WHERE mate.path = changed.path AND mate.line = changed.line")
    replaced = con.execute("SELECT count(*) FROM changed").fetchone()
    return left_out + (int(replaced[0]) if replaced else 0)


def delete_lines(con: duckdb.DuckDBPyConnection, lines: str) -> int:
    """Delete these lines from `staged`; give how many there were."""
    found = con.execute(f"DELETE FROM staged WHERE line IN ({lines})").fetchone()
    return int(found[0]) if found else 0


_RECORD = "call_key, start_s, direction = 'incoming', caller, callee"
"""What makes two rows deliveries of one record: the call, its side, who, whom and when."""


def _is_same_record(one: str, other: str) -> str:
    sides = f"({one}.direction = 'incoming') = ({other}.direction = 'incoming')"
    parties = " AND ".join(
        f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in ("caller", "callee")
    )
    return f"{one}.call_key = {other}.call_key AND {one}.start_s = {other}.start_s AND {sides} AND {parties}"


def _fullness(table: str) -> str:
    return ", ".join(f"coalesce({table}.{column})" for column in _FULLNESS)


def _order() -> str:
    return ", ".join(f"coalesce({column}) DESC" for column in _FULLNESS)
