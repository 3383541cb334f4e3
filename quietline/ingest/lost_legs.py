"""Legs that the calling record no longer names: a switch that names one other leg a record forgets the earlier ones of a transfer,
a hunt or a second gateway.

Such a record stands alone with its id, and lies within a call of the same caller that has several records: it was answered, or it is to
a number that the call has too. Unanswered and to another number it is an attempt, since a caller with several lines makes those during a call.
Works on the table `staged`, so the records of a call must come in one file.
"""

import duckdb

_END = "start_s + coalesce(ring_s, 0) + coalesce(talk_s, 0)"


def join_lost_legs(con: duckdb.DuckDBPyConnection) -> None:
    """Give each such record the key of the call in which it lies, of several the one that ends last, and make it a leg.

    A caller who is withheld lies within no call.
    """
    con.execute(
        f"CREATE TEMP TABLE span AS SELECT call_key, count(*) AS records, min(start_s) AS first_s, max({_END}) AS last_s "
        "FROM staged_rows GROUP BY call_key"
    )
    # Of the calls that began before a record the one that ends last is enough to ask: comparing pairs takes minutes for one busy caller.
    con.execute(
        f"CREATE TEMP TABLE lost AS SELECT line, whole.call_key AS call_key FROM (SELECT line, last_s, {_LAST_TO_END} AS whole "
        f"FROM ({_CALLS} UNION ALL {_CANDIDATES})) WHERE line IS NOT NULL AND last_s <= whole.last_s"
    )
    con.execute(
        "UPDATE staged SET call_key = lost.call_key, direction = 'leg' FROM lost WHERE staged.line = lost.line"
    )


_LAST_TO_END = (
    "max(CASE WHEN line IS NULL THEN {'last_s': last_s, 'call_key': call_key} END) "
    "OVER (PARTITION BY caller, callee ORDER BY first_s RANGE UNBOUNDED PRECEDING)"
)
_CALLS = (
    "SELECT DISTINCT caller, unnest([callee, NULL]) AS callee, first_s, last_s, call_key, NULL::BIGINT AS line "
    "FROM staged_rows JOIN span USING (call_key) WHERE records > 1 AND caller IS NOT NULL"
)
"""Calls of several records by each number that they have, and once by none."""
_CANDIDATES = (
    "SELECT caller, CASE WHEN answered IS NOT TRUE THEN callee END AS callee, first_s, last_s, NULL AS call_key, line FROM staged_rows "
    "JOIN span USING (call_key) WHERE records = 1 AND caller IS NOT NULL AND (answered OR callee IS NOT NULL)"
)
"""Records that stand alone: unanswered ones by the number called, answered ones by none."""
