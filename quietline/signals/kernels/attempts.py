"""The attempts of some callers as arrays, by caller and start: the rows of `attempt.sql`, ready for loops.

The lake's files are sorted by caller and start already, so a caller's records are found by running along them; where several files
hold a caller, his records are brought together.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from quietline.signals.kernels.arrays import Codes, Marks, Numbers, Rows
from quietline.signals.kernels.text_codes import codes_of, run_starts, whole

RECORDS = """
select
    caller,
    direction = 'outgoing' as own,
    cast(start_s - $day_start_s as integer) as start_s,
    coalesce(callee, '') as callee,
    coalesce(ring_s, -1) as ring_s,
    coalesce(talk_s, -1) as talk_s,
    cast(coalesce(cast(answered as tinyint), -1) as tinyint) as answered,
    cast(unanswered_carried as tinyint) as unanswered_carried,
    coalesce(imei, '') as imei,
    coalesce(cell, '') as cell
from calls
where
    start_s >= $day_start_s - 3599 and day <= $day
    and direction in ('outgoing', 'incoming') and caller is not null
"""
"""The records that attempts are made of: numbers and marks with -1 for "not known", text with nothing for it."""


@dataclass(frozen=True)
class Columns:
    """One value an attempt. `start_s` are seconds from midnight; -1 in a number is "not known", 0 in a code is nothing."""

    start_s: Numbers
    callee: Codes
    ring_s: Numbers
    talk_s: Numbers
    answered: Marks
    unanswered_carried: Marks
    imei: Codes
    cell: Codes

    def at(self, rows: Rows | npt.NDArray[np.bool_]) -> "Columns":
        """These rows, in this order."""
        return Columns(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class Attempts:
    """Attempts of the day and the hour before it, those of a caller side by side and in the order of their starts.

    `callers` names each caller, whose rows begin at `first`; one more entry of `first` is the end. `cells` names the cells with the
    codes 1, 2, …. `by_called_side` are callers whose own side tells nothing.
    """

    callers: pa.Array
    first: Rows
    columns: Columns
    cells: list[str]
    by_called_side: pa.Array


def attempts_of(records: pa.Table) -> Attempts:
    """The attempts that records (as `RECORDS` gives them) tell of: every record of their callers must be among them."""
    cells, cell = _numbered(records["cell"])
    columns = Columns(
        start_s=_numbers(records["start_s"]),
        callee=codes_of(records["callee"]),
        ring_s=_numbers(records["ring_s"]),
        talk_s=_numbers(records["talk_s"]),
        answered=_numbers(records["answered"]),
        unanswered_carried=_numbers(records["unanswered_carried"]),
        imei=codes_of(records["imei"]),
        cell=cell,
    )
    caller, own = whole(records["caller"]), _numbers(records["own"].cast(pa.int8())) == 1
    first, order = by_caller_and_start(caller, columns.start_s)
    if order is not None:
        caller, columns, own = caller.take(pa.array(order)), columns.at(order), own[order]
    callers = caller.take(pa.array(first[:-1]))
    return _told_by_one_side(Attempts(callers, first, columns, cells, callers.slice(0, 0)), own)


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    return np.asarray(whole(column).to_numpy(zero_copy_only=False))


def _numbered(column: pa.ChunkedArray) -> tuple[list[str], Codes]:
    """The different texts, and for each row the number of its text, from 1; 0 for nothing."""
    coded = pc.dictionary_encode(whole(column))
    texts = coded.dictionary.to_pylist()
    known = [text for text in texts if text]
    number = {text: place for place, text in enumerate(known, 1)}
    numbers = np.array([number.get(text, 0) for text in texts], np.uint64)
    return known, numbers[coded.indices.to_numpy()]


def by_caller_and_start(caller: pa.Array, start_s: Numbers) -> tuple[Rows, Rows | None]:
    """Where each caller begins, and the order in which his rows stand side by side by start; None where they do already."""
    runs = run_starts(caller)
    code = codes_of(caller.take(pa.array(runs[:-1])))
    is_sorted = bool(np.all(code[1:] > code[:-1]))
    rank = np.arange(len(code)) if is_sorted else np.unique(code, return_inverse=True)[1]
    place = np.repeat(rank << 32, np.diff(runs)) + (start_s.astype(np.int64) + 3600)
    if is_sorted and np.all(place[1:] >= place[:-1]):
        return runs, None
    order = np.argsort(place, kind="stable")  # files are sorted: long runs, which this sort merges
    ranks = place[order] >> 32
    return np.append(np.flatnonzero(np.diff(ranks, prepend=-1)), len(ranks)), order


def _told_by_one_side(attempts: Attempts, own: npt.NDArray[np.bool_]) -> Attempts:
    """The attempts without what the called side tells of callers whose own side tells something.

    Of the others device and cell are the called party's, and are taken away.
    """
    if own.all():
        return attempts
    told = np.append(0, np.cumsum(own))[attempts.first]
    silent = np.diff(told) == 0
    of_silent = np.repeat(silent, np.diff(attempts.first))
    attempts.columns.imei[of_silent], attempts.columns.cell[of_silent] = 0, 0
    kept = own | of_silent
    first = np.append(0, np.cumsum(kept))[attempts.first]
    by_called_side = attempts.callers.filter(pa.array(silent))
    return Attempts(attempts.callers, first, attempts.columns.at(kept), attempts.cells, by_called_side)
