"""Records that are known already: within the file and in what was committed. Works on the table `staged`.

Of several records of one call the fullest stays: answered before unanswered, then the longest talk, then an order of content that
does not depend on which came first. So files can be loaded in any order.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from quietline.ingest.profile_model import Profile
from quietline.ingest.rows import KEY_LETTERS, key_column, register_key
from quietline.warehouse.lake import Lake, quoted
from quietline.warehouse.schema import KINDS

_CALL_RANK = (
    "answered::TINYINT, -1",
    "talk_s, -1",
    "ring_s, -1",
    "presented, ''",
    "imei, ''",
    "cell, ''",
    "caller, ''",
    "callee, ''",
    "direction, ''",
    "start_s, 0",
)
"""What makes a record of a call fuller than another, the weightiest first."""


@dataclass(frozen=True)
class Known:
    """What was found: how many rows were left out or took another's place, and the keys to take out of committed files."""

    duplicate: int
    outdated: dict[Path, list[str]]


def number_repetitions(con: duckdb.DuckDBPyConnection, profile: Profile) -> None:
    """Where the source gives minutes and no identity, the nth identical record of a file is a call with a key of its own."""
    if profile.kind != "calls" or profile.time_resolution_s == 1 or profile.identity:
        return
    con.execute(
        "CREATE TEMP TABLE repetition AS SELECT line, n FROM "
        "(SELECT line, row_number() OVER (PARTITION BY call_key ORDER BY line) AS n FROM staged) WHERE n > 1"
    )
    again = f"left(md5(call_key || chr(31) || n), {KEY_LETTERS})"
    con.execute(f"UPDATE staged SET call_key = {again} FROM repetition WHERE staged.line = repetition.line")


def leave_out_known(con: duckdb.DuckDBPyConnection, lake: Lake, profile: Profile) -> Known:
    """Take out of `staged` what the file repeats and what is committed already."""
    within = _leave_out_repeated(con, profile.kind)
    files = _files_to_compare(con, lake, profile)
    if not files:
        return Known(within, {})
    listed = ", ".join(quoted(str(path)) for path in files)
    if profile.kind != "calls":
        column = key_column(profile.kind)
        key = column if column in KINDS[profile.kind].columns else register_key(profile.kind)
        con.execute(
            f"CREATE TEMP TABLE committed AS SELECT DISTINCT {key} AS {column} FROM read_parquet([{listed}])"
        )
        return Known(
            within + _delete(con, f"SELECT line FROM staged SEMI JOIN committed USING ({column})"), {}
        )
    con.execute(
        f"CREATE TEMP TABLE known AS SELECT s.line, s.call_key, k.filename, ({_rank('s')}) > ({_rank('k')}) AS is_fuller "
        f"FROM staged AS s JOIN read_parquet([{listed}], filename = true, hive_partitioning = false) AS k USING (call_key)"
    )
    left_out = _delete(con, "SELECT line FROM known WHERE NOT is_fuller")
    outdated: dict[Path, list[str]] = {}
    for name, key in con.execute(
        "SELECT filename, call_key FROM known WHERE is_fuller ORDER BY ALL"
    ).fetchall():
        outdated.setdefault(Path(name), []).append(key)
    return Known(within + left_out + sum(map(len, outdated.values())), outdated)


def _leave_out_repeated(con: duckdb.DuckDBPyConnection, kind: str) -> int:
    key = key_column(kind)
    con.execute(f"CREATE TEMP TABLE repeated AS SELECT {key} FROM staged GROUP BY {key} HAVING count(*) > 1")
    rank = f"{_order()}, line" if kind == "calls" else "line"
    return _delete(
        con,
        f"SELECT line FROM (SELECT line, row_number() OVER (PARTITION BY {key} ORDER BY {rank}) AS n "
        f"FROM staged SEMI JOIN repeated USING ({key})) WHERE n > 1",
    )


def _files_to_compare(con: duckdb.DuckDBPyConnection, lake: Lake, profile: Profile) -> list[Path]:
    """Committed files that may hold the staged rows: of their days, where the key fixes the day; of the days beside them too."""
    if not KINDS[profile.kind].by_day:
        return lake.files(profile.kind)
    days: list[date] = [day for (day,) in con.execute("SELECT DISTINCT day FROM staged").fetchall()]
    beside = [timedelta(days=shift) for shift in ((-1, 0, 1) if profile.identity else (0,))]
    wanted = {day + shift for day in days for shift in beside}
    return sorted({path for day in wanted for path in lake.files(profile.kind, day, day)})


def _delete(con: duckdb.DuckDBPyConnection, lines: str) -> int:
    """Delete these lines from `staged`; give how many there were."""
    found = con.execute(f"DELETE FROM staged WHERE line IN ({lines})").fetchone()
    return int(found[0]) if found else 0


def _rank(table: str) -> str:
    return ", ".join(f"coalesce({table}.{column})" for column in _CALL_RANK)


def _order() -> str:
    return ", ".join(f"coalesce({column}) DESC" for column in _CALL_RANK)
