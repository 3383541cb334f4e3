"""All measures of each caller and day at once, from his sorted attempts, in one run over the records.

grain: caller × day
partition key: caller
reads: calls
broadcast: cells
gives: the tables of `STANDS_FOR`, whose SQL files define every column and are the oracle of this file
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from quietline.signals.kernels.arrays import Codes, Numbers, Rows
from quietline.signals.kernels.attempts import Attempts
from quietline.signals.kernels.counting import counted, hours_of, most_within, summed
from quietline.signals.kernels.devices import devices, use_of
from quietline.signals.kernels.distinct import distinct_today, most_distinct_within
from quietline.signals.kernels.text_codes import text_of

PARTS = (
    "caller_measures",
    "attempts_window",
    "callees_window",
    "caller_habits",
    "caller_places",
    "caller_devices",
)
STANDS_FOR = (*PARTS, "device_use", "told_by_called_side")
"""The SQL files that need not run where this has run."""

MINUTE_S, QUARTER_S, HOUR_S = 60, 900, 3600
IMEI_DIGITS = 14


@dataclass(frozen=True)
class Figures:
    """The figures that the SQL files ask for under the same names, and the county of each cell of the register."""

    day: date
    clock_hours: Numbers
    first_hour: int
    last_hour: int
    short_call_max_s: int
    one_ring_max_s: int
    least_attempts: int
    clone_tacs: Codes
    counties: Mapping[str, int]


def measures(attempts: Attempts, figures: Figures) -> dict[str, pa.Table]:
    """The rows of the table of callers and of `device_use` of the callers whose attempts these are."""
    today = _count(attempts, attempts.columns.start_s >= 0)
    device = devices(attempts.columns.imei, figures.clone_tacs)
    columns = {
        "caller": attempts.callers,
        "day": _same(figures.day, len(today)),
        **_calls(attempts, figures, today),
        **_windows(attempts, figures, today),
        **_habits(attempts, figures, today),
        **_places(attempts, figures),
        "distinct_imeis": _or_null(_distinct(attempts, device)),
    }
    of_callers = pa.table(columns).filter(pa.array(today > 0))
    silent = attempts.by_called_side
    return {
        "of_callers": of_callers,
        "device_use": _device_use(attempts, device, figures.day),
        "told_by_called_side": pa.table({"caller": silent, "day": _same(figures.day, len(silent))}),
    }


def _calls(attempts: Attempts, figures: Figures, today: Numbers) -> dict[str, pa.Array]:
    """What `caller_measures.sql` gives."""
    columns, callees = attempts.columns, _distinct(attempts, attempts.columns.callee)
    talked = (columns.answered == 1) & (columns.talk_s >= 0)
    answered, talks = _count(attempts, columns.answered == 1), _count(attempts, talked)
    short = _count(attempts, talked & (columns.talk_s <= figures.short_call_max_s))
    carried = _count(attempts, columns.unanswered_carried == 0) == 0
    is_known = carried & (_count(attempts, columns.answered < 0) == 0)
    return {
        "attempts": pa.array(today),
        "answered": pa.array(answered),
        "distinct_callees": pa.array(callees),
        "calls_per_callee": _ratio(today, callees),
        "asr": _ratio(answered, today, is_known),
        "acd": _ratio(summed(attempts.first, columns.start_s, talked, columns.talk_s), talks),
        "talks_known": pa.array(talks),
        "short_call_ratio": _ratio(short, talks),
        "unanswered_carried": pa.array(carried),
    }


def _windows(attempts: Attempts, figures: Figures, today: Numbers) -> dict[str, pa.Array]:
    """What `attempts_window.sql` and `callees_window.sql` give."""
    first, columns = attempts.first, attempts.columns
    is_busy = today >= figures.least_attempts
    callees = most_distinct_within(first, columns.start_s, columns.callee, is_busy, HOUR_S)
    return {
        "attempts_60s": pa.array(most_within(first, columns.start_s, MINUTE_S)),
        "attempts_60min": pa.array(most_within(first, columns.start_s, HOUR_S)),
        "distinct_callees_60min": pa.array(callees, mask=~is_busy),
    }


def _habits(attempts: Attempts, figures: Figures, today: Numbers) -> dict[str, pa.Array]:
    """What `caller_habits.sql` gives."""
    columns = attempts.columns
    hour = figures.clock_hours[np.maximum(columns.start_s, 0) // QUARTER_S]
    disturbs = (hour < figures.first_hour) | (hour >= figures.last_hour)
    rang, is_unanswered = columns.ring_s, columns.answered == 0
    unknown = _count(attempts, (columns.answered < 0) | (is_unanswered & (rang < 0)))
    is_known = (unknown == 0) & (_count(attempts, columns.unanswered_carried == 0) == 0)
    one_ring = _count(attempts, is_unanswered & (rang >= 0) & (rang <= figures.one_ring_max_s))
    return {
        "active_hours": pa.array(hours_of(attempts.first, columns.start_s, hour)),
        "out_of_hours_share": _ratio(_count(attempts, disturbs), today),
        "one_ring_share": _ratio(one_ring, today, is_known),
    }


def _places(attempts: Attempts, figures: Figures) -> dict[str, pa.Array]:
    """What `caller_places.sql` gives."""
    county_of = [0, *(figures.counties.get(cell, 0) for cell in attempts.cells)]
    county = np.array(county_of, np.uint64)[attempts.columns.cell]
    return {
        "distinct_cells": _or_null(_distinct(attempts, attempts.columns.cell)),
        "distinct_counties": _or_null(_distinct(attempts, county)),
    }


def _device_use(attempts: Attempts, device: Codes, day: date) -> pa.Table:
    """What `device_use.sql` gives."""
    of_each = _distinct(attempts, device)
    caller, used, times = use_of(attempts.first, attempts.columns.start_s, device, of_each)
    return pa.table(
        {
            "caller": attempts.callers.take(pa.array(caller)),
            "day": _same(day, len(caller)),
            "imei": text_of(used, IMEI_DIGITS),
            "attempts": pa.array(times),
        }
    )


def _count(attempts: Attempts, is_so: npt.NDArray[np.bool_]) -> Numbers:
    return counted(attempts.first, attempts.columns.start_s, is_so)


def _distinct(attempts: Attempts, code: Codes) -> Numbers:
    return distinct_today(attempts.first, attempts.columns.start_s, code)


def _ratio(part: Numbers | Rows, whole: Numbers, is_known: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """part / whole; null where the whole is nothing or where the ratio is not known."""
    unknown = whole == 0 if is_known is None else (whole == 0) | ~is_known
    return pa.array(part / np.maximum(whole, 1), mask=unknown)


def _or_null(counts: Numbers) -> pa.Array:
    """The counts, null for nothing: what no record names is not known."""
    return pa.array(counts, mask=counts == 0)


def _same(day: date, rows: int) -> pa.Array:
    return pa.array([day], pa.date32()).take(pa.array(np.zeros(rows, np.int8)))
