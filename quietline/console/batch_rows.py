"""Batches as the intake page shows them: shares of accepted, duplicate and quarantined lines as one bar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quietline.office.intake.models import Batch

BAR_W = 120


@dataclass(frozen=True)
class BatchRow:
    """A batch and its bar: (class, x, width) of each share, in units of the bar's view box. `open` counts its open quarantined lines."""

    batch: Batch
    shares: tuple[tuple[str, float, float], ...]
    open: int = 0
    width: int = BAR_W


def batch_rows(
    batches: Iterable[Batch], open_lines: Mapping[str, int] = MappingProxyType({})
) -> list[BatchRow]:
    """A row for each batch; `open_lines` says how many of its quarantined lines are open.

    A share that is there is at least two units wide, so that three bad lines of a million are seen."""
    return [BatchRow(batch, _shares(batch), open_lines.get(batch.batch, 0)) for batch in batches]


def _shares(batch: Batch) -> tuple[tuple[str, float, float], ...]:
    counts = {"accepted": batch.accepted, "duplicate": batch.duplicate, "quarantined": batch.quarantined}
    widths = {name: max(2.0, BAR_W * count / batch.total) for name, count in counts.items() if count}
    scale = BAR_W / sum(widths.values()) if widths else 1
    bars, x = [], 0.0
    for name, width in widths.items():
        bars.append((name, round(x, 1), round(width * scale, 1)))
        x += width * scale
    return tuple(bars)
