"""A value against its limit: a bar, and a tick where the limit stands."""

from dataclasses import dataclass

WIDTH = 128


@dataclass(frozen=True)
class LimitBar:
    """Geometry in units of the view box. `value_width` is None where the value is unknown: then no bar is drawn."""

    value_width: float | None
    tick_x: float
    width: int = WIDTH


def limit_bar(value: float | None, limit: float) -> LimitBar:
    """The bar of a value; the limit stands in the middle until the value outgrows twice the limit."""
    scale = max(value or 0, limit * 2) or 1
    width = None if value is None else round(WIDTH * min(max(value, 0) / scale, 1), 1)
    return LimitBar(width, round(WIDTH * limit / scale, 1))
