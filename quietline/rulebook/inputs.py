"""What one control's answer for one day depends on, as a fingerprint: where it is the same, judging again would say the same."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from quietline.rulebook.load import LoadedControl
from quietline.rulebook.lock import fingerprint
from quietline.signals.freshness import DayFingerprint
from quietline.signals.tables import TABLES


@dataclass(frozen=True)
class Pair:
    """One control on one calendar day, with the fingerprint of what it is about to read and of what it asks."""

    loaded: LoadedControl
    day: date
    inputs: str


def pairs(controls: list[LoadedControl], fingerprints: Mapping[date, DayFingerprint]) -> list[Pair]:
    """Every control on every day, day by day."""
    return [
        Pair(loaded, day, inputs(loaded, of_day))
        for day, of_day in fingerprints.items()
        for loaded in controls
    ]


def inputs(loaded: LoadedControl, of_day: DayFingerprint) -> str:
    """Changes exactly when the control, its life or a table that it reads changes."""
    control = loaded.control
    parts = (
        control.id,
        str(control.version),
        loaded.life,
        loaded.problem or fingerprint(control),
        of_day.of(tables_read(control.sql)),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def tables_read(sql: str) -> frozenset[str]:
    """The tables of signals that the SQL names; all of them where it cannot be read. `caller_day` counts who was judged, so it is always read."""
    try:
        named = {table.name for table in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Table)}
    except SqlglotError:
        return frozenset(TABLES)
    return frozenset(named & TABLES.keys()) | {"caller_day"}
