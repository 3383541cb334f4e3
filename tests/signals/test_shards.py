"""A grain run on hash shards by its partition key and united gives what it gives on the whole."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.signals import figures
from quietline.signals.figures import day_start_s
from quietline.signals.grains import grains
from tests.lake_builders import DAY, SHANGHAI, a_call
from tests.signals.test_group_shards import GROUPS
from tests.signals.united import assert_shards_united_are_the_whole, create_whole, files_without_rows

ALONE = [name for name in grains() if name not in GROUPS]
"""The files that the law of groups does not cover."""

CALLERS = [None, "8613803910001", "8613803910002", "863915550001", "95588"]

ROWS = st.lists(
    st.builds(
        lambda seconds, caller, callee, talk, ring, imei, cell, direction, carried, incoming, key: a_call(
            day_start_s(DAY, SHANGHAI) + seconds,
            caller=caller,
            callee=callee,
            talk_s=talk,
            ring_s=ring,
            imei=imei,
            cell=cell,
            direction=direction,
            unanswered_carried=carried,
            incoming_carried=incoming,
            off_net_carried=True,
            key=key,
        ),
        st.one_of(st.integers(-5000, 9000), st.integers(-4 * 86_400, 0)),
        st.sampled_from(CALLERS),
        st.sampled_from(["8615900000001", "8615900000002", None, "8613803910001", "8613803910002"]),
        st.sampled_from([0, 3, 6, 7, 60, None]),
        st.sampled_from([0, 3, 4, None]),
        st.sampled_from([None, "490154203237518", "356938035643809", "4901542032375101"]),
        st.sampled_from([None, "cell-1"]),
        st.sampled_from(["outgoing", "outgoing", "incoming"]),
        st.booleans(),
        st.sampled_from([True, True, True, False]),
        st.one_of(st.none(), st.sampled_from(["k1", "k2"])),
    ),
    max_size=40,
)

DAYS_BACK = (0, 1, 3)


def the_known_calls() -> Iterator[dict[str, object]]:
    """Calls that every example has, so that each file gives rows.

    A caller calls five numbers a day, one of them calls back; a number of another network calls him four times within the hour.
    """
    called = [f"86159000001{position:02d}" for position in range(5)]
    for back in DAYS_BACK:
        start = day_start_s(DAY, SHANGHAI) - 86_400 * back + 36_000
        for position, callee in enumerate(called):
            yield a_known_call(start + 60 * position, CALLERS[1], callee)
        yield a_known_call(start + 3600, called[0], CALLERS[1])
        for again in range(4):
            yield a_known_call(start + 7200 + 60 * again, "8613900000001", CALLERS[1], "incoming")


def a_known_call(
    start_s: int, caller: str | None, callee: str | None, direction: str = "outgoing"
) -> dict[str, object]:
    return a_call(
        start_s, caller=caller, callee=callee, direction=direction, ring_s=3, imei="490154203237518",
        cell="cell-1", incoming_carried=True, off_net_carried=True,
    )  # fmt: skip


# Registers of a small city, so that files which read them have something to join.
HELD: dict[str, list[dict[str, object]]] = {
    "holdings": [
        {
            "number": number,
            "channel": "c1",
            "outlet": "o1",
            "worker_id": "w1",
            "enterprise": "e1",
            "since": date(2026, 3, 1),
        }
        for number in CALLERS
        if number
    ],
    "channels": [
        {
            "channel": "c1",
            "outlet": "o1",
            "worker_id": "w1",
            "number": "8613803910001",
            "since": date(2020, 1, 1),
        },
        {
            "channel": "c1",
            "outlet": "o1",
            "worker_id": "w2",
            "number": "8613803910002",
            "since": date(2020, 1, 1),
        },
    ],
    "outbound_platforms": [{"code": "95588", "valid_from": date(2020, 1, 1)}],
    "cells": [{"cell": "cell-1", "county": "county-1", "since": date(2020, 1, 1)}],
}


@pytest.fixture(scope="module", autouse=True)
def busy_from_three_attempts_on() -> Iterator[None]:
    """So few calls as a search tries would never make a much-called number, nor a busy caller."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "least_received", lambda day: 3)
        patch.setattr(figures, "least_attempts", lambda day: 3)
        yield


@given(rows=ROWS, shards=st.integers(2, 4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_shards_united_are_the_whole(rows: list[dict[str, object]], shards: int) -> None:
    assert_shards_united_are_the_whole(ALONE, [*the_known_calls(), *rows], HELD, shards)


def test_every_file_gives_rows_here() -> None:
    assert files_without_rows(ALONE, list(the_known_calls()), HELD) == []


def test_every_file_gives_the_columns_that_it_declares() -> None:
    with duckdb.connect() as con:
        create_whole(con, [], HELD)
        for name, grain in grains().items():
            described = con.execute(f"describe {name}").fetchall()
            assert {column: kind for column, kind, *_ in described} == grain.columns, f"{name}.sql"
