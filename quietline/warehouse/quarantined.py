"""Files of quarantined lines that retention may take away."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from quietline.warehouse.lake import Lake, quoted
from quietline.warehouse.manifest import BatchManifest
from quietline.warehouse.retention import Held


def quarantine_files(lake: Lake, before: datetime, held: Sequence[Held]) -> list[Path]:
    """Quarantine files of batches that were loaded before the instant, but for those of held days and those that name a held number."""
    old = [one for one in lake.manifests() if one.quarantine and one.loaded_at < before]
    found = [(lake.root / one.quarantine, one) for one in old]
    return [path for path, one in found if path.exists() and not _is_held(lake, path, one, held)]


def _is_held(lake: Lake, path: Path, manifest: BatchManifest, held: Sequence[Held]) -> bool:
    first, last = manifest.first_day, manifest.last_day
    for one in held:
        if (
            not one.number
            and first
            and last
            and one.first
            and one.last
            and first <= one.last
            and last >= one.first
        ):
            return True
        if one.number and _names(lake, path, one.number.removeprefix("86")):
            return True
    return False


def _names(lake: Lake, path: Path, number: str) -> bool:
    with lake.connect() as con:
        query = f"SELECT count(*) FROM read_parquet({quoted(str(path))}) WHERE contains(raw, ?)"
        found = con.execute(query, [number]).fetchone()
    return bool(found and found[0])
