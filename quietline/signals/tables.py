"""The tables of a day's signals: what a control may read, and what `quietline signals` writes.

The SQL files say what each column means; a table is named as its file.
"""

import duckdb

COLUMNS: dict[str, str] = {
    "caller": "VARCHAR",
    "day": "DATE",
    "line_class": "VARCHAR",
    "attempts": "INTEGER",
    "answered": "INTEGER",
    "distinct_callees": "INTEGER",
    "calls_per_callee": "DOUBLE",
    "asr": "DOUBLE",
    "acd": "DOUBLE",
    "short_call_ratio": "DOUBLE",
    "attempts_60min": "INTEGER",
    "unanswered_carried": "BOOLEAN",
    "talks_known": "INTEGER",
    "active_hours": "INTEGER",
    "out_of_hours_share": "DOUBLE",
    "one_ring_share": "DOUBLE",
    "distinct_imeis": "INTEGER",
}
"""What `caller_day` holds, with the engine's types: the caller's measures of all SQL files with the grain caller × day."""

TABLES: dict[str, dict[str, str]] = {
    "caller_day": COLUMNS,
    "device_use": {"caller": "VARCHAR", "day": "DATE", "imei": "VARCHAR", "attempts": "INTEGER"},
    "device_day": {
        "imei": "VARCHAR",
        "day": "DATE",
        "device_callers": "INTEGER",
        "device_attempts": "INTEGER",
    },
    "callee_day": {
        "callee": "VARCHAR",
        "day": "DATE",
        "received_60s": "INTEGER",
        "received_60min": "INTEGER",
        "callers_60s": "INTEGER",
        "callers_60min": "INTEGER",
        "burst_last_s": "BIGINT",
        "burst_ends": "VARCHAR",
    },
    "burst_caller": {
        "callee": "VARCHAR",
        "day": "DATE",
        "caller": "VARCHAR",
        "burst_attempts": "INTEGER",
        "burst_share": "DOUBLE",
    },
}
"""Every table of a day's signals; the first column of each is the one that it is sorted by."""

SIGNALS = frozenset(name for columns in TABLES.values() for name in columns)
"""The names of all columns of all tables."""


def create_empty(con: duckdb.DuckDBPyConnection) -> None:
    """Make all tables without rows."""
    for table, columns in TABLES.items():
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        con.execute(f"create or replace temp table {table} ({typed})")
