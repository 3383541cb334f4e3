"""Calls of one day as columns, whoever makes them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from quietline.simulator.draws import Ints, Mask

DAY_S = 86_400
PRIVATE = -1

_APART = np.int64(1) << 24  # more than the seconds that anybody is behind with his calls
_GAP_S = 2


@dataclass(frozen=True)
class Calls:
    """One place for each call. Parties are lines of the city below the number of lines, others behind.

    `start_s` counts from midnight, `code` is the habit of which the call is an attempt, or PRIVATE.
    """

    start_s: Ints
    caller: Ints
    callee: Ints
    answered: Mask
    talk_s: Ints
    ring_s: Ints
    code: Ints

    def __len__(self) -> int:
        return len(self.start_s)

    def where(self, chosen: Mask | Ints) -> "Calls":
        """Those that are chosen, by a mask or by their places."""
        return Calls(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def together(parts: Sequence[Calls]) -> Calls:
    """All of them, one part after the other."""
    return Calls(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Calls)
        }
    )


def compact(calls: Calls) -> Calls:
    """The same in less memory."""
    kinds: dict[str, NDArray[np.generic]] = {}
    for name, kind in {
        "start_s": np.int32,
        "caller": np.int32,
        "callee": np.int32,
        "talk_s": np.int32,
        "ring_s": np.int16,
        "code": np.int16,
    }.items():
        kinds[name] = getattr(calls, name).astype(kind)
    return replace(calls, **kinds)  # type: ignore[arg-type]


def one_after_another(calls: Calls, lanes: Ints) -> Calls:
    """The calls that take place, sorted by caller: a line with one lane calls when its call before has ended, and not after midnight.

    Whoever has several lanes, or is outside, calls when he likes, but nobody the same party twice within a second.
    """
    calls = calls.where(np.lexsort((calls.callee, calls.start_s, calls.caller)))
    own = calls.caller < len(lanes)
    alone = own.copy()
    alone[own] = lanes[calls.caller[own]] == 1
    queued = calls.where(alone)
    moved = calls.start_s.astype(np.int64)
    moved[alone] = _queue(queued)
    calls = replace(calls, start_s=moved)
    same = np.zeros(len(calls), dtype=np.bool_)
    same[1:] = (np.diff(moved) == 0) & (np.diff(calls.caller) == 0) & (np.diff(calls.callee) == 0)
    return calls.where((moved < DAY_S) & ~same)


def _queue(calls: Calls) -> Ints:
    """Starts of calls that are sorted by caller and start, each at the earliest behind the end of the one before."""
    if not len(calls):
        return np.zeros(0, dtype=np.int64)
    busy = calls.ring_s.astype(np.int64) + calls.talk_s + _GAP_S
    before = np.cumsum(busy) - busy
    changes = np.concatenate([[True], np.diff(calls.caller) != 0])
    place = np.cumsum(changes) - 1
    before = before - before[np.flatnonzero(changes)][place]
    slack = calls.start_s - before + place * _APART
    moved: Ints = np.maximum.accumulate(slack) - place * _APART + before
    return moved
