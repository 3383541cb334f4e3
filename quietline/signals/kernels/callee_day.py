"""How hard each much-called number was called, from the records of its calls in the order of their starts.

grain: callee × day
partition key: callee
reads: calls
gives: the tables of `OF_CALLEES`, whose SQL files define every column and are the oracle of this file
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quietline.signals.kernels.arrays import Codes, Numbers, Rows
from quietline.signals.kernels.counting import most_within, reached_at
from quietline.signals.kernels.distinct import most_distinct_within, same_told_by_caller
from quietline.signals.kernels.filling import fill
from quietline.signals.kernels.text_codes import codes_of, run_starts, whole

OF_CALLEES = ("received", "callee_day")
"""The SQL files that need not run where this has run."""

MINUTE_S, QUARTER_S, HOUR_S = 60, 900, 3600

_RECORDS = """
with much_called as (
    select callee
    from calls
    where
        start_s >= $day_start_s - 3599 and day <= $day
        and direction in ('outgoing', 'incoming') and callee is not null
    group by callee
    having count(*) >= $least_received
)

select
    calls.callee,
    coalesce(calls.caller, '') as caller,
    cast(calls.direction = 'outgoing' as tinyint) as own,
    cast(calls.start_s - $day_start_s as integer) as start_s
from calls
semi join much_called using (callee)
where
    calls.start_s >= $day_start_s - 3599 and calls.day <= $day
    and calls.direction in ('outgoing', 'incoming')
order by calls.callee, calls.start_s
"""


def create_callees(con: duckdb.DuckDBPyConnection, figures: Mapping[str, Any]) -> dict[str, str]:
    """Make the tables of `OF_CALLEES` from the view `calls`; gives the table of each file."""
    tables = {name: name for name in OF_CALLEES}
    fill(con, tables, [measured_callees(con, figures)])
    return tables


def measured_callees(con: duckdb.DuckDBPyConnection, figures: Mapping[str, Any]) -> dict[str, pa.Table]:
    """The rows of `received` and of `callee_day`, from the view `calls`."""
    asked = {name: figures[name] for name in ("day", "day_start_s", "least_received")}
    records = con.sql(_RECORDS, params=asked).to_arrow_table()
    first, rows = _much_called(records, figures["least_received"])
    records = records.take(pa.array(rows))
    start_s = whole(records["start_s"]).to_numpy()
    received = {
        "callee": records["callee"],
        "caller": _named(whole(records["caller"])),
        "start_s": pa.array(start_s.astype(np.int64) + figures["day_start_s"]),
        "day": _days(start_s, figures["day"]),
    }
    callees = records["callee"].take(pa.array(first[:-1]))
    of_day = _windows(callees, first, start_s, codes_of(records["caller"]), figures)
    return {"received": pa.table(received), "callee_day": of_day}


def _much_called(records: pa.Table, least: int) -> tuple[Rows, Rows]:
    """Where each called party begins who still has enough rows when one side tells each call, and the rows of all of them."""
    first = run_starts(records["callee"])
    own = whole(records["own"]).to_numpy() == 1
    kept = own | ~same_told_by_caller(first, codes_of(records["caller"]), own)
    of_each = np.diff(np.append(0, np.cumsum(kept))[first])
    kept &= np.repeat(of_each >= least, np.diff(first))
    left = of_each[of_each >= least]
    return np.append(0, np.cumsum(left)), np.flatnonzero(kept)


def _windows(
    callees: pa.Array, first: Rows, start_s: Numbers, caller: Codes, figures: Mapping[str, Any]
) -> pa.Table:
    everyone = np.ones(len(first) - 1, np.bool_)
    most = most_within(first, start_s, HOUR_S)
    last_s = reached_at(first, start_s, HOUR_S, most)
    columns = {
        "callee": callees,
        "day": pa.array([figures["day"]] * len(callees), pa.date32()),
        "received_60s": most_within(first, start_s, MINUTE_S),
        "received_60min": most,
        "callers_60s": most_distinct_within(first, start_s, caller, everyone, MINUTE_S),
        "callers_60min": most_distinct_within(first, start_s, caller, everyone, HOUR_S),
        "burst_last_s": last_s.astype(np.int64) + figures["day_start_s"],
        "burst_ends": [_clock(second, figures["clock_hours"]) for second in last_s.tolist()],
    }
    return pa.table(columns).filter(pa.array(most > 0))


def _clock(second: int, clock_hours: list[int]) -> str:
    """HH:MM on the city's clock, so many seconds after midnight."""
    return f"{clock_hours[second // QUARTER_S]:02d}:{second // 60 % 60:02d}"


def _named(caller: pa.Array) -> pa.Array:
    """The callers, null for those who withheld their number."""
    return pc.if_else(pc.equal(caller, ""), None, caller)


def _days(start_s: Numbers, day: date) -> pa.Array:
    days = pa.array([day - timedelta(days=1), day], pa.date32())
    return days.take(pa.array((start_s >= 0).astype(np.int8)))
