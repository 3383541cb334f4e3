"""Who lives in the city, which numbers they have, whom they know."""

from collections.abc import Sequence
from dataclasses import dataclass

from quietline.domain.number_plan import LineClass
from quietline.simulator import numbers
from quietline.simulator.draws import Draws
from quietline.simulator.habits import HABITS, Habit

BRANCHES = ("示例东区", "示例西区", "示例南县", "示例北县")
CELLS_PER_BRANCH = 40
STRANGERS_PER_NUMBER = 20
CUSTOMERS = 400
SHARED_DEVICES = 10**10  # their serial numbers begin beyond those of the single ones
PRIVATE_LANDLINES_PER_MILLE = 80

# Equally likely; the tail is heavy, as with real people.
_CALLS_A_DAY = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 11, 19)
_CONTACTS = (2, 3, 4, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 21, 28, 45)


@dataclass(frozen=True, slots=True)
class Role:
    """A habit and which of its groups: numbers of one group share a device and a list of whom to call."""

    habit: Habit
    group: int


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the city. `contacts` are the numbers it calls, the dearest first; `imei` and `cell` are empty for landlines."""

    index: int
    number: str
    line_class: LineClass
    branch: str
    imei: str
    cell: str
    calls_a_day: int
    contacts: Sequence[str]
    role: Role | None


@dataclass(frozen=True)
class Population:
    """All numbers of the city. `by_number` finds a line by its number; `strangers` counts the reachable numbers of other networks."""

    lines: Sequence[Line]
    by_number: dict[str, Line]
    strangers: int

    def somebody(self, draws: Draws) -> str:
        """Any number that can be called: one in four is of this network."""
        if draws.below(4):
            return numbers.foreign_mobile(draws.below(self.strangers))
        return draws.pick(self.lines).number


def populate(seed: int, count: int, area_code: str) -> Population:
    """The city of this seed with `count` numbers."""
    draws = Draws(seed, "people", count)
    roles = _roles(count, draws)
    classes = [_class_of(role, draws) for role in roles]
    own = [_number(index, line_class, area_code) for index, line_class in enumerate(classes)]
    strangers = count * STRANGERS_PER_NUMBER
    known = _acquaint(own, strangers, draws)
    lines = tuple(
        _line(
            index,
            own[index],
            classes[index],
            known[index] if role is None else _customers(seed, role, own, strangers),
            role,
            draws,
        )
        for index, role in enumerate(roles)
    )
    return Population(lines, {line.number: line for line in lines}, strangers)


def _roles(count: int, draws: Draws) -> list[Role | None]:
    """For each number its role, or None for an ordinary one. Every habit occurs, however small the city."""
    special = [
        Role(habit, position // habit.group)
        for habit in HABITS
        for position in range(max(habit.group, habit.share * count // 1000))
    ]
    return draws.shuffled([*special, *[None] * (count - len(special))])


def _class_of(role: Role | None, draws: Draws) -> LineClass:
    if role:
        return role.habit.line_class
    return LineClass.LANDLINE if draws.happens(PRIVATE_LANDLINES_PER_MILLE) else LineClass.MOBILE


def _number(index: int, line_class: LineClass, area_code: str) -> str:
    return numbers.mobile(index) if line_class is LineClass.MOBILE else numbers.landline(area_code, index)


def _acquaint(own: Sequence[str], strangers: int, draws: Draws) -> list[list[str]]:
    """Contacts of every number. Half of them are neighbours, the others friends of friends: who is known becomes better known.

    Three in four of these acquaintances are mutual; one contact in five is outside the network.
    """
    known: list[list[int]] = [[] for _ in own]
    outside: list[list[str]] = [[] for _ in own]
    for me in range(len(own)):
        for _ in range(draws.pick(_CONTACTS) // 2 + 1):
            if not draws.below(5):
                outside[me].append(numbers.foreign_mobile(draws.below(strangers)))
                continue
            other = _acquaintance(me, known, draws)
            if other != me:
                known[me].append(other)
                if draws.below(4):
                    known[other].append(me)
    return [
        [own[other] for other in dict.fromkeys(inside)] + beyond
        for inside, beyond in zip(known, outside, strict=True)
    ]


def _acquaintance(me: int, known: Sequence[Sequence[int]], draws: Draws) -> int:
    if draws.below(2):
        return (me + draws.between(1, 60)) % len(known)
    somebody = draws.below(len(known))
    friends = known[somebody]
    return draws.pick(friends) if friends else somebody


def _customers(seed: int, role: Role, own: Sequence[str], strangers: int) -> list[str]:
    """The list from which a role calls, the same for all numbers of its group."""
    draws = Draws(seed, "customers", role.habit.kind, role.group)
    return [
        numbers.foreign_mobile(draws.below(strangers)) if draws.below(2) else draws.pick(own)
        for _ in range(CUSTOMERS)
    ]


def _line(
    index: int, number: str, line_class: LineClass, contacts: Sequence[str], role: Role | None, draws: Draws
) -> Line:
    mobile = line_class is LineClass.MOBILE
    branch = draws.below(len(BRANCHES))
    device = SHARED_DEVICES + role.group if role and role.habit.group > 1 else index
    return Line(
        index=index,
        number=number,
        line_class=line_class,
        branch=BRANCHES[branch],
        imei=numbers.imei(device) if mobile else "",
        cell=f"C{branch + 1}{draws.below(CELLS_PER_BRANCH):03d}" if mobile else "",
        calls_a_day=draws.pick(_CALLS_A_DAY) if role is None else 0,
        contacts=contacts,
        role=role,
    )
