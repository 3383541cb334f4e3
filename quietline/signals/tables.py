"""The tables of a day's signals: what a control may read, and what `quietline signals` writes.

The SQL files say what each column means; a table is named as its file, and `caller_day` has the columns of all files that are part of it.
"""

import duckdb

from quietline.signals.grains import UNITED, grains, parts_of_caller_day

CALLER_KEY = {"caller": "VARCHAR", "day": "DATE", "line_class": "VARCHAR"}

COLUMNS: dict[str, str] = CALLER_KEY | {
    name: kind for part in parts_of_caller_day() for name, kind in part.columns.items()
}
"""What `caller_day` holds, with the engine's types."""

TABLES: dict[str, dict[str, str]] = {UNITED: COLUMNS} | {
    name: grain.columns for name, grain in sorted(grains().items()) if grain.gives == "table"
}
"""Every table of a day's signals; the first column of each is the one that it is sorted by."""

SIGNALS = frozenset(name for columns in TABLES.values() for name in columns)
"""The names of all columns of all tables."""


def create_empty(con: duckdb.DuckDBPyConnection) -> None:
    """Make all tables without rows."""
    for table, columns in TABLES.items():
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        con.execute(f"create or replace temp table {table} ({typed})")
