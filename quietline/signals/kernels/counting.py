"""Sums and sliding windows over the attempts of each caller. The arrays are those of `distinct`; -1 in a number is "not known"."""

import numpy as np
import numpy.typing as npt

from quietline.signals.kernels.arrays import Numbers, Rows
from quietline.warehouse.compiled import compiled


@compiled
def most_within(first: Rows, start_s: Numbers, seconds: int) -> Numbers:
    """The most attempts within (t - seconds, t], t an attempt of the day; 0 for a caller without one."""
    most = np.zeros(len(first) - 1, np.int32)
    for caller in range(len(most)):
        oldest = first[caller]
        for row in range(first[caller], first[caller + 1]):
            while start_s[oldest] <= start_s[row] - seconds:
                oldest += 1
            if start_s[row] >= 0:
                most[caller] = max(most[caller], row - oldest + 1)
    return most


@compiled
def counted(first: Rows, start_s: Numbers, is_so: npt.NDArray[np.bool_]) -> Numbers:
    """The attempts of the day of which something is so."""
    found = np.zeros(len(first) - 1, np.int32)
    for caller in range(len(found)):
        for row in range(first[caller], first[caller + 1]):
            found[caller] += is_so[row] and start_s[row] >= 0
    return found


@compiled
def summed(first: Rows, start_s: Numbers, is_so: npt.NDArray[np.bool_], value: Numbers) -> Rows:
    """The sum of a value over the attempts of the day of which something is so."""
    found = np.zeros(len(first) - 1, np.int64)
    for caller in range(len(found)):
        for row in range(first[caller], first[caller + 1]):
            if is_so[row] and start_s[row] >= 0:
                found[caller] += value[row]
    return found


@compiled
def hours_of(first: Rows, start_s: Numbers, hour: Numbers) -> Numbers:
    """The different hours of the clock, 0 to 23, in which attempts of the day begin."""
    found = np.zeros(len(first) - 1, np.int32)
    for caller in range(len(found)):
        seen = 0
        for row in range(first[caller], first[caller + 1]):
            if start_s[row] >= 0:
                seen |= 1 << hour[row]
        while seen:
            seen &= seen - 1
            found[caller] += 1
    return found


@compiled
def reached_at(first: Rows, start_s: Numbers, seconds: int, most: Numbers) -> Numbers:
    """The first start of the day up to which so many attempts lie within the window; 0 where none has to be."""
    found = np.zeros(len(first) - 1, np.int32)
    for party in range(len(found)):
        oldest, row, end = first[party], first[party], first[party + 1]
        while row < end and most[party] > 0:
            while start_s[oldest] <= start_s[row] - seconds:
                oldest += 1
            if start_s[row] >= 0 and row - oldest + 1 == most[party]:
                found[party] = start_s[row]
                break
            row += 1
    return found
