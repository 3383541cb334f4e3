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

ROWS = st.lists(
    st.builds(
        lambda seconds, caller, callee, talk, ring, carried, key: a_call(
            day_start_s(DAY, SHANGHAI) + seconds,
            caller=caller,
            callee=callee,
            talk_s=talk,
            ring_s=ring,
            unanswered_carried=carried,
            key=key,
        ),
        st.integers(-5000, 9000),
        st.sampled_from(CALLERS),
        st.sampled_from(["8615900000001", "8615900000002", None]),
        st.sampled_from([0, 3, 6, 7, 60, None]),
        st.sampled_from([0, 3, 4, None]),
        st.booleans(),
        st.one_of(st.none(), st.sampled_from(["k1", "k2"])),
    ),
    max_size=40,
)


def test_every_grain_is_tried() -> None:
    assert GRAINS == ["attempts_window", "caller_day", "caller_habits"]


@pytest.mark.parametrize("grain", GRAINS)
@given(rows=ROWS, shards=st.integers(2, 4))
@settings(max_examples=25, deadline=None)
def test_shards_united_are_the_whole(grain: str, rows: list[dict[str, object]], shards: int) -> None:
    key = re.search(r"^-- partition key: (\w+)$", sql_of(grain), re.MULTILINE)
    assert key
    with duckdb.connect() as con:
        con.register("all_calls", pa.Table.from_pylist(rows, CALLS.schema))
        whole = _run(con, grain, "true")
        parts = [
            row for shard in range(shards) for row in _run(con, grain, f"hash({key[1]}) % {shards} = {shard}")
        ]
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))


def _run(con: duckdb.DuckDBPyConnection, grain: str, shard: str) -> list[tuple[object, ...]]:
    con.execute(f"create or replace temp view calls as select * from all_calls where {shard}")
    figures = figures_of(DAY, SHANGHAI)
    return con.execute(sql_of(grain), parameters_of(grain, figures)).fetchall()
