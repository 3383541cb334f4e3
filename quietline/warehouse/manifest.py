"""The manifest of a batch: what was committed. Writing it is the commit, so that a load is there as a whole or not at all."""

import os
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from quietline.domain.errors import InputError
from quietline.warehouse.durable import write_at_once


class BatchManifest(BaseModel):
    """One committed file. `accepted + duplicate + quarantined = total` data lines; paths are relative to the lake.

    A batch of corrected lines names the batch that they come from in `corrects`, and their lines there, in the order of its own.
    `replaced` names files of earlier batches that `files` supersede, because a fuller record of one of their calls arrived, or another
    record turned out to be the call's attempt. `first_day` and `last_day` are those of the delivered rows. `call_ids` names whose ids
    tell the calls apart, nothing where their content does.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    batch: str
    file_name: str
    sha256: str
    profile: str
    profile_fingerprint: str = ""
    call_ids: str = ""
    kind: str
    encoding: str = "utf-8"
    delimiter: str = ","
    header: str = ""
    accepted: int
    duplicate: int
    quarantined: int
    total: int
    size_bytes: int = 0
    first_day: date | None
    last_day: date | None
    loaded_at: AwareDatetime
    loaded_by: str
    files: tuple[str, ...]
    replaced: tuple[str, ...] = ()
    quarantine: str = ""
    is_sheet: bool = False
    corrects: str = ""
    corrected_lines: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> "BatchManifest":
        if self.accepted + self.duplicate + self.quarantined != self.total:
            counts = f"{self.accepted} accepted + {self.duplicate} duplicate + {self.quarantined} quarantined"
            raise ValueError(f"{counts} are not {self.total} lines")
        return self


def manifest_path(lake: Path, batch: str) -> Path:
    """Where the manifest of the batch lies once it is committed."""
    return lake / "manifests" / f"{batch}.json"


def commit(lake: Path, manifest: BatchManifest) -> None:
    """Make the batch visible, in one step that survives a crash. All files it names must be on the disk already."""
    write_at_once(manifest_path(lake, manifest.batch), manifest.model_dump_json(indent=1).encode())


def read_manifests(lake: Path) -> list[BatchManifest]:
    """All committed manifests by name. Raises InputError when somebody damaged one.

    A manifest that was read before and is the very same file is not read again: a lake has hundreds a day, and each load asks for all.
    """
    try:
        found = [entry for entry in os.scandir(lake / "manifests") if _is_manifest(entry.name)]
    except FileNotFoundError:
        return []
    return [_read_once(entry) for entry in sorted(found, key=lambda entry: entry.name)]


def _is_manifest(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(".")


def _read_once(entry: "os.DirEntry[str]") -> BatchManifest:
    state = entry.stat()
    return _read(entry.path, state.st_ino, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=100_000)
def _read(path: str, file_number: int, changed_ns: int, size: int) -> BatchManifest:
    """The manifest in the file that is known by its number, its time and its size."""
    return read_manifest(Path(path))


def read_manifest(path: Path) -> BatchManifest:
    """The manifest in the file. Raises InputError when somebody damaged it."""
    try:
        return BatchManifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        mend = "put it back from a backup, or remove it and load the delivered file again"
        raise InputError(f"the manifest is damaged: {first['msg']}", where=str(path), mend=mend) from error
