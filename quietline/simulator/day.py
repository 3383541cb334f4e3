"""All calls of the city on one day."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from quietline.simulator.calls import Calls, compact, one_after_another, together
from quietline.simulator.draws import Ints, Mask
from quietline.simulator.private_life import private_calls
from quietline.simulator.town import Town
from quietline.simulator.working_life import working_calls


def calls_of_day(town: Town, day: int) -> Calls:
    """The calls that took place on the day (0 is the first), sorted by caller; numbers that are not open yet have no part in any."""
    on = town.start + timedelta(days=day)
    made = [compact(private_calls(town, day, on))]
    made += [compact(working_calls(town, part, day, on)) for part in town.parts]
    calls = together(made)
    calls = calls.where(_is_open(town, calls.callee, day) & _is_awake(town, calls.caller, day))
    return one_after_another(_unanswered_by_sleepers(town, calls, day), town.lines.lanes)


def _unanswered_by_sleepers(town: Town, calls: Calls, day: int) -> Calls:
    """Whoever calls a number that is silent hears it ring out."""
    awake = _is_awake(town, calls.callee, day)
    return replace(calls, answered=calls.answered & awake, talk_s=np.where(awake, calls.talk_s, 0))


def _is_awake(town: Town, parties: Ints, day: int) -> Mask:
    """Whether each party has its number on that day, and uses it."""
    own = parties < town.lines.count
    wakes = town.lines.wakes[np.minimum(parties, town.lines.count - 1)]
    return _is_open(town, parties, day) & (~own | (wakes <= day))


def _is_open(town: Town, parties: Ints, day: int) -> Mask:
    """Whether each party has its number on that day; those outside have."""
    own = parties < town.lines.count
    since = town.lines.since[np.minimum(parties, town.lines.count - 1)]
    return ~own | (since <= day)
