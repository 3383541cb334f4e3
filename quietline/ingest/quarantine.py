"""Rows that could not be taken in: kept with line, column and reason, to be corrected and loaded again."""

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


def rows(home: Home, batch: str, *, offset: int = 0, limit: int = 50) -> list[QuarantinedRow]:
    """Quarantined rows of the batch by line. Raises InputError when no such batch was committed."""
    lake = Lake(home)
    manifest = lake.manifest(batch)
    if not manifest.quarantine:
        return []
    names = ", ".join(f'"{name}"' for name in QUARANTINE.names)
    query = f"SELECT {names} FROM read_parquet({quoted(str(lake.root / manifest.quarantine))}) ORDER BY line LIMIT ? OFFSET ?"
    with lake.connect() as con:
        return [QuarantinedRow(*found) for found in con.execute(query, [limit, offset]).fetchall()]


def count(home: Home, batch: str) -> int:
    """How many lines of the batch are in quarantine. Raises InputError when no such batch was committed."""
    return Lake(home).manifest(batch).quarantined


def export(home: Home, batch: str) -> bytes:
    """The quarantined lines as the source wrote them, under its header and in its encoding: to be corrected and loaded again.

    Bytes that are no text in that encoding stand there escaped as `\\xNN`.
    """
    manifest = Lake(home).manifest(batch)
    lines = [manifest.header] if manifest.header else []
    lines += [row.raw for row in rows(home, batch, limit=max(manifest.quarantined, 1))]
    return "".join(f"{line}\n" for line in lines).encode(manifest.encoding, errors="backslashreplace")
