"""Compiled loops give the rows that the SQL files give which they stand for."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quietline.signals.figures import day_start_s, figures_of
from quietline.signals.grains import grains, parts_of_caller_day
from quietline.signals.kernels.callee_day import OF_CALLEES
from quietline.signals.kernels.caller_day import PARTS, STANDS_FOR
from quietline.signals.making import create_by_kernel, create_grain
from quietline.signals.uniting import unite
from quietline.warehouse.schema import CALLS, CELLS, HOLDINGS
from tests.lake_builders import DAY, SHANGHAI, a_call

FIGURES = {**figures_of(DAY, SHANGHAI), "least_attempts": 3, "least_received": 3}
OF_CALLERS = ("caller_day", "device_use", "told_by_called_side")
TABLES = (*OF_CALLERS, *OF_CALLEES)
CALLERS = [
    "8613803910001",
    "8613803910002",
    "861380391",
    "95588",
    "00852",
    "10086",
    "AlphaBank",
    "银行",
    "1" * 17,
]
CALLEES = ["8615900000001", "8615900000002", "8615900000003", "0123", "123", "Delivery", None]
IMEIS = [
    None,
    "",
    "490154203237518",
    "490154203237519",
    "4901542032375101",
    "356938035643809",
    "000000000000000",
]
CELLS_SEEN = [None, "", "460-00-1", "460-00-2", "460-00-3", "cell"]
REGISTER = [
    {"cell": "460-00-1", "county": "east", "since": DAY},
    {"cell": "460-00-2", "county": "west", "since": DAY},
]

CALL = st.builds(
    lambda seconds, caller, callee, talk, answered, ring, imei, cell, direction, carried: {
        **a_call(
            day_start_s(DAY, SHANGHAI) + seconds,
            caller=caller,
            callee=callee,
            talk_s=talk,
            ring_s=ring,
            imei=imei,
            cell=cell,
            direction=direction,
            unanswered_carried=carried,
        ),
        "answered": answered,
    },
    st.one_of(st.integers(-3700, 3700), st.integers(-3, 3), st.integers(80_000, 86_399)),
    st.sampled_from([*CALLERS, *CALLERS[:2] * 5, None]),
    st.sampled_from(CALLEES),
    st.sampled_from([0, 3, 6, 7, 60, None]),
    st.sampled_from([True, False, None]),
    st.sampled_from([0, 3, 4, None]),
    st.sampled_from(IMEIS),
    st.sampled_from(CELLS_SEEN),
    st.sampled_from(["outgoing", "outgoing", "outgoing", "incoming", "leg"]),
    st.sampled_from([True, True, True, False]),
)
ROWS = st.lists(CALL, max_size=60)
MANY = [a_call(day_start_s(DAY, SHANGHAI) + 7 * n, callee=f"86159{n % 50:08d}") for n in range(300)]
CUTS = st.lists(st.sampled_from(CALLERS), max_size=3, unique=True).map(sorted)


@given(rows=ROWS, cuts=CUTS)
@example(rows=[], cuts=[])
@example(rows=MANY, cuts=[])
@settings(max_examples=40, deadline=None)
def test_the_kernel_gives_what_its_sql_gives(rows: list[dict[str, object]], cuts: list[str]) -> None:
    assert by_kernel(rows, cuts) == by_sql(rows)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(rows=st.lists(CALL, max_size=400), cuts=CUTS)
@settings(max_examples=150, deadline=None)
def test_the_kernel_gives_what_its_sql_gives_many_times(
    rows: list[dict[str, object]], cuts: list[str]
) -> None:
    assert by_kernel(rows, cuts) == by_sql(rows)


@given(rows=ROWS, shards=st.integers(2, 4))
@settings(max_examples=20, deadline=None)
@pytest.mark.parametrize(("key", "tables"), [("caller", OF_CALLERS), ("callee", OF_CALLEES)])
def test_shards_by_its_key_united_are_the_whole(
    key: str, tables: Sequence[str], rows: list[dict[str, object]], shards: int
) -> None:
    parts = [
        by_kernel([row for row in rows if hash(row[key]) % shards == shard], []) for shard in range(shards)
    ]
    whole = by_kernel(rows, [])
    for table in tables:
        assert sorted(row for part in parts for row in part[table][1]) == whole[table][1], table


def test_the_kernel_knows_every_column_of_the_files_that_it_stands_for() -> None:
    with city([]) as con:
        tables = create_by_kernel(con, FIGURES, [])
        assert tables.keys() == {*STANDS_FOR, *OF_CALLEES}
        for name in tables:
            described = {
                column: kind for column, kind, *_ in con.execute(f"describe {tables[name]}").fetchall()
            }
            assert described.items() >= grains()[name].columns.items()


Found = Mapping[str, tuple[object, Sequence[str]]]


def by_kernel(rows: list[dict[str, object]], cuts: list[str]) -> Found:
    with city(rows) as con:
        tables = create_by_kernel(con, FIGURES, cuts)
        return found(con, tables)


def by_sql(rows: list[dict[str, object]]) -> Found:
    with city(rows) as con:
        for name, grain in grains().items():
            if name in (*STANDS_FOR, *OF_CALLEES, "attempt"):
                create_grain(con, grain, FIGURES)
        return found(con, {name: name for name in STANDS_FOR})


def city(rows: list[dict[str, object]]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.register("calls", pa.Table.from_pylist(rows, CALLS.schema))
    con.register("cells", pa.Table.from_pylist(REGISTER, CELLS.schema))
    con.register("holdings", pa.Table.from_pylist([], HOLDINGS.schema))
    return con


def found(con: duckdb.DuckDBPyConnection, tables: Mapping[str, str]) -> Found:
    """Columns with their types, and rows in order, of the united measures and the other tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("quietline.signals.uniting.parts_of_caller_day", kernel_parts)
        unite(con, DAY, {part: tables[part] for part in PARTS})
    return {
        table: (
            con.execute(f"describe {table}").fetchall(),
            sorted(map(repr, con.execute(f"select * from {table}").fetchall())),
        )
        for table in TABLES
    }


def kernel_parts() -> list[object]:
    return [part for part in parts_of_caller_day() if part.name in PARTS]
