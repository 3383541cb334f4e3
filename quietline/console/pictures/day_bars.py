"""Rows a day as small bars: how regularly a source delivers, seen in one look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

BAR_W, GAP, HEIGHT = 6, 2, 24
LEAST = 2
"""A day that is there is at least so high."""


@dataclass(frozen=True)
class DayBar:
    """A day's bar in units of the view box. `is_missing`: the day should be there and is not, drawn as a mark on the ground."""

    x: int
    y: int
    height: int
    day: date
    rows: int | None
    is_missing: bool


@dataclass(frozen=True)
class DayBars:
    """The bars and the size of the view box."""

    bars: tuple[DayBar, ...]
    width: int
    height: int = HEIGHT


def day_bars(days: Sequence[tuple[date, int | None]], *, gaps_are_missing: bool) -> DayBars:
    """Bars of these days, the highest as high as the box; a day before the first delivery (None) is left out."""
    most = max((rows for _, rows in days if rows), default=1)
    bars = []
    for position, (day, rows) in enumerate(days):
        height = max(LEAST, round(HEIGHT * rows / most)) if rows else 0
        is_missing = rows == 0 and gaps_are_missing
        shown = LEAST if is_missing else height
        bars.append(DayBar(position * (BAR_W + GAP), HEIGHT - shown, shown, day, rows, is_missing))
    return DayBars(tuple(bars), len(days) * (BAR_W + GAP) - GAP)
