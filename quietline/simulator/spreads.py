"""When people call and how long things last, each as a table of equally likely values to pick from.

Hours: weights as call records of mobile networks show them (two humps on working days, a late start at weekends). Durations: conversations
have a median near 50 s and a tail of half an hour; the lengths of the others follow from what is said.
"""

from datetime import date
from itertools import pairwise

import numpy as np

from quietline.simulator.draws import Ints

SATURDAY = 5
OFFICE_HOURS = (8, 18)

_WEEKDAY = (1, 1, 0, 0, 0, 1, 3, 9, 17, 21, 22, 20, 16, 12, 15, 18, 19, 20, 19, 16, 12, 8, 4, 2)
_WEEKEND = (2, 1, 1, 0, 0, 0, 1, 4, 10, 17, 21, 22, 18, 14, 14, 16, 18, 20, 22, 21, 15, 10, 6, 3)


def _hours(weights: tuple[int, ...]) -> Ints:
    return np.repeat(np.arange(24, dtype=np.int64), weights)


_HOURS = (_hours(_WEEKDAY), _hours(_WEEKEND))


def hours_of(day: date) -> Ints:
    """Hours of the day, each as often as it is likely for a private call."""
    return _HOURS[day.weekday() >= SATURDAY]


def _spread(*quantiles: int) -> Ints:
    """Equally likely values of the distribution with these equally spaced quantiles, 32 to a step."""
    steps = [low + (high - low) * part // 32 for low, high in pairwise(quantiles) for part in range(32)]
    return np.array(steps, dtype=np.int64)


TALK_S = {
    "conversation": _spread(1, 8, 15, 22, 30, 40, 52, 68, 92, 130, 200, 380, 2400),
    "consultation": _spread(10, 25, 40, 60, 85, 110, 140, 180, 240, 330, 600),
    "persuasion": _spread(2, 5, 12, 25, 45, 70, 100, 150, 240, 420, 1200),
    "pitch": _spread(1, 2, 3, 4, 5, 6, 8, 10, 14, 22, 45, 160),
    "short_pitch": _spread(1, 2, 3, 4, 5, 6, 8, 12),
    "delivery": _spread(4, 9, 12, 15, 18, 22, 27, 35, 60),
    "notice": _spread(12, 24, 32, 38, 44, 50, 58, 75),
    "signal": _spread(2, 3, 4, 6, 9),
}
"""Seconds of talk by what the call is about."""

RING_ANSWERED_S = _spread(2, 4, 6, 8, 11, 15, 24)

CALLS_A_DAY = np.array(
    [0] * 370
    + [1] * 300
    + [2] * 140
    + [3] * 80
    + [4] * 40
    + [5] * 34
    + [7] * 30
    + [11] * 20
    + [17] * 8
    + [22, 29],
    dtype=np.int64,
)
"""Mean private calls a day: two in three make hardly any, one in five hundred more than twenty."""

ACQUAINTANCES = _spread(1, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 32, 180)
"""How many people somebody calls or is called by; the last twelfth knows far more than the others."""


def time_of_day(second: int) -> str:
    """`HH:MM:SS` of a second of the day."""
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
