"""Calls per hour of one day against the limit, drawn as a labelled line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, log10

LEFT = 30
TOP = 14
PLOT_W = 240
PLOT_H = 86
HOUR_W = PLOT_W / 24


@dataclass(frozen=True)
class HourBar:
    """One hour: all attempts, and the answered ones as the lower part where the source tells them apart."""

    hour: int
    attempts: int
    answered: int | None
    x: float
    y: float
    height: float
    answered_y: float
    answered_height: float
    is_over: bool


@dataclass(frozen=True)
class HourChart:
    """The picture's geometry in units of its view box, and the numbers for its table."""

    day: date
    bars: tuple[HourBar, ...]
    ticks: tuple[tuple[int, float], ...]
    hours: tuple[tuple[int, float], ...]
    limit: float | None
    limit_y: float
    limit_text_y: float
    is_known: bool
    answered_is_known: bool
    left: int = LEFT
    right: int = LEFT + PLOT_W
    base: int = TOP + PLOT_H
    axis_y: int = TOP + PLOT_H + 11
    width: int = LEFT + PLOT_W + 12
    height: int = TOP + PLOT_H + 14
    bar_width: float = HOUR_W - 2


def hour_chart(
    day: date,
    attempts: Mapping[int, int],
    answered: Mapping[int, int] | None,
    *,
    limit: float | None,
    is_known: bool = True,
) -> HourChart:
    """The chart of a day; `attempts` by hour. `answered` is None where the source does not tell unanswered attempts."""
    top = _round_up(max([*attempts.values(), (limit or 0) * 1.15, 4]))
    bars = (
        tuple(_bar(hour, attempts.get(hour, 0), answered, top, limit) for hour in range(24))
        if is_known
        else ()
    )
    limit_y = _y(min(limit or 0, top), top)
    return HourChart(
        day=day,
        bars=bars,
        ticks=tuple((count, _y(count, top)) for count in (0, top // 2, top)),
        hours=tuple((hour, LEFT + hour * HOUR_W) for hour in (0, 6, 12, 18, 24)),
        limit=limit,
        limit_y=limit_y,
        limit_text_y=limit_y - 3,
        is_known=is_known,
        answered_is_known=answered is not None,
    )


def _bar(
    hour: int, attempts: int, answered: Mapping[int, int] | None, top: int, limit: float | None
) -> HourBar:
    low = answered.get(hour, 0) if answered is not None else None
    y, low_y = _y(attempts, top), _y(low or 0, top)
    base = TOP + PLOT_H
    return HourBar(
        hour=hour,
        attempts=attempts,
        answered=low,
        x=LEFT + hour * HOUR_W + 1,
        y=y,
        height=round(base - y, 1),
        answered_y=low_y,
        answered_height=round(base - low_y, 1),
        is_over=limit is not None and attempts >= limit,
    )


def _y(count: float, top: int) -> float:
    return round(TOP + PLOT_H * (1 - count / top), 1)


def _round_up(count: float) -> int:
    """The next figure that reads well on an axis and has a whole half."""
    power = 10 ** int(log10(count))
    steps = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10) if power >= 10 else (2, 4, 6, 8, 10)
    return next(
        int(step * power) for step in steps if int(step * power) >= ceil(count) and int(step * power) % 2 == 0
    )
