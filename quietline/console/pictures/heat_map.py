"""24 hours × 7 days: when a number calls, and in which hours it was over the limit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

CELL_W = 10
CELL_H = 14
LEFT = 34
TOP = 2
SHARES = (0.25, 0.6)
"""Shares of the limit at which the shade of a cell deepens."""


@dataclass(frozen=True)
class HeatCell:
    """One hour of one day. `attempts` is None where no records of the day were delivered."""

    hour: int
    x: int
    attempts: int | None
    css: str


@dataclass(frozen=True)
class HeatRow:
    """One calendar day of the city."""

    day: date
    y: int
    is_known: bool
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class HeatMap:
    """The picture's geometry in units of its view box, and the numbers for its table."""

    rows: tuple[HeatRow, ...]
    hours: tuple[tuple[int, int], ...]
    limit: float | None
    left: int = LEFT
    band_width: int = 24 * CELL_W - 1
    width: int = LEFT + 24 * CELL_W + 8
    cell_width: int = CELL_W - 1
    cell_height: int = CELL_H - 1

    @property
    def unknown_bands(self) -> tuple[tuple[int, int], ...]:
        """Top and height of each run of days without records."""
        bands: list[tuple[int, int]] = []
        for row in self.rows:
            if row.is_known:
                continue
            if bands and sum(bands[-1]) + 1 == row.y:
                bands[-1] = (bands[-1][0], bands[-1][1] + CELL_H)
            else:
                bands.append((row.y, self.cell_height))
        return tuple(bands)

    @property
    def shapes(self) -> tuple[tuple[str, str], ...]:
        """Class and SVG path of each shade: one path instead of a rectangle an hour."""
        boxes: dict[str, list[str]] = {}
        for row in self.rows:
            for cell in row.cells if row.is_known else ():
                path = f"M{cell.x} {row.y}h{self.cell_width}v{self.cell_height}h-{self.cell_width}z"
                boxes.setdefault(cell.css, []).append(path)
        return tuple((css, "".join(paths)) for css, paths in boxes.items())

    @property
    def marks(self) -> str:
        """SVG path of a diamond in each hour over the limit: colour is never alone."""
        return "".join(
            f"M{cell.x + self.cell_width / 2} {row.y + self.cell_height / 2 - 2.2}l2.2 2.2-2.2 2.2-2.2-2.2z"
            for row in self.rows
            for cell in row.cells
            if cell.css == "over"
        )

    @property
    def height(self) -> int:
        """Of the view box."""
        return TOP + len(self.rows) * CELL_H + 14

    @property
    def axis_y(self) -> int:
        """Base line of the hours' labels."""
        return TOP + len(self.rows) * CELL_H + 10


def heat_map(
    attempts: Mapping[tuple[date, int], int],
    *,
    days: Sequence[date],
    known_days: Iterable[date],
    limit: float | None,
) -> HeatMap:
    """The map of `days`, oldest first; `attempts` by (day, hour). Days that are not in `known_days` are unknown, not empty."""
    known = set(known_days)
    top = limit or max(attempts.values(), default=0) or 1
    rows = tuple(
        HeatRow(
            day,
            TOP + index * CELL_H,
            day in known,
            _cells(day, attempts, day in known, top, limit is not None),
        )
        for index, day in enumerate(days)
    )
    hours = tuple((hour, LEFT + hour * CELL_W) for hour in (0, 6, 12, 18, 24))
    return HeatMap(rows, hours, limit)


def _cells(
    day: date, attempts: Mapping[tuple[date, int], int], is_known: bool, top: float, has_limit: bool
) -> tuple[HeatCell, ...]:
    counts = [attempts.get((day, hour), 0) if is_known else None for hour in range(24)]
    return tuple(
        HeatCell(hour, LEFT + hour * CELL_W, count, _css(count, top, has_limit))
        for hour, count in enumerate(counts)
    )


def _css(count: int | None, top: float, has_limit: bool) -> str:
    if count is None:
        return "unknown"
    if count == 0:
        return "0"
    if has_limit and count >= top:
        return "over"
    return str(1 + sum(count >= share * top for share in SHARES))
