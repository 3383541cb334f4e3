"""The end of a load: known rows left out, files written, then the manifest that makes them visible in one step."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

import duckdb

from quietline.ingest.attempts import leave_out_known
from quietline.ingest.blocks import Delivery
from quietline.ingest.duplicates import number_repetitions
from quietline.ingest.lost_legs import join_lost_legs
from quietline.ingest.parts import write_parts
from quietline.ingest.profile_model import Profile
from quietline.ingest.quarantine import QuarantineWriter
from quietline.ingest.reading import FileReader
from quietline.warehouse.lake import Lake
from quietline.warehouse.manifest import BatchManifest, commit
from quietline.warehouse.schema import KINDS, Kind


@dataclass(frozen=True)
class Corrects:
    """The batch whose quarantined lines are loaded again, and their lines there, in the order of the file."""

    batch: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Origin:
    """Where a batch comes from: the file's name, how it was read, who loaded it and when (aware), and whose lines it corrects."""

    file_name: str
    profile: Profile
    loaded_by: str
    at: datetime
    corrects: Corrects | None = None


def commit_batch(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    origin: Origin,
    delivery: Delivery,
    reader: FileReader,
    quarantine: QuarantineWriter,
) -> BatchManifest:
    """Commit what is staged in the connection. Call it with the write lock held, when the whole file was read.

    Raises OSError or duckdb.Error when the disk is full; nothing is visible then.
    """
    profile, kind = origin.profile, KINDS[origin.profile.kind]
    batch = _free_name(lake, f"{delivery.sha256[:16]}-{profile.fingerprint}")
    number_repetitions(con, profile.kind)
    if reader.profile.other_leg_identity:
        join_lost_legs(con)
    known = leave_out_known(con, lake, profile.kind, call_ids=reader.profile.call_ids)
    by_loop = reader.staging.by_loop and reader.staging.has_digits_only
    parts = write_parts(con, lake.root, kind, batch, known.changed, by_loop=by_loop)
    first_day, last_day = _span(con, kind)
    manifest = BatchManifest(
        batch=batch,
        kind=kind.name,
        **_description(origin, delivery, reader),
        accepted=reader.rows - quarantine.count - known.duplicate,
        duplicate=known.duplicate,
        quarantined=quarantine.count,
        total=reader.rows,
        first_day=first_day,
        last_day=last_day,
        files=parts.written,
        replaced=parts.replaced,
        quarantine=quarantine.move_to(lake.root / "quarantine" / f"{batch}.parquet"),
    )
    commit(lake.root, manifest)
    return manifest


def _free_name(lake: Lake, name: str) -> str:
    """The name, numbered where a batch had it that was withdrawn or lacks rows since."""
    taken = {manifest.batch for manifest in lake.manifests()}
    again = (f"{name}-{n}" for n in count(2))
    return name if name not in taken else next(one for one in again if one not in taken)


def _description(origin: Origin, delivery: Delivery, reader: FileReader) -> dict[str, Any]:
    """What the manifest says of the file and of its load."""
    return {
        "file_name": origin.file_name,
        "sha256": delivery.sha256,
        "size_bytes": delivery.size_bytes,
        "encoding": delivery.encoding,
        "header": reader.header,
        "delimiter": reader.profile.delimiter,
        "profile": origin.profile.name,
        "profile_fingerprint": origin.profile.fingerprint,
        "call_ids": reader.profile.call_ids,
        "loaded_at": origin.at,
        "loaded_by": origin.loaded_by,
        "is_sheet": delivery.content.is_sheet,
        "corrects": origin.corrects.batch if origin.corrects else "",
        "corrected_lines": origin.corrects.lines if origin.corrects else (),
    }


def _span(con: duckdb.DuckDBPyConnection, kind: Kind) -> tuple[date | None, date | None]:
    """First and last day of what is staged."""
    if not kind.by_day:
        return None, None
    found = con.execute("SELECT min(day), max(day) FROM staged").fetchone()
    return found if found else (None, None)
