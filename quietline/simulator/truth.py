"""The truth about the city's callers, which no part of the product reads: it is for comparing afterwards."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np

from quietline.simulator.calls import Calls
from quietline.simulator.draws import Ints
from quietline.simulator.parts import Part
from quietline.simulator.registers import registered
from quietline.simulator.tables import Table, write_text
from quietline.simulator.town import Town


@dataclass
class Tally:
    """Attempts of the nuisance callers: line → day → how many."""

    attempts: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, day: int, counted: tuple[Ints, Ints]) -> None:
        """Take in what `count_attempts` gave for the day."""
        for line, count in zip(*(column.tolist() for column in counted), strict=True):
            self.attempts[line][day] = count


def count_attempts(town: Town, calls: Calls) -> tuple[Ints, Ints]:
    """Lines that made attempts as nuisance callers, and how many."""
    offends = np.array([*(habit.offends for habit in town.scenario.habits), False])
    return np.unique(calls.caller[offends[calls.code]], return_counts=True)


def write_truth(folder: Path, town: Town, tally: Tally) -> tuple[int, int]:
    """Write who offends, how much on which day, and who only looks like it. Gives how many of both there are."""
    offenders = [
        _offender(town, part, place, tally)
        for part in town.parts
        if part.habit.offends
        for place in range(part.size)
    ]
    lookalikes = [row for part in town.parts if not part.habit.offends for row in _lookalikes(town, part)]
    days = [
        (str(town.lines.number[line]), str(town.start + timedelta(days=day)), str(count))
        for line, made in sorted(tally.attempts.items())
        for day, count in sorted(made.items())
    ]
    header = ("number", "kind", "campaign", "counted_by", "first_day", "attempts")
    write_text(folder / "offenders.csv", Table.of_rows(header, offenders))
    write_text(folder / "attempts.csv", Table.of_rows(("number", "day", "attempts"), days))
    write_text(folder / "lookalikes.csv", Table.of_rows(("number", "kind", "protected"), lookalikes))
    return len(offenders), len(lookalikes)


def _offender(town: Town, part: Part, place: int, tally: Tally) -> tuple[str, ...]:
    """A rotating campaign is found or missed as a whole, everybody else by his number. `first_day` is that of his first attempt."""
    line = int(part.lines[place])
    made = tally.attempts.get(line, {})
    first = str(town.start + timedelta(days=min(made))) if made else ""
    campaign = f"{part.habit.label}-{int(part.group[place]) + 1}"
    counted_by = "campaign" if part.habit.calls_a_number else "number"
    return (
        str(town.lines.number[line]),
        part.habit.label,
        campaign,
        counted_by,
        first,
        str(sum(made.values())),
    )


def _lookalikes(town: Town, part: Part) -> list[tuple[str, ...]]:
    known = set(registered(part))
    return [
        (str(town.lines.number[line]), part.habit.label, "true" if line in known else "false")
        for line in part.lines.tolist()
    ]
