"""One quantity over days, small: a bar a day, limits as labelled lines, days on which it is unknown as an empty frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from quietline.domain.control import Breach

LEFT = 34
TOP = 12
PLOT_W = 236
PLOT_H = 56


@dataclass(frozen=True)
class DayValue:
    """One calendar day. `value` is None where it is unknown."""

    day: date
    value: float | None
    x: float
    y: float
    height: float
    is_over: bool


class ComparedLimit(NamedTuple):
    """A limit, and how a value must stand to it to speak against the number."""

    breach: Breach
    limit: float


@dataclass(frozen=True)
class LimitLine:
    """A limit of a control, drawn across."""

    value: float
    y: float
    text_y: float


@dataclass(frozen=True)
class QuantityChart:
    """The picture's geometry in units of its view box, and the numbers for its table. `is_share`: values are shares of 1."""

    bars: tuple[DayValue, ...]
    unknown_bands: tuple[tuple[float, float], ...]
    ticks: tuple[tuple[float, float], ...]
    labels: tuple[tuple[date, float, str], ...]
    limits: tuple[LimitLine, ...]
    is_share: bool
    bar_width: float
    left: int = LEFT
    right: int = LEFT + PLOT_W
    top: int = TOP
    base: int = TOP + PLOT_H
    plot_height: int = PLOT_H
    axis_y: int = TOP + PLOT_H + 11
    width: int = LEFT + PLOT_W + 12
    height: int = TOP + PLOT_H + 14

    @property
    def is_unknown(self) -> bool:
        """True where no day has a value."""
        return all(bar.value is None for bar in self.bars)


def quantity_chart(
    days: Sequence[date],
    values: Mapping[date, float | None],
    *,
    limits: Sequence[ComparedLimit] = (),
    is_share: bool = False,
) -> QuantityChart:
    """The picture of `days`, oldest first. A day without a value in `values`, or with None, is unknown and not empty."""
    known = [value for day in days if (value := values.get(day)) is not None]
    top = _round_up(max([*known, *(one.limit * 1.15 for one in limits)], default=1) or 1, is_share)
    step = PLOT_W / max(len(days), 1)
    bars = tuple(
        _bar(day, values.get(day), position * step, top, limits) for position, day in enumerate(days)
    )
    return QuantityChart(
        bars=bars,
        unknown_bands=_bands(bars, step),
        ticks=((0, _y(0, top)), (top, _y(top, top))),
        labels=_labels(days, step),
        limits=tuple(
            LimitLine(value, _y(value, top), _y(value, top) - 3)
            for value in sorted({one.limit for one in limits})
        ),
        is_share=is_share,
        bar_width=round(max(step - 1, 0.8), 2),
    )


def _bar(day: date, value: float | None, x: float, top: float, limits: Sequence[ComparedLimit]) -> DayValue:
    y = _y(value or 0, top)
    is_over = value is not None and any(one.breach.holds(value, one.limit) for one in limits)
    return DayValue(day, value, round(LEFT + x, 2), y, round(TOP + PLOT_H - y, 1), is_over)


def _bands(bars: Sequence[DayValue], step: float) -> tuple[tuple[float, float], ...]:
    """Left edge and width of each run of days that are unknown."""
    bands: list[tuple[float, float]] = []
    for position, bar in enumerate(bars):
        if bar.value is not None:
            continue
        begins = LEFT + position * step
        if bands and abs(sum(bands[-1]) - begins) < 0.01:
            bands[-1] = (bands[-1][0], bands[-1][1] + step)
        else:
            bands.append((begins, step))
    return tuple((round(x, 2), round(width, 2)) for x, width in bands)


def _labels(days: Sequence[date], step: float) -> tuple[tuple[date, float, str], ...]:
    """The first, the middle and the last day, each with where it stands and how it is anchored."""
    if not days:
        return ()
    last = len(days) - 1
    places = {0: "start", last // 2: "middle", last: "end"} if last > 1 else {0: "start"}
    at = {"start": 0.0, "middle": step / 2, "end": step}
    return tuple(
        (days[position], round(LEFT + position * step + at[anchor], 1), anchor)
        for position, anchor in places.items()
    )


def _y(value: float, top: float) -> float:
    return round(TOP + PLOT_H * (1 - min(value / top, 1)), 1)


def _round_up(value: float, is_share: bool) -> float:
    """The next figure that reads well on an axis; a share is never more than all."""
    if is_share and value <= 1:
        return next(step for step in (0.1, 0.25, 0.5, 1.0) if value <= step)
    power = 1
    while value > power * 10:
        power *= 10
    return next(step * power for step in (1, 2, 3, 4, 5, 6, 8, 10) if value <= step * power)
