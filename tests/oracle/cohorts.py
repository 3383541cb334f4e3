"""The oracle's own mind about cohorts: numbers that belong together and, taken together, behave as one caller."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from .groups import DAY, Pair, Reach, Registers, Row, odds, valid
from .judge import Signals, names_a_device
from .reader import Call

JUDGED = {"mobile", "landline", "iot_card", "unknown"}
OPENED = ("channel", "outlet", "worker_id")
COLUMNS = {"holder": "subscriber", "enterprise": "enterprise"} | {kind: kind for kind in OPENED}

NumberDays = set[tuple[str, date]]


@dataclass(frozen=True)
class Cohort:
    """The numbers of a cohort with their days, what chance would give, and n of once in 10^n."""

    number_days: NumberDays
    expected: float
    odds: int

    @property
    def members(self) -> int:
        return len({number for number, _ in self.number_days})


@dataclass(frozen=True)
class Week:
    """What the oracle knows of the seven days up to the last one, by day."""

    day: date
    calls: list[Call]
    seen: dict[date, dict[str, Signals]]
    reach: dict[date, dict[str, Reach]]
    registers: Registers


def in_rotation(week: Week, pairs: dict[tuple[str, str], Pair]) -> set[str]:
    """Callers of the day who belong to a cohort that works through strangers."""
    found = set()
    for cohort in _by_unit(week):
        if _behaves_as_one(week, cohort):
            found |= {number for number, day in cohort.number_days if day == week.day}
    for cohort in _by_list(week.day, pairs):
        if _behaves_as_one(week, cohort):
            found |= {number for number, _ in cohort.number_days} & {own for own, _ in pairs}
    return {number for number in found if week.seen[week.day][number].line_class in JUDGED}


def _behaves_as_one(week: Week, cohort: Cohort) -> bool:
    made: dict[tuple[str, date], list[Call]] = {}
    callees = set()
    for number, day in cohort.number_days:
        reach = week.reach.get(day, {}).get(number)
        if reach:
            made[number, day] = [call for calls in reach.strangers.values() for call in calls]
            callees |= set(reach.strangers)
    mean = sum(map(len, made.values())) / len(made)
    return (
        cohort.members >= 4
        and len(callees) >= 50
        and mean <= 27
        and cohort.odds >= 6
        and cohort.members >= 10 * cohort.expected
    )


def _by_unit(week: Week) -> list[Cohort]:
    number_days: dict[tuple[str, str], NumberDays] = defaultdict(set)
    for day, reached in week.reach.items():
        for number, reach in reached.items():
            if reach.share >= 0.9 and len(reach.strangers) >= 5 and reach.known:
                for unit in _units(week, number, day):
                    number_days[unit].add((number, day))
    rate = max([0.001, *(_rate(week, day) for day in week.seen)])
    found = []
    for unit, known in number_days.items():
        numbers, days = {number for number, _ in known}, {day for _, day in known}
        if len(numbers) >= 3 and week.day in days:
            expected = max(_held(week, unit), len(numbers)) * rate * len(days)
            found.append(Cohort(known, expected, odds(expected, len(numbers))))
    return found


def _rate(week: Week, day: date) -> float:
    outward = sum(reach.share >= 0.9 for reach in week.reach[day].values())
    return outward / max(len(week.seen[day]), 20000)


def _units(week: Week, number: str, day: date) -> set[tuple[str, str]]:
    units = {("device", imei) for imei in devices(week.calls, number, day)}
    held = _holding(week.registers, number, day)
    if held:
        units |= {(kind, str(held[column])) for kind, column in COLUMNS.items() if held.get(column)}
        if _is_new(held, day):
            units |= {(f"{kind}_new", str(held[kind])) for kind in OPENED if held.get(kind)}
    return units


def devices(calls: list[Call], number: str, day: date) -> Counter[str]:
    """The devices that a number called from on a day, with its calls from each."""
    own = [call for call in calls if call.caller == number and call.day == day and not call.by_called_side]
    return Counter(call.imei[:14] for call in own if names_a_device(call.imei))


def _holding(registers: Registers, number: str, day: date) -> Row | None:
    """The youngest holding of the number on the day."""
    held = [row for row in registers.get("holdings", []) if row["number"] == number and valid(row, day)]
    return max(held, key=lambda row: str(row["since"]), default=None)


def _is_new(row: Row, day: date) -> bool:
    since = row.get("since")
    return isinstance(since, date) and since > day - timedelta(days=30)


def _held(week: Week, unit: tuple[str, str]) -> int:
    """How many numbers the unit has on the last day."""
    kind, name = unit
    column = COLUMNS.get(kind.removesuffix("_new"), "")
    return len(
        {
            row["number"]
            for row in week.registers.get("holdings", [])
            if row.get(column) == name
            and valid(row, week.day)
            and (not kind.endswith("_new") or _is_new(row, week.day))
        }
    )


def _by_list(day: date, pairs: dict[tuple[str, str], Pair]) -> list[Cohort]:
    tied: dict[str, set[str]] = defaultdict(set)
    for (own, other), pair in pairs.items():
        if pair.odds >= 9:
            tied[own].add(other)
            tied[other].add(own)
    found = []
    left = set(tied)
    while left:
        group = _group(min(left), tied)
        left -= group
        best = max(pair.odds for (own, _), pair in pairs.items() if own in group)
        if len(group) >= 3:
            found.append(Cohort({(number, near) for number in group for near in (day, day - DAY)}, 0, best))
    return found


def _group(first: str, tied: dict[str, set[str]]) -> set[str]:
    group, edge = {first}, {first}
    while edge:
        edge = {other for number in edge for other in tied[number]} - group
        group |= edge
    return group
