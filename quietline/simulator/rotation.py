"""Which number a rotating campaign calls from: each is given up after some calls, and the next one takes its place in the device."""

from datetime import date, timedelta

import numpy as np

from quietline.simulator.draws import Ints, places
from quietline.simulator.effort import attempts_of
from quietline.simulator.parts import Part


def numbers_in_turn(part: Part, campaign: Ints, day: int, on: date) -> Ints:
    """For each call of the day, given by the first number of its campaign and in order of time, the number that makes it."""
    made = _made_before(part, day, on)
    found = campaign.copy()
    for first in np.unique(campaign):
        calls = np.flatnonzero(campaign == first)
        found[calls] = first + _ordinals(part, int(first), int(made[first]), len(calls))
    return found


def _made_before(part: Part, day: int, on: date) -> Ints:
    """Attempts of each campaign on the days before, at the place of its first number."""
    made = np.zeros(part.size, dtype=np.int64)
    for before in range(day):
        who, attempts = attempts_of(part, before, on - timedelta(days=day - before))
        made[who] += attempts
    return made


def _ordinals(part: Part, first: int, made: int, calls: int) -> Ints:
    """Places in the group for the calls that follow the first `made`. The devices call in turn; at the end the numbers come round again."""
    size = int(np.searchsorted(part.group, part.group[first], side="right")) - first
    devices = min(max(1, part.habit.devices), size)
    call = made + places(calls)
    found = np.zeros(calls, dtype=np.int64)
    for device in range(devices):
        own = np.arange(device, size, devices, dtype=np.int64)
        lasts = np.cumsum(part.draws.of("lasts").between(1, 2 * part.habit.calls_a_number - 1, first + own))
        mine = call % devices == device
        found[mine] = own[np.searchsorted(lasts, call[mine] // devices % lasts[-1], side="right")]
    return found
