"""The measures of a large day: the records are read by ranges of callers, so that memory stays bounded, and measured beside the reading."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from quietline.signals.kernels.attempts import RECORDS, attempts_of
from quietline.signals.kernels.caller_day import PARTS, STANDS_FOR, Figures, measures
from quietline.signals.kernels.filling import fill
from quietline.signals.kernels.text_codes import codes_of

AHEAD = 2
"""Ranges that may wait to be measured while the next one is read."""

_COUNTIES = """
select cell, arg_max(county, since) as county
from cells
where since <= $day and (until is null or until >= $day) and county is not null
group by cell
"""


def create_measured(
    con: duckdb.DuckDBPyConnection, figures: Mapping[str, Any], cuts: Sequence[str]
) -> dict[str, str]:
    """Make the tables that hold what the SQL files of callers give; gives the table of each file."""
    tables = dict.fromkeys(PARTS, "of_callers") | {name: name for name in STANDS_FOR if name not in PARTS}
    fill(con, tables, measured(con, figures, cuts))
    return tables


def measured(
    con: duckdb.DuckDBPyConnection, figures: Mapping[str, Any], cuts: Sequence[str]
) -> Iterator[dict[str, pa.Table]]:
    """The tables of each range of callers, from the views `calls` and `cells`; `cuts` are the callers with whom a range begins."""
    known = _figures(con, figures)
    waiting: deque[Future[dict[str, pa.Table]]] = deque()
    with ThreadPoolExecutor(max_workers=AHEAD) as pool:
        for records in _ranges(con, figures, cuts):
            waiting.append(pool.submit(lambda read: measures(attempts_of(read), known), records))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _ranges(
    con: duckdb.DuckDBPyConnection, figures: Mapping[str, Any], cuts: Sequence[str]
) -> Iterator[pa.Table]:
    asked = {name: figures[name] for name in ("day", "day_start_s")}
    for begin, end in zip(["", *cuts], [*cuts, None], strict=True):
        within = "and caller >= $begin" + (" and caller < $end" if end else "")
        span = {"begin": begin} | ({"end": end} if end else {})
        yield con.sql(f"{RECORDS} {within}", params=asked | span).to_arrow_table()


def _figures(con: duckdb.DuckDBPyConnection, figures: Mapping[str, Any]) -> Figures:
    placed = con.execute(_COUNTIES, {"day": figures["day"]}).fetchall()
    number = {county: place for place, county in enumerate(sorted({county for _, county in placed}), 1)}
    return Figures(
        day=figures["day"],
        clock_hours=np.array(figures["clock_hours"], np.int32),
        first_hour=figures["first_hour"],
        last_hour=figures["last_hour"],
        short_call_max_s=figures["short_call_max_s"],
        one_ring_max_s=figures["one_ring_max_s"],
        least_attempts=figures["least_attempts"],
        clone_tacs=codes_of(pa.array(figures["clone_tacs"], pa.string())),
        counties={cell: number[county] for cell, county in placed},
    )
