"""All calls of the city on one day."""

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
    calls = calls.where(_is_open(town, calls.caller, day) & _is_open(town, calls.callee, day))
    return one_after_another(calls, town.lines.lanes)


def _is_open(town: Town, parties: Ints, day: int) -> Mask:
    """Whether each party has its number on that day; those outside have."""
    own = parties < town.lines.count
    since = town.lines.since[np.minimum(parties, town.lines.count - 1)]
    return ~own | (since <= day)
