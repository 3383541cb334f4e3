"""Legs that the calling record no longer names: a switch that names one other leg a record forgets the earlier ones of a transfer,
a hunt or a second gateway.

Such a record stands alone with its id, and lies within a call of the same caller that has several records. Works on the table `staged`,
so the records of a call must come in one file.
"""

import duckdb

_END = "start_s + coalesce(ring_s, 0) + coalesce(talk_s, 0)"


def join_lost_legs(con: duckdb.DuckDBPyConnection) -> None:
    """Give each such record the key of the call in which it lies, and make it a leg. A caller who is withheld lies within no call."""
    con.execute(
        f"CREATE TEMP TABLE span AS SELECT call_key, count(*) AS records, min(start_s) AS first_s, max({_END}) AS last_s "
        "FROM staged GROUP BY call_key"
    )
    con.execute(
        "CREATE TEMP TABLE lost AS SELECT x.line, min(whole.call_key) AS call_key "
        "FROM staged AS x JOIN span AS alone ON x.call_key = alone.call_key AND alone.records = 1 "
        "JOIN (SELECT DISTINCT call_key, caller FROM staged) AS party ON party.caller = x.caller "
        "JOIN span AS whole ON whole.call_key = party.call_key AND whole.records > 1 "
        "AND x.start_s BETWEEN whole.first_s AND whole.last_s AND alone.last_s <= whole.last_s GROUP BY x.line"
    )
    con.execute(
        "UPDATE staged SET call_key = lost.call_key, direction = 'leg' FROM lost WHERE staged.line = lost.line"
    )
