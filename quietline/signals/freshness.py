"""What the tables of a day are made of, table by table: their fingerprint tells which days a late file, a withdrawal or a register touches.

A file with calls of a day touches this day and, by windows over midnight, the next one; tables that look back carry it further.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from quietline.domain import number_plan
from quietline.home import Home
from quietline.signals.figures import figures_of
from quietline.signals.grains import (
    BEFORE,
    DAYS_BEFORE,
    DAYS_OF_WEEK,
    REGISTERS,
    SQL_FOLDER,
    UNITED,
    WEEK,
    grains,
)
from quietline.signals.grains import parts_of_caller_day as parts
from quietline.signals.tables import TABLES
from quietline.warehouse.lake import Lake


@dataclass(frozen=True)
class Origin:
    """Where a table comes from: calls of so many days before its day, that day always included, and registers."""

    days_before: int
    registers: frozenset[str]

    def joined(self, other: "Origin") -> "Origin":
        """What two tables together come from."""
        return Origin(max(self.days_before, other.days_before), self.registers | other.registers)


@dataclass(frozen=True)
class DayFingerprint:
    """The day's tables as they would be computed now."""

    day: date
    meaning: str
    lake: "_Known"

    def of(self, tables: Collection[str]) -> str:
        """Changes exactly when something changes of which one of these tables is made."""
        origin = origin_of(frozenset(tables))
        parts = [self.meaning, self.lake.calls(self.day - timedelta(days=origin.days_before), self.day)]
        parts += [self.lake.register(name) for name in sorted(origin.registers)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass
class _Known:
    """The lake's fingerprints, each asked for once."""

    lake: Lake
    asked: dict[tuple[str, date | None, date | None], str] = field(default_factory=dict)

    def calls(self, first: date, last: date) -> str:
        return self._of("calls", first, last)

    def register(self, name: str) -> str:
        return self._of(name, None, None)

    def _of(self, kind: str, first: date | None, last: date | None) -> str:
        key = (kind, first, last)
        if key not in self.asked:
            self.asked[key] = self.lake.fingerprint(kind, first, last)
        return self.asked[key]


def fingerprints(home: Home, days: Iterable[date]) -> dict[date, DayFingerprint]:
    """The fingerprints of these calendar days, in order."""
    known = _Known(Lake(home))
    code = hashlib.sha256(b"\0".join(file.read_bytes() for file in _definitions())).hexdigest()
    return {
        day: DayFingerprint(day, f"{code} {home.city.time_zone} {figures_of(day, home.zone)!r}", known)
        for day in sorted(days)
    }


def _definitions() -> list[Path]:
    """The files that say what a signal means: a change of any of them makes every day stale."""
    code = (
        "grains.py",
        "making.py",
        "uniting.py",
        "line_class.py",
        "tables.py",
        "roll_up.py",
        "figures.py",
        "quantities.py",
        "group_quantities.py",  # dated figures of days before are read too
    )
    return [
        *sorted(SQL_FOLDER.glob("*.sql")),
        *(SQL_FOLDER / name for name in code),
        *sorted((SQL_FOLDER / "kernels").glob("*.py")),
        Path(number_plan.__file__),
    ]


@cache
def origin_of(tables: frozenset[str]) -> Origin:
    """What these tables together come from."""
    found = Origin(0, frozenset())
    for table in tables:
        found = found.joined(_origin(table))
    return found


@cache
def _origin(source: str) -> Origin:
    if source == "calls":
        return Origin(1, frozenset())
    if source == WEEK:
        return Origin(DAYS_OF_WEEK - 1, frozenset())
    if source in REGISTERS:
        return Origin(0, frozenset({source}))
    if source.endswith(BEFORE):
        kept = _origin(source.removesuffix(BEFORE))
        return Origin(kept.days_before + DAYS_BEFORE, kept.registers)
    if source == UNITED:
        return origin_of(frozenset(part.name for part in parts())).joined(Origin(0, frozenset({"holdings"})))
    return origin_of(frozenset(grains()[source].sources))


LOOK_BACK_DAYS = origin_of(frozenset(TABLES)).days_before
"""How many days before a day its tables reach back to calls at most."""
