"""Corrected lines go on through the same checks and the same profile, as a batch that says which lines of which batch they are.

Replaying twice changes nothing: a line that is replayed is not ready any more, and its row is known to the lake. Killed in the middle,
the next replay loads the same bytes, which are known, and then says of each line that it is corrected.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from quietline.domain.errors import Conflict, Refused
from quietline.home import Home
from quietline.ingest.checking import as_delivered, complaints_about, profile_of
from quietline.ingest.committing import Corrects
from quietline.ingest.load import load_file
from quietline.ingest.quarantine import QuarantinedRow
from quietline.ingest.report import BatchReport
from quietline.office.audit.changes import change_state
from quietline.office.intake.corrections import refuse_withdrawn
from quietline.office.intake.models import Batch, Correction, CorrectionState
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.warehouse.lake import Lake
from quietline.warehouse.manifest import BatchManifest

CHUNK_LINES = 200


@dataclass(frozen=True)
class Replayed:
    """What became of the lines: those that are loaded, those that are still wrong. `report` is None where none was loaded."""

    corrected: int
    still_wrong: int
    report: BatchReport | None


def replay(
    home: Home,
    batch: Batch,
    *,
    lines: Collection[int] | None = None,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Replayed:
    """Load the lines of the batch that are ready, or those `lines` of them. Raises Refused where none is, or the batch is withdrawn."""
    require(actor, Permission.INGEST)
    refuse_withdrawn(batch)
    ready = Correction.objects.filter(batch=batch, state=CorrectionState.READY).order_by("line")
    chosen = list(ready if lines is None else ready.filter(line__in=list(lines)))
    if not chosen:
        raise Refused("no line of the batch waits to be replayed", mend="correct a line first")
    manifest = Lake(home).manifest(batch.batch)
    wrong = complaints_about(home, manifest, [one.text for one in chosen], at=at)
    still_wrong = [(one, row) for one, row in zip(chosen, wrong, strict=True) if row]
    _take_back(still_wrong, actor, at)
    good = [one for one, row in zip(chosen, wrong, strict=True) if not row]
    if not good:
        return Replayed(0, len(still_wrong), None)
    report = _load(home, manifest, good, actor, at, progress, cancelled)
    return Replayed(_say_corrected(good, report.batch, actor, at), len(still_wrong), report)


def _load(
    home: Home,
    manifest: BatchManifest,
    good: Sequence[Correction],
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> BatchReport:
    with TemporaryDirectory(dir=home.root) as folder:
        path = Path(folder) / manifest.file_name.replace("/", "_")
        path.write_bytes(as_delivered(manifest, [one.text for one in good]))
        return load_file(
            home,
            path,
            profile=profile_of(home, manifest),
            loaded_by=actor.name,
            at=at,
            progress=progress,
            cancelled=cancelled,
            corrects=Corrects(manifest.batch, tuple(one.line for one in good)),
        )


def _take_back(still_wrong: Sequence[tuple[Correction, QuarantinedRow]], actor: Actor, at: datetime) -> None:
    """What the checks do not take any more, for example under a profile that was changed, is open again with the reason of today."""
    for one, row in still_wrong:
        said = {"column": row.column, "problem": row.reason, "expected": row.expected}
        change_state(one, to=CorrectionState.OPEN, actor=actor, at=at, **said)


def _say_corrected(good: Sequence[Correction], batch: str, actor: Actor, at: datetime) -> int:
    """How many lines were not said to be corrected before."""
    chunks = [good[start : start + CHUNK_LINES] for start in range(0, len(good), CHUNK_LINES)]
    return sum(_say_chunk(chunk, batch, actor, at) for chunk in chunks)


def _say_chunk(chunk: Sequence[Correction], batch: str, actor: Actor, at: datetime) -> int:
    said = 0
    with transaction.atomic():
        for one in chunk:
            try:
                with transaction.atomic():
                    change_state(one, to=CorrectionState.CORRECTED, actor=actor, at=at, replayed_as=batch)
                said += 1
            except Conflict:  # another replay of the same line was faster: its row is there once
                continue
    return said
