"""Where sorted files may be cut: by the statistics of their row groups, without reading them."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq


def cuts(files: Iterable[Path], column: str, rows: int) -> list[str]:
    """Values of a text column, in order, that cut the rows of these files into ranges of about so many each.

    A range begins with its value and ends before the next one; rows before the first value are a range too. Files that are not
    sorted by the column give fewer cuts.
    """
    begins = sorted(begin for path in files for begin in _row_groups(path, column))
    found: list[str] = []
    filled = 0
    for value, size in begins:
        if filled >= rows and value and (not found or value > found[-1]):
            found.append(value)
            filled = 0
        filled += size
    return found


def _row_groups(path: Path, column: str) -> list[tuple[str, int]]:
    """The least value and the number of rows of each row group; nothing is less than every text."""
    file = pq.read_metadata(path)
    place = file.schema.names.index(column)
    groups = [file.row_group(number) for number in range(file.num_row_groups)]
    statistics = [group.column(place).statistics for group in groups]
    return [
        (seen.min if seen is not None and seen.has_min_max else "", group.num_rows)
        for seen, group in zip(statistics, groups, strict=True)
    ]
