"""What those with a habit call on a day: nuisance callers and the lawful who look like them."""

from dataclasses import replace
from datetime import date

import numpy as np

from quietline.simulator.calls import Calls, together
from quietline.simulator.draws import Draws, Ints, places
from quietline.simulator.effort import amounts, attempts_of, works
from quietline.simulator.parts import Part
from quietline.simulator.private_life import HOUR_S, called_back, spoken
from quietline.simulator.rotation import numbers_in_turn
from quietline.simulator.town import Town

_RING_S = (6, 50)
_RECEIVED_ANSWERED = 850
_NEW_CUSTOMERS = 250


def working_calls(town: Town, part: Part, day: int, on: date) -> Calls:
    """The part's attempts of the day, what is returned, and what comes in by itself, in no order."""
    draws = part.draws.of("day", day)
    attempts = _attempts(town, part, day, on, draws)
    back = called_back(attempts, part.habit.called_back, draws.of("back"))
    return together([attempts, back, _received(town, part, day, on, draws.of("received"))])


def _attempts(town: Town, part: Part, day: int, on: date, draws: Draws) -> Calls:
    habit = part.habit
    member = np.repeat(*attempts_of(part, day, on))
    at = places(len(member))
    callee, start_s = _called(town, part, member, draws.of("whom"), at), _moments(part, draws, at)
    if habit.calls_a_number:
        order = np.lexsort((start_s, member))
        start_s, callee = start_s[order], callee[order]
        member = numbers_in_turn(part, member[order], day, on)
    caller = part.lines[member]
    calls = spoken(start_s, caller, callee, habit.answered, habit.talk, habit.ring, draws.of("talk"))
    calls = replace(calls, code=np.full(len(calls), part.code, dtype=np.int64))
    return calls.where(caller != callee)


def _called(town: Town, part: Part, member: Ints, draws: Draws, at: Ints) -> Ints:
    """Strangers, or somebody on the list of the group or on the number's own. A rotating campaign calls some again, the others once."""
    habit = part.habit
    stranger = town.somebody(habit.outside, draws.of("stranger"), at)
    shared = draws.of("shared").happens(habit.overlap, at)
    which = np.where(shared, part.group[member], part.groups + member)
    listed = _on_list(town, part, which, draws, at)
    if habit.calls_a_number:
        listed = np.where(shared, listed, stranger)
    return np.where(draws.of("strange").happens(habit.strangers, at), stranger, listed)


def _on_list(town: Town, part: Part, which: Ints, draws: Draws, at: Ints) -> Ints:
    """Somebody on each of these lists. A list is no more than a stream of draws."""
    entry = which * part.habit.list_size + draws.of("entry").below(part.habit.list_size, at)
    return town.somebody(part.habit.outside, part.draws.of("list"), entry)


def _moments(part: Part, draws: Draws, at: Ints) -> Ints:
    """Seconds of the day within the habit's hours."""
    first = np.array([stretch[0] for stretch in part.habit.hours], dtype=np.int64) * HOUR_S
    length = np.array([stretch[1] for stretch in part.habit.hours], dtype=np.int64) * HOUR_S - first
    ends = np.cumsum(length)
    second = draws.of("second").below(int(ends[-1]), at)
    stretch = np.searchsorted(ends, second, side="right")
    moment: Ints = first[stretch] + second - (ends - length)[stretch]
    return moment


def _received(town: Town, part: Part, day: int, on: date, draws: Draws) -> Calls:
    """Calls that come in by themselves, most of them from people on the list."""
    who = np.flatnonzero(works(part, day, on))
    member = np.repeat(who, amounts(part.habit.received, part, who, draws))
    at = places(len(member))
    customer = _on_list(town, part, part.group[member], draws, at)
    new = town.somebody(part.habit.outside, draws.of("new"), at)
    caller = np.where(draws.of("is new").happens(_NEW_CUSTOMERS, at), new, customer)
    callee, start_s = part.lines[member], _moments(part, draws, at)
    calls = spoken(start_s, caller, callee, _RECEIVED_ANSWERED, part.habit.talk, _RING_S, draws.of("talk"))
    return calls.where(caller != callee)
