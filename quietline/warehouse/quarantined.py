"""Files of quarantined lines that retention may take away."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb

from quietline.warehouse.lake import Lake, quoted
from quietline.warehouse.manifest import BatchManifest
from quietline.warehouse.retention import Held


def quarantine_files(lake: Lake, before: datetime, held: Sequence[Held]) -> list[Path]:
    """Quarantine files of batches that were loaded before the instant, but for those of held days and those that name a held number.

    A batch of which no line could be read, or that has no days, may be of any day.
    """
    old = [one for one in lake.manifests() if one.quarantine and one.loaded_at < before]
    found = [(lake.root / one.quarantine, one) for one in old]
    numbers = sorted({one.number.removeprefix("86") for one in held if one.number})
    days = [one for one in held if not one.number]
    with lake.connect() as con:
        return [
            path
            for path, one in found
            if path.exists() and not _is_of_days(one, days) and not _names(con, path, numbers)
        ]


def _is_of_days(manifest: BatchManifest, held: Sequence[Held]) -> bool:
    first, last = manifest.first_day or date.min, manifest.last_day or date.max
    return any(first <= (one.last or date.max) and last >= (one.first or date.min) for one in held)


def _names(con: duckdb.DuckDBPyConnection, path: Path, numbers: list[str]) -> bool:
    """Whether a line of the file has one of the numbers in it."""
    if not numbers:
        return False
    query = f"SELECT 1 FROM read_parquet({quoted(str(path))}) WHERE list_bool_or([contains(raw, n) FOR n IN $numbers]) LIMIT 1"
    return con.execute(query, {"numbers": numbers}).fetchone() is not None
