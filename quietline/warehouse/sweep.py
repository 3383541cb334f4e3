"""Taking away what no reader may see: files of loads that were killed, and files that a later batch replaced."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from quietline.warehouse.absence import boundary, withdrawn_at
from quietline.warehouse.lake import Lake
from quietline.warehouse.schema import KINDS

REPLACED_KEPT = timedelta(days=7)
"""As long a batch that replaced something can be withdrawn: what it replaced comes back then."""

WITHDRAWN_KEPT = timedelta(days=30)
"""As long the withdrawal of a batch can be undone."""


def sweep(lake: Lake, *, at: datetime) -> list[Path]:
    """Remove orphans and give their paths. Call it with the write lock held: nobody else may be loading."""
    kept = set(_kept(lake, at))
    swept = [path for path in _data_files(lake.root) if str(path.relative_to(lake.root)) not in kept]
    for path in swept:
        path.unlink()
    _remove_spill_of_the_dead(lake.root / "spill")
    return swept


def _kept(lake: Lake, at: datetime) -> Iterator[str]:
    """Paths that a reader sees, or that a withdrawal or its undoing would bring back."""
    manifests, withdrawn = lake.manifests(), withdrawn_at(lake.root)
    replaced = {
        path
        for manifest in manifests
        if manifest.loaded_at < at - REPLACED_KEPT and manifest.batch not in withdrawn
        for path in manifest.replaced
    }
    for manifest in manifests:
        if manifest.batch not in withdrawn:
            yield from set(manifest.files) - replaced
            yield manifest.quarantine
        elif withdrawn[manifest.batch] >= at - WITHDRAWN_KEPT:
            yield from (*manifest.files, manifest.quarantine)
    for kind in KINDS:
        edge = boundary(lake.root, kind)
        yield from edge.held_files if edge else ()


def _data_files(root: Path) -> list[Path]:
    found = [path for kind in KINDS for path in (root / kind).rglob("*") if path.is_file()]
    found += [path for path in (root / "quarantine").glob("*") if path.is_file()]
    return found + list((root / "manifests").glob(".*.draft"))


def _remove_spill_of_the_dead(spill: Path) -> None:
    for folder in spill.glob("*-*"):
        process = folder.name.split("-")[0]
        if process.isdigit() and not is_alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def is_alive(process: int) -> bool:
    """Whether a process of this number runs on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
