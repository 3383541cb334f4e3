"""Rows that could not be taken in: kept with line, column and reason, to be corrected and loaded again."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from quietline.home import Home
from quietline.warehouse.durable import sync_file, sync_folder
from quietline.warehouse.lake import Lake, quoted
from quietline.warehouse.schema import QUARANTINE


@dataclass(frozen=True)
class QuarantinedRow:
    """One line of a file that is no fact. `line` counts from 1; `column` is empty where the line as a whole is wrong."""

    line: int
    column: str
    reason: str
    expected: str
    raw: str


class QuarantineWriter:
    """Writes rows, ordered by line, to a Parquet file that comes into being with the first of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> "QuarantineWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the file. Raises OSError, for example when the disk is full."""
        writer, self._writer = self._writer, None
        if writer:
            writer.close()

    def move_to(self, path: Path) -> str:
        """Put what was written under its final name, on the disk; its path relative to the lake, or nothing where no row came."""
        if not self.count:
            return ""
        sync_file(self.path)
        self.path.replace(path)
        sync_folder(path.parent)
        return str(path.relative_to(path.parent.parent))

    def add(self, rows: list[QuarantinedRow]) -> None:
        """Append the rows. Raises OSError, for example when the disk is full."""
        if not rows:
            return
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, QUARANTINE, compression="zstd")
        columns = {name: [getattr(row, name) for row in rows] for name in QUARANTINE.names}
        self._writer.write_table(pa.table(columns, QUARANTINE))
        self.count += len(rows)


def rows(
    home: Home,
    batch: str,
    *,
    only: Collection[int] | None = None,
    without: Collection[int] = (),
    offset: int = 0,
    limit: int = 50,
) -> list[QuarantinedRow]:
    """Quarantined rows of the batch by line: those `only` of some lines, and `without` others.

    Raises InputError when no such batch was committed.
    """
    lake = Lake(home)
    manifest = lake.manifest(batch)
    path = lake.root / manifest.quarantine
    if not manifest.quarantine or not path.exists():  # what is older than retention is gone
        return []
    names = ", ".join(f'"{name}"' for name in QUARANTINE.names)
    query = (
        f"SELECT {names} FROM read_parquet({quoted(str(path))}) "
        "WHERE ($only IS NULL OR list_contains($only::BIGINT[], line)) AND NOT list_contains($without::BIGINT[], line) "
        "ORDER BY line LIMIT $limit OFFSET $offset"
    )
    wanted = {
        "only": None if only is None else list(only),
        "without": list(without),
        "limit": limit,
        "offset": offset,
    }
    with lake.connect() as con:
        return [QuarantinedRow(*found) for found in con.execute(query, wanted).fetchall()]


def count(home: Home, batch: str) -> int:
    """How many lines of the batch are in quarantine. Raises InputError when no such batch was committed."""
    return Lake(home).manifest(batch).quarantined
