"""How well detection did in a simulated city: what the product found, beside the truth, which nothing else reads."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

LEAST_ATTEMPTS = 20
FOUND_WITHIN_DAYS = 2
FIRST_OF_QUEUE = 300
OTHERS = "ordinary numbers"
OUTSIDE = "numbers of other networks"


@dataclass(frozen=True)
class Found:
    """What the product says: control → number → days on which it matched; the queue's cases in its own order; who is protected."""

    matches: Mapping[str, Mapping[str, Sequence[date]]]
    queue: Sequence[Mapping[str, object]]

    def days_of(self, number: str) -> set[date]:
        """Days on which any control matched the number."""
        return {day for numbers in self.matches.values() for day in numbers.get(number, ())}


@dataclass(frozen=True)
class Unit:
    """An offender: one number, or a campaign that rotates. `days` tells of each number when it called."""

    kind: str
    days: Mapping[str, Sequence[date]]
    attempts: int

    def is_found(self, found: Found) -> bool:
        """Whether half of the numbers used until two days after the start were matched by then."""
        first = min(day for days in self.days.values() for day in days)
        last = first + timedelta(days=FOUND_WITHIN_DAYS)
        used = [number for number, days in self.days.items() if min(days) <= last]
        hit = [number for number in used if any(first <= day <= last for day in found.days_of(number))]
        return 2 * len(hit) >= len(used)


@dataclass
class Truth:
    """Who offends, who only looks like it, and which numbers are our network's."""

    units: list[Unit]
    offenders: dict[str, str]
    lookalikes: dict[str, str]
    own: set[str]

    def kind_of(self, number: str) -> str:
        """The kind of a lawful number."""
        return self.lookalikes.get(number, OTHERS if number in self.own else OUTSIDE)


@dataclass
class Score:
    """Counts that add up over cities. `is_cut` tells whether a queue was longer than the first cases that are looked at."""

    numbers_days: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    first: int = 0
    first_true: int = 0
    is_cut: bool = False
    lawful: Counter[str] = field(default_factory=Counter)
    lawful_protected: Counter[str] = field(default_factory=Counter)
    lawful_reported: Counter[str] = field(default_factory=Counter)
    guilty_by_control: Counter[str] = field(default_factory=Counter)
    lawful_by_control: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, other: "Score") -> None:
        """Take in another city."""
        self.numbers_days += other.numbers_days
        self.first += other.first
        self.first_true += other.first_true
        self.is_cut |= other.is_cut
        for name in (
            "planted",
            "found",
            "lawful",
            "lawful_protected",
            "lawful_reported",
            "guilty_by_control",
        ):
            getattr(self, name).update(getattr(other, name))
        for control, kinds in other.lawful_by_control.items():
            self.lawful_by_control[control].update(kinds)

    def a_day(self, count: int) -> float:
        """Per 100,000 numbers and day."""
        return count * 100_000 / self.numbers_days


def read_truth(city: Path, own: set[str]) -> Truth:
    """The truth of a simulated city."""
    days: dict[str, list[date]] = defaultdict(list)
    for row in _rows(city / "attempts.csv"):
        days[row["number"]].append(date.fromisoformat(row["day"]))
    groups: dict[str, list[dict[str, str]]] = defaultdict(list)
    offenders = [row for row in _rows(city / "offenders.csv") if row["number"] in days]
    for row in offenders:
        groups[row["campaign"] if row["counted_by"] == "campaign" else row["number"]].append(row)
    units = [
        Unit(
            rows[0]["kind"],
            {row["number"]: days[row["number"]] for row in rows},
            sum(int(row["attempts"]) for row in rows),
        )
        for rows in groups.values()
    ]
    lookalikes = {row["number"]: row["kind"] for row in _rows(city / "lookalikes.csv")}
    return Truth(units, {row["number"]: row["kind"] for row in offenders}, lookalikes, own)


def score(found: Found, truth: Truth, numbers: int, days: int) -> Score:
    """The counts of one city."""
    result = Score(numbers_days=numbers * days, is_cut=len(found.queue) > FIRST_OF_QUEUE)
    for unit in truth.units:
        if unit.attempts >= LEAST_ATTEMPTS:
            result.planted[unit.kind] += 1
            result.found[unit.kind] += unit.is_found(found)
    first = found.queue[:FIRST_OF_QUEUE]
    result.first, result.first_true = len(first), sum(case["number"] in truth.offenders for case in first)
    for case in found.queue:
        if case["number"] not in truth.offenders:
            kind = truth.kind_of(str(case["number"]))
            result.lawful[kind] += 1
            result.lawful_protected[kind] += bool(case["protected"])
            result.lawful_reported[kind] += not case["controls"]
    for control, matched in found.matches.items():
        result.guilty_by_control[control] = len(matched.keys() & truth.offenders.keys())
        result.lawful_by_control[control] = Counter(
            map(truth.kind_of, matched.keys() - truth.offenders.keys())
        )
    return result


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
