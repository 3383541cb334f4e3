"""Makes `caller_day` of its parts: one row a caller with the measures of all files that are part of it."""

from collections.abc import Mapping
from datetime import date

import duckdb

from quietline.signals.grains import UNITED, parts_of_caller_day
from quietline.signals.line_class import create_line_classes


def unite(con: duckdb.DuckDBPyConnection, day: date, tables: Mapping[str, str]) -> None:
    """Make `caller_day`; `tables` names the table that holds each part, and one table may hold several.

    A caller whom a part does not know has nulls there.
    """
    parts = parts_of_caller_day()
    first, *others = dict.fromkeys(tables[part.name] for part in parts)
    con.execute(f"create or replace temp view callers as select caller from {first}")  # noqa: S608  a table of this room
    create_line_classes(con, day)
    measures = [
        f"{tables[part.name]}.{name}"
        for part in parts
        for name in part.columns
        if name not in ("caller", "day")
    ]
    columns = ", ".join([f"{first}.caller", f"{first}.day", "line_class_of.line_class", *measures])
    joins = " ".join(f"left join {table} using (caller)" for table in others)
    joined = f"{first} inner join line_class_of using (caller) {joins}"
    con.execute(f"create or replace temp table {UNITED} as select {columns} from {joined}")  # noqa: S608  tables of this room
