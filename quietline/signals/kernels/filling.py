"""Tables on the engine's side for what loops give."""

from collections.abc import Iterable, Mapping

import duckdb
import pyarrow as pa

from quietline.signals.grains import grains


def fill(
    con: duckdb.DuckDBPyConnection, tables: Mapping[str, str], pieces: Iterable[Mapping[str, pa.Table]]
) -> None:
    """Make the tables with the columns of the files that they hold (file → table) and put in the rows of each piece."""
    for table in dict.fromkeys(tables.values()):
        columns = {
            name: kind
            for file, held_in in tables.items()
            if held_in == table
            for name, kind in grains()[file].columns.items()
        }
        typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        con.execute(f"create or replace temp table {table} ({typed})")
    for made in pieces:
        for table, rows in made.items():
            con.register("made", rows)
            con.execute(f"insert into {table} by name from made")
            con.unregister("made")
