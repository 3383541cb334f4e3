"""Who of a part works on a day, and how much."""

from datetime import date

import numpy as np

from quietline.simulator.draws import Draws, Ints, Mask, places
from quietline.simulator.parts import Part


def works(part: Part, day: int, on: date) -> Mask:
    """For each number of the part whether the habit is followed on that day. A campaign that rotates works as one."""
    habit = part.habit
    unit = part.group if habit.calls_a_number else places(part.size)
    chance = habit.days[on.weekday()]
    found = part.draws.of("works", day).happens(chance, unit)
    if chance:
        found |= part.first_day == day  # nobody begins on a day off
    found &= part.first_day <= day
    return found & (day < part.first_day + habit.days_active) if habit.days_active else found


def amounts(span: tuple[int, int], part: Part, who: Ints, draws: Draws) -> Ints:
    """How many a day for each: half of where it lies in the span is his nature, half is the day."""
    low, width = span[0], span[1] - span[0] + 1
    nature = part.draws.of("nature").below(width, who)
    return low + (nature + draws.of("amount").below(width, who)) // 2


def attempts_of(part: Part, day: int, on: date) -> tuple[Ints, Ints]:
    """Places within the part of those who work on the day, and the attempts of each; a campaign stands for its numbers."""
    who = np.flatnonzero(works(part, day, on))
    if part.habit.calls_a_number:
        who = who[part.ordinal[who] == 0]
    return who, amounts(part.habit.attempts, part, who, part.draws.of("effort", day))
