"""Who held a number when, as one bar: marks belong to a holder, not to digits. Time of which no register tells stays open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH = 600
BAR_Y = 16
BAR_H = 18
SHORTEST_DAYS = 30


@dataclass(frozen=True)
class Period:
    """One holding: from and until a calendar day, both included; None where the register does not say."""

    since: date | None
    until: date | None
    name: str


@dataclass(frozen=True)
class Mark:
    """A case, on the day it was opened."""

    day: date
    case: int


@dataclass(frozen=True)
class PeriodBox:
    """One holding as drawn. `is_last`: he holds the number now."""

    x: float
    width: float
    name: str
    is_last: bool


@dataclass(frozen=True)
class PeriodBar:
    """The picture's geometry in units of its view box."""

    boxes: tuple[PeriodBox, ...]
    gaps: tuple[tuple[float, float], ...]
    marks: tuple[tuple[float, Mark], ...]
    first: date
    last: date
    width: int = WIDTH
    height: int = BAR_Y + BAR_H + 16
    bar_y: int = BAR_Y
    bar_height: int = BAR_H
    axis_y: int = BAR_Y + BAR_H + 12


def period_bar(periods: Sequence[Period], marks: Sequence[Mark], today: date) -> PeriodBar:
    """The bar up to today, the oldest holding first."""
    known = [day for one in periods for day in (one.since, one.until) if day and day <= today]
    first = min([*known, *(mark.day for mark in marks), today - timedelta(days=SHORTEST_DAYS)])
    span = (today - first).days + 1

    def x(day: date) -> float:
        return round(WIDTH * min(max((day - first).days, 0), span) / span, 1)

    boxes = []
    for one in periods:
        begins, ends = x(one.since or first), x((one.until or today) + timedelta(days=1))
        if one.since is None or one.since <= today:
            boxes.append(PeriodBox(begins, max(round(ends - begins, 1), 1.5), one.name, one.until is None))
    return PeriodBar(tuple(boxes), _gaps(boxes), tuple((x(mark.day), mark) for mark in marks), first, today)


def _gaps(boxes: Sequence[PeriodBox]) -> tuple[tuple[float, float], ...]:
    """Left edge and width of the time of which nothing is known."""
    gaps, reached = [], 0.0
    for box in sorted(boxes, key=lambda box: box.x):
        if box.x > reached + 0.5:
            gaps.append((reached, round(box.x - reached, 1)))
        reached = max(reached, box.x + box.width)
    if reached < WIDTH - 0.5:
        gaps.append((reached, round(WIDTH - reached, 1)))
    return tuple(gaps)
