"""A grain run on hash shards by its partition key and united gives what it gives on the whole."""

import re

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietline.signals.roll_up import SQL_FOLDER, day_start_s, figures_of, parameters_of, sql_of
from quietline.warehouse.schema import CALLS
from tests.lake_builders import DAY, SHANGHAI, a_call

GRAINS = sorted(path.stem for path in SQL_FOLDER.glob("*.sql"))
CALLERS = [None, "8613803910001", "8613803910002", "863915550001", "95588"]

FIGURES = {**figures_of(DAY, SHANGHAI), "least_received": 3}

ROWS = st.lists(
    st.builds(
        lambda seconds, caller, callee, talk, ring, imei, direction, carried, key: a_call(
            day_start_s(DAY, SHANGHAI) + seconds,
            caller=caller,
            callee=callee,
            talk_s=talk,
            ring_s=ring,
            imei=imei,
            direction=direction,
            unanswered_carried=carried,
            key=key,
        ),
        st.integers(-5000, 9000),
        st.sampled_from(CALLERS),
        st.sampled_from(["8615900000001", "8615900000002", None]),
        st.sampled_from([0, 3, 6, 7, 60, None]),
        st.sampled_from([0, 3, 4, None]),
        st.sampled_from([None, "490154203237518", "356938035643809", "4901542032375101"]),
        st.sampled_from(["outgoing", "outgoing", "incoming"]),
        st.booleans(),
        st.one_of(st.none(), st.sampled_from(["k1", "k2"])),
    ),
    max_size=40,
)


def test_every_grain_is_tried() -> None:
    assert GRAINS == [
        "attempts_window",
        "burst_caller",
        "callee_day",
        "caller_day",
        "caller_devices",
        "caller_habits",
        "device_day",
        "device_use",
        "received",
    ]


@pytest.mark.parametrize("grain", GRAINS)
@given(rows=ROWS, shards=st.integers(2, 4))
@settings(max_examples=25, deadline=None)
def test_shards_united_are_the_whole(grain: str, rows: list[dict[str, object]], shards: int) -> None:
    (key,) = _declared(grain, "partition key")
    with duckdb.connect() as con:
        con.register("rows", pa.Table.from_pylist(rows, CALLS.schema))
        con.execute("create temp table whole_calls as select * from rows")
        for step in ("device_use", "received", "callee_day"):
            _view(con, _declared(step, "reads"), "true")
            con.execute(f"create temp table whole_{step} as {sql_of(step)}", parameters_of(step, FIGURES))
        whole = _run(con, grain, "true")
        parts = [
            row for shard in range(shards) for row in _run(con, grain, f"hash({key}) % {shards} = {shard}")
        ]
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))


def _declared(grain: str, field: str) -> list[str]:
    """A field of the file's header: names, without what stands in brackets."""
    found = re.search(rf"^-- {field}: ([\w, ]+)", sql_of(grain), re.MULTILINE)
    assert found, f"{grain}.sql does not say its {field}"
    return [name.strip() for name in found[1].split(",")]


def _view(con: duckdb.DuckDBPyConnection, tables: list[str], shard: str) -> None:
    for table in tables:
        con.execute(f"create or replace temp view {table} as select * from whole_{table} where {shard}")


def _run(con: duckdb.DuckDBPyConnection, grain: str, shard: str) -> list[tuple[object, ...]]:
    _view(con, _declared(grain, "reads"), shard)
    return con.execute(sql_of(grain), parameters_of(grain, FIGURES)).fetchall()
