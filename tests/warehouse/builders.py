"""A lake with batches made by hand."""

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from quietline.home import City, Home
from quietline.warehouse.durable import make_folder
from quietline.warehouse.manifest import BatchManifest, commit
from quietline.warehouse.schema import CALLS

AT = datetime(2026, 4, 2, tzinfo=UTC)


def a_city(folder: Path) -> Home:
    """An empty city."""
    home = Home(folder / "city")
    home.create(City())
    return home


def a_part(home: Home, day: str, batch: str = "one", rows: int = 1) -> str:
    """A file of calls of the day, not committed; its path relative to the lake."""
    path = home.lake / "calls" / f"day={day}" / f"{batch}.parquet"
    make_folder(path.parent)
    row = {
        "caller": "8613812345678",
        "start_s": 1_775_005_200,
        "batch": batch,
        "day": date.fromisoformat(day),
    }
    pq.write_table(pa.Table.from_pylist([row] * rows, CALLS.schema), path)
    return str(path.relative_to(home.lake))


def a_batch(
    home: Home, *files: str, batch: str = "one", at: datetime = AT, replaced: tuple[str, ...] = ()
) -> BatchManifest:
    """Commit these files."""
    manifest = BatchManifest(
        batch=batch,
        file_name=f"{batch}.csv",
        sha256="0" * 64,
        profile="csv",
        kind="calls",
        accepted=len(files),
        duplicate=0,
        quarantined=0,
        total=len(files),
        first_day=None,
        last_day=None,
        loaded_at=at,
        loaded_by="tester",
        files=files,
        replaced=replaced,
    )
    commit(home.lake, manifest)
    return manifest
