"""How many different things the attempts of each caller name: over the day, and at most within a sliding window.

`first` holds the row at which each caller begins, and the number of rows at the end; the rows of a caller are in the order of
`start_s` (seconds from the day's midnight, negative before it). Code 0 names nothing.
"""

import numpy as np
import numpy.typing as npt

from quietline.signals.kernels.arrays import Codes, Numbers, Rows
from quietline.warehouse.compiled import compiled


@compiled
def distinct_today(first: Rows, start_s: Numbers, code: Codes) -> Numbers:
    """The different codes of each caller's attempts of the day."""
    found = np.zeros(len(first) - 1, np.int32)
    room = _room(_most_rows(first))
    codes, owner = np.zeros(room, np.uint64), np.full(room, -1, np.int64)
    for caller in range(len(found)):
        mask, last = _room(first[caller + 1] - first[caller]) - 1, np.uint64(0)
        for row in range(first[caller], first[caller + 1]):
            if code[row] == last or code[row] == 0 or start_s[row] < 0:
                continue
            last = code[row]
            slot = _slot(codes, owner, caller, last, mask)
            if owner[slot] != caller:
                owner[slot], codes[slot] = caller, last
                found[caller] += 1
    return found


@compiled
def same_told_by_caller(first: Rows, code: Codes, own: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether another row of the same party has the same code and is the caller's own record."""
    found = np.zeros(len(code), np.bool_)
    room = _room(_most_rows(first))
    codes, owner = np.zeros(room, np.uint64), np.full(room, -1, np.int64)
    for party in range(len(first) - 1):
        mask = _room(first[party + 1] - first[party]) - 1
        for row in range(first[party], first[party + 1]):
            slot = _slot(codes, owner, party, code[row], mask)
            if own[row] and owner[slot] != party:
                owner[slot], codes[slot] = party, code[row]
        for row in range(first[party], first[party + 1]):
            found[row] = owner[_slot(codes, owner, party, code[row], mask)] == party
    return found


@compiled
def most_distinct_within(
    first: Rows, start_s: Numbers, code: Codes, looked_at: npt.NDArray[np.bool_], seconds: int
) -> Numbers:
    """The most different codes within (t - seconds, t], t an attempt of the day, of the callers that are looked at; 0 for others."""
    most = np.zeros(len(first) - 1, np.int32)
    slots = np.zeros(len(code), np.int64)
    room = _room(_most_rows(first))
    codes, owner, held = np.zeros(room, np.uint64), np.full(room, -1, np.int64), np.zeros(room, np.int32)
    for caller in range(len(most)):
        if looked_at[caller]:
            _fill_slots(first, code, caller, slots, codes, owner, held)
            most[caller] = _slide(first[caller], first[caller + 1], start_s, slots, held, seconds)
    return most


@compiled
def _fill_slots(
    first: Rows, code: Codes, caller: int, slots: Rows, codes: Codes, owner: Rows, held: Numbers
) -> None:
    """Give each code of the caller a place, held by no attempt yet; rows without a code get place -1."""
    mask = _room(first[caller + 1] - first[caller]) - 1
    for row in range(first[caller], first[caller + 1]):
        slots[row] = _slot(codes, owner, caller, code[row], mask) if code[row] else -1
        if slots[row] >= 0 and owner[slots[row]] != caller:
            owner[slots[row]], codes[slots[row]], held[slots[row]] = caller, code[row], 0


@compiled
def _slide(begin: int, end: int, start_s: Numbers, slots: Rows, held: Numbers, seconds: int) -> int:
    """Let a window run over the rows of a caller; the most places that are held at once."""
    oldest, distinct, most = begin, 0, 0
    for row in range(begin, end):
        if slots[row] >= 0:
            distinct += held[slots[row]] == 0
            held[slots[row]] += 1
        while start_s[oldest] <= start_s[row] - seconds:
            if slots[oldest] >= 0:
                held[slots[oldest]] -= 1
                distinct -= held[slots[oldest]] == 0
            oldest += 1
        if start_s[row] >= 0:
            most = max(most, distinct)
    return most


@compiled
def _slot(codes: Codes, owner: Rows, caller: int, code: np.uint64, mask: int) -> np.int64:
    """Where the table holds a caller's code, or the free place for it; what other callers left there is free."""
    slot = np.int64((code * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
    while owner[slot] == caller and codes[slot] != code:
        slot = (slot + 1) & mask
    return slot


@compiled
def _most_rows(first: Rows) -> int:
    most = 0
    for caller in range(len(first) - 1):
        most = max(most, first[caller + 1] - first[caller])
    return most


@compiled
def _room(rows: int) -> int:
    """Places of a table that so many codes leave half empty at least, a power of 2."""
    room = 8
    while room < 2 * rows:
        room *= 2
    return room
