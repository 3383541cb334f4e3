"""Files of the signals on hash shards by their partition key, united, beside the same files on the whole."""

from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from quietline.signals import figures
from quietline.signals.grains import REGISTERS, Grain, grains
from quietline.signals.making import create_with_history
from quietline.warehouse.schema import CALLS, KINDS
from tests.lake_builders import DAY, SHANGHAI

Rows = Sequence[Mapping[str, object]]


def create_whole(con: duckdb.DuckDBPyConnection, calls: Rows, held: Mapping[str, Rows]) -> None:
    """All tables of the day, from the calls and the registers."""
    con.register("all_calls", pa.Table.from_pylist(calls, CALLS.schema))
    for register in REGISTERS:
        con.register(register, pa.Table.from_pylist(held.get(register, []), KINDS[register].schema))
    create_with_history(con, DAY, SHANGHAI)


def assert_shards_united_are_the_whole(
    names: Iterable[str], calls: Rows, held: Mapping[str, Rows], shards: int
) -> None:
    """Of each of these files, on tables that lie where no table is but those which it names as its sources."""
    with duckdb.connect() as con, duckdb.connect() as part:
        create_whole(con, calls, held)
        for grain in map(grains().__getitem__, names):
            for table in grain.sources:
                part.register(f"whole_{table}", con.sql(f"select * from {table}").to_arrow_table())
            whole = _rows(part, grain, "true")
            united = [
                row
                for shard in range(shards)
                for row in _rows(part, grain, f"hash({grain.partition_key}) % {shards} = {shard}")
            ]
            assert sorted(map(repr, united)) == sorted(map(repr, whole)), grain.name


def files_without_rows(names: Iterable[str], calls: Rows, held: Mapping[str, Rows]) -> list[str]:
    """Which of these files give no row. A law over empty tables would hold of anything."""
    with duckdb.connect() as con:
        create_whole(con, calls, held)
        return [name for name in names if not con.execute(f"select 1 from {name} limit 1").fetchall()]


def _rows(con: duckdb.DuckDBPyConnection, grain: Grain, shard: str) -> list[tuple[object, ...]]:
    """The rows that the file gives over a shard of what it reads; registers and the like it gets whole."""
    for table in grain.sources:
        where = "true" if table in grain.broadcast else shard
        con.execute(f"create view {table} as select * from whole_{table} where {where}")
    known = figures.figures_of(DAY, SHANGHAI)
    found = con.execute(grain.sql, {figure: known[figure] for figure in grain.parameters}).fetchall()
    for table in grain.sources:
        con.execute(f"drop view {table}")
    return found
