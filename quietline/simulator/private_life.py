"""What people call whom they know, and what happens to calls that are missed."""

from datetime import date

import numpy as np

from quietline.simulator.calls import PRIVATE, Calls, together
from quietline.simulator.draws import Draws, Ints, places
from quietline.simulator.lines import LANDLINE
from quietline.simulator.spreads import OFFICE_HOURS, RING_ANSWERED_S, SATURDAY, TALK_S, hours_of
from quietline.simulator.town import Town

HOUR_S = 3600
ANSWERED = 720

_RING_S = (5, 58)
_HOTLINE = 40  # per mille of private calls
_RECEIVED = 470  # of the calls with somebody outside, those that the outside begins
_AT_WEEKENDS = 850  # calls at weekends beside a thousand on working days
_CALLED_BACK = {False: 420, True: 60}
_BACK_S = (40, 5400)


def private_calls(town: Town, day: int, on: date) -> Calls:
    """Private and office calls of the day, calls back among them, in no order."""
    lines, draws = town.lines, Draws(town.seed, "private", day)
    weekend = on.weekday() >= SATURDAY
    able = (lines.known > 0) & (lines.wakes <= day) & ~((lines.line_class == LANDLINE) & weekend)
    wished = draws.of("count").below(2 * lines.calls + 1, places(lines.count))
    who = np.repeat(places(lines.count), np.where(able, wished, 0))
    at = places(len(who))
    if weekend:
        who = who[draws.of("weekend").happens(_AT_WEEKENDS, at)]
        at = places(len(who))
    other = town.acquaintances.contact(who, draws.of("whom"), at).astype(np.int64)
    hot = draws.of("hot").happens(_HOTLINE, at)
    other = np.where(hot, town.hotline(draws.of("hotline"), at), other)
    received = (other >= lines.count) & ~hot & draws.of("received").happens(_RECEIVED, at)
    caller, callee = np.where(received, other, who), np.where(received, who, other)
    calls = spoken(
        _moments(town, who, draws, on, at),
        caller,
        callee,
        ANSWERED,
        "conversation",
        _RING_S,
        draws.of("talk"),
    )
    chance = np.where(hot, 0, np.where(calls.answered, _CALLED_BACK[True], _CALLED_BACK[False]))
    return together([calls, called_back(calls, chance, draws.of("back"))])


def spoken(
    start_s: Ints, caller: Ints, callee: Ints, answered: int, talk: str, ring: tuple[int, int], draws: Draws
) -> Calls:
    """Private calls at these seconds with what becomes of them."""
    at = places(len(start_s))
    taken = draws.of("answered").happens(answered, at)
    ring_s = np.where(
        taken, draws.of("ring").pick(RING_ANSWERED_S, at), draws.of("rings out").between(*ring, at)
    )
    talk_s = np.where(taken, draws.of("length").pick(TALK_S[talk], at), 0)
    return Calls(start_s, caller, callee, taken, talk_s, ring_s, np.full(len(at), PRIVATE, dtype=np.int64))


def called_back(calls: Calls, chance: int | Ints, draws: Draws) -> Calls:
    """The calls that the called parties make in return, within an hour and a half."""
    back = calls.where(draws.of("who").happens(chance, places(len(calls))))
    at = places(len(back))
    start_s = back.start_s + back.ring_s + back.talk_s + draws.of("when").between(*_BACK_S, at)
    return spoken(start_s, back.callee, back.caller, ANSWERED, "conversation", _RING_S, draws.of("talk"))


def _moments(town: Town, who: Ints, draws: Draws, on: date, at: Ints) -> Ints:
    """Seconds of the day: people call when people call, offices in office hours."""
    hour = draws.of("hour").pick(hours_of(on), at)
    office = draws.of("office hour").between(OFFICE_HOURS[0], OFFICE_HOURS[1] - 1, at)
    hour = np.where(town.lines.line_class[who] == LANDLINE, office, hour)
    return hour * HOUR_S + draws.of("second").below(HOUR_S, at)
