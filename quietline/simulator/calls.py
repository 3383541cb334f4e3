"""One day's calls of the whole city, in order of time."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from quietline.simulator.draws import Draws
from quietline.simulator.people import Line, Population
from quietline.simulator.rhythm import (
    CONVERSATION_S,
    RING_ANSWERED_S,
    RING_UNANSWERED_S,
    SATURDAY,
    hours_of,
)

HOUR_S = 3600
DAY_S = 24 * HOUR_S
ANSWERED_PER_MILLE = 720
CALLED_BACK_AFTER_MISS_PER_MILLE = 450
CALLED_BACK_AFTER_TALK_PER_MILLE = 60
RECEIVED_PER_MILLE = 330
"""Of the calls between a number and its contacts outside, those that the outside begins."""


class Call(NamedTuple):
    """One record. `start_s` is in seconds of the city's day; `imei` and `cell` are those of the side that the record is of."""

    start_s: int
    caller: str
    callee: str
    talk_s: int
    answered: bool
    direction: str
    ring_s: int
    imei: str
    cell: str


def calls_of_day(seed: int, population: Population, day: date) -> list[Call]:
    """All records of the day, sorted by time. A call back that would fall on the next day is not made."""
    draws = Draws(seed, "calls", day.isoformat())
    hours = hours_of(day)
    weekend = day.weekday() >= SATURDAY
    calls: list[Call] = []
    for line in population.lines:
        if line.role is None:
            _private_calls(calls, line, population, hours, weekend, draws)
        else:
            calls.extend(_working_calls(line, population, day, draws))
    # Nobody calls the same number twice within one second: that would be one call to whoever reads the records.
    return sorted({call[:3]: call for call in calls if call.start_s < DAY_S}.values())


def _private_calls(
    calls: list[Call], line: Line, population: Population, hours: tuple[int, ...], weekend: bool, draws: Draws
) -> None:
    usual = line.calls_a_day
    if not line.contacts or not usual:
        return
    for _ in range(draws.below(2 * usual + 1) * (4 if weekend else 5) // 5):
        other = draws.favourite(line.contacts)
        start_s = hours[draws.below(256)] * HOUR_S + draws.below(HOUR_S)
        if other not in population.by_number and draws.happens(RECEIVED_PER_MILLE):
            call = _call(other, line.number, start_s, ANSWERED_PER_MILLE, CONVERSATION_S, line, draws)
        else:
            call = _call(line.number, other, start_s, ANSWERED_PER_MILLE, CONVERSATION_S, line, draws)
        calls.append(call)
        if draws.happens(
            CALLED_BACK_AFTER_TALK_PER_MILLE if call.answered else CALLED_BACK_AFTER_MISS_PER_MILLE
        ):
            calls.append(_call_back(call, population, draws))


def _working_calls(line: Line, population: Population, day: date, draws: Draws) -> Iterator[Call]:
    """The day of somebody with a habit, session by session."""
    if line.role is None or not draws.happens(line.role.habit.days[day.weekday()]):
        return
    habit = line.role.habit
    left = draws.between(*habit.attempts)
    for session in habit.sessions:
        start_s = session.first_hour * HOUR_S + draws.below(session.every_s[1])
        while left and start_s < session.last_hour * HOUR_S:
            left -= 1
            other = (
                population.somebody(draws) if draws.happens(habit.strangers) else draws.pick(line.contacts)
            )
            call = _call(line.number, other, start_s, habit.answered, habit.talk_s, line, draws)
            yield call
            if draws.happens(habit.called_back):
                yield _call_back(call, population, draws)
            free_s = start_s + call.ring_s + call.talk_s + 1 if habit.lines == 1 else start_s
            start_s = max(free_s, start_s + draws.between(*session.every_s))


def _call(
    caller: str, callee: str, start_s: int, answered: int, talk: tuple[int, ...], side: Line, draws: Draws
) -> Call:
    """A record of the side `side`; the direction follows from who calls."""
    direction = "outgoing" if caller == side.number else "incoming"
    if draws.happens(answered):
        ring_s, talk_s = draws.pick(RING_ANSWERED_S), draws.pick(talk)
        return Call(start_s, caller, callee, talk_s, True, direction, ring_s, side.imei, side.cell)
    return Call(
        start_s, caller, callee, 0, False, direction, draws.pick(RING_UNANSWERED_S), side.imei, side.cell
    )


def _call_back(call: Call, population: Population, draws: Draws) -> Call:
    """The callee returns the call within an hour and a half."""
    start_s = call.start_s + call.ring_s + call.talk_s + draws.between(60, 5400)
    side = population.by_number.get(call.callee) or population.by_number[call.caller]
    return _call(call.callee, call.caller, start_s, ANSWERED_PER_MILLE, CONVERSATION_S, side, draws)
