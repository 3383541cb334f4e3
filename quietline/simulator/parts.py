"""Who plays which part: the numbers of everybody with a habit, group by group."""

from dataclasses import dataclass

import numpy as np

from quietline.domain.errors import InputError
from quietline.simulator.draws import Draws, Ints, places
from quietline.simulator.habit import Habit
from quietline.simulator.scenario import Scenario


@dataclass(frozen=True)
class Part:
    """All numbers with one habit. The arrays have a place for each of them.

    `lines` are their places in the city, `group` the entry that they belong to, `ordinal` their place in it, `first_day` the day on which
    it begins (0 is the first that is simulated). `code` tells the habits apart.
    """

    code: int
    habit: Habit
    lines: Ints
    group: Ints
    ordinal: Ints
    first_day: Ints
    groups: int
    draws: Draws

    @property
    def size(self) -> int:
        """How many numbers."""
        return len(self.lines)


def cast_parts(seed: int, numbers: int, scenario: Scenario) -> list[Part]:
    """Numbers for every habit. Raises InputError where they would be more than half of the city."""
    draws = Draws(seed, "parts", numbers)
    order = draws.of("who").order(numbers)
    found: list[Part] = []
    taken = 0
    for code, habit in enumerate(scenario.habits):
        part = _part(code, habit, order[taken:], numbers, draws.of(code, habit.label))
        taken += part.size
        if 2 * taken > numbers:
            what = f"the scenario gives more than half of {numbers} numbers a part ({habit.label} is one too many)"
            raise InputError(what, mend="simulate more numbers, or lower count, per_100_000 or group_size")
        found.append(part)
    return found


def _part(code: int, habit: Habit, free: Ints, numbers: int, draws: Draws) -> Part:
    groups = habit.groups(numbers)
    sizes = draws.of("size").between(*habit.group_size, places(groups))
    first = draws.of("first day").between(*habit.start_day, places(groups)) - 1
    group = np.repeat(places(groups), sizes)
    ordinal = places(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    lines = free[: len(group)]
    shown = slice(0, len(lines))
    return Part(code, habit, lines, group[shown], ordinal[shown], first[group][shown], groups, draws)
