"""Taking away what no reader may see: files of loads that were killed, and files that a later batch replaced."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from quietline.warehouse.lake import Lake
from quietline.warehouse.schema import KINDS

READERS_FINISH_WITHIN = timedelta(hours=1)
"""A replaced file stays this long for readers that had listed it before."""


def sweep(lake: Lake, *, at: datetime) -> list[Path]:
    """Remove orphans and give their paths. Call it with the write lock held: nobody else may be loading."""
    manifests = lake.manifests()
    kept = {path for manifest in manifests for path in (*manifest.files, manifest.quarantine)}
    for manifest in manifests:
        if manifest.loaded_at < at - READERS_FINISH_WITHIN:
            kept -= set(manifest.replaced)
    swept = [path for path in _data_files(lake.root) if str(path.relative_to(lake.root)) not in kept]
    for path in swept:
        path.unlink()
    _remove_spill_of_the_dead(lake.root / "spill")
    return swept


def _data_files(root: Path) -> list[Path]:
    found = [path for kind in KINDS for path in (root / kind).rglob("*") if path.is_file()]
    found += [path for path in (root / "quarantine").glob("*") if path.is_file()]
    return found + list((root / "manifests").glob(".*.draft"))


def _remove_spill_of_the_dead(spill: Path) -> None:
    for folder in spill.glob("*-*"):
        process = folder.name.split("-")[0]
        if process.isdigit() and not _is_alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
