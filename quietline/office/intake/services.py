"""Files come in: loaded into the warehouse, then taken into the ledger as far as cases need them."""

import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from typing import IO

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from quietline.domain.errors import (
    HoldsNoRecords,
    InputError,
    NotFound,
    ProfileError,
    QuietlineError,
    Refused,
)
from quietline.domain.printable import printable
from quietline.home import Home
from quietline.ingest.delivered import Delivered, deliveries
from quietline.ingest.load import load_file
from quietline.ingest.profile import Profile
from quietline.ingest.report import BatchReport
from quietline.ingest.returned import is_returned
from quietline.office.audit.changes import create_recorded
from quietline.office.audit.record import record
from quietline.office.cases.holder import name_holders
from quietline.office.intake.corrections import refuse_withdrawn
from quietline.office.intake.models import Batch, Correction, CorrectionState
from quietline.office.intake.protected import take_in_protected_callers
from quietline.office.intake.protection_watch import keep_with_holders
from quietline.office.intake.queries import batch_for
from quietline.office.intake.replay import Replayed, replay
from quietline.office.intake.reports import REPORTING, take_in_reports
from quietline.office.intake.returning import take_back
from quietline.office.intake.sources import keep_source
from quietline.office.jobs.models import Job
from quietline.office.jobs.services import enqueue
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.warehouse.lake import Lake
from quietline.warehouse.manifest import BatchManifest


def _no_progress(done: float) -> None:
    return None


def _never() -> bool:
    return False


def ingest(
    home: Home,
    paths: Iterable[Path],
    *,
    profile: Profile | None = None,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> list[BatchReport]:
    """What became of each table in the files. Raises QuietlineError at the first file that cannot be read as a whole; what
    of it and of those before it could be read is in.
    """
    reports: list[BatchReport] = []
    try:
        for path in paths:
            loaded = load_all(
                home, path, profile=profile, actor=actor, at=at, progress=progress, cancelled=cancelled
            )
            reports += loaded.reports
            if loaded.failure:
                raise loaded.failure
    finally:
        take_in(home, actor=actor, at=at)
    return reports


def ingest_file(
    home: Home,
    path: Path,
    *,
    profile: Profile | None = None,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> BatchReport:
    """As `ingest`, for one file with one table."""
    (report,) = ingest(
        home, [path], profile=profile, actor=actor, at=at, progress=progress, cancelled=cancelled
    )
    return report


@dataclass(frozen=True)
class Loaded:
    """What became of the tables in one file: a report of each, and what is wrong with those that cannot be read."""

    reports: tuple[BatchReport, ...]
    failures: tuple[QuietlineError, ...]

    @property
    def failure(self) -> QuietlineError | None:
        """What is wrong, in one error."""
        if len(self.failures) < 2:
            return next(iter(self.failures), None)
        return InputError("\n".join(map(str, self.failures)))


def load_all(
    home: Home,
    path: Path,
    *,
    profile: Profile | None = None,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> Loaded:
    """Load the file, or each file in it where it is a zip archive, or each sheet of a workbook. The ledger knows of them after `take_in`.

    A sheet without records beside others that have some is no failure: the report of another says that it was left aside.
    """
    require(actor, Permission.INGEST)
    reports: list[BatchReport] = []
    failures: list[QuietlineError] = []
    aside: dict[Delivered, QuietlineError] = {}
    try:
        tables = deliveries(path, spool=home.root)
    except InputError as error:
        _record_file(path.name, "file.refused", {}, str(error), actor, at)
        return Loaded((), (error,))
    for number, table in enumerate(tables):
        part = partial(_part_done, progress, number, len(tables))
        try:
            reports.append(
                load(home, table, profile=profile, actor=actor, at=at, progress=part, cancelled=cancelled)
            )
        except HoldsNoRecords as error:
            aside[table] = error
        except QuietlineError as error:
            failures.append(error)
    if reports:
        reports[-1] = _remarked(reports[-1], [f"the sheet {table.sheet} holds no records" for table in aside])
        return Loaded(tuple(reports), tuple(failures))
    for table, reason in aside.items():
        _record_file(table.name, "file.refused", {}, str(reason), actor, at)
    return Loaded((), (*aside.values(), *failures))


def _part_done(progress: Callable[[float], None], number: int, count: int, done: float) -> None:
    progress((number + done) / count)


def load(
    home: Home,
    table: Delivered,
    *,
    profile: Profile | None = None,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> BatchReport:
    """What became of the table's lines: accepted, duplicate, quarantined. The ledger knows of them after `take_in`.

    A list of quarantined lines that comes back corrected is replayed. Raises InputError or ProfileError where the file cannot be read
    as a whole, NotFound or Refused where lines that come back are of a batch that is not there or withdrawn. `profile` None: chosen by
    content.
    """
    require(actor, Permission.INGEST)
    try:
        if not table.member and not table.sheet and is_returned(table.path):
            return take_back(home, table.path, actor=actor, at=at, progress=progress, cancelled=cancelled)
        report = load_file(
            home, table, profile=profile, loaded_by=actor.name, at=at, progress=progress, cancelled=cancelled
        )
    except HoldsNoRecords:  # told by whoever knows the other sheets
        raise
    except (InputError, ProfileError, NotFound, Refused) as error:
        _record_file(table.name, "file.refused", {}, str(error), actor, at)
        raise
    if report.known_as:
        known = {"known_as": report.known_as, "duplicate": report.duplicate}
        _record_file(table.name, "file.known", known, "", actor, at)
    return _with_retention(home, report)


def _with_retention(home: Home, report: BatchReport) -> BatchReport:
    """The report, with a remark where rows are so old that nobody will see them."""
    kept_from = Lake(home).kept_from(report.kind) if report.kind == "calls" else None
    if kept_from is None or report.first_day is None or report.first_day >= kept_from:
        return report
    return _remarked(report, [f"its rows of days before {kept_from} are beyond retention and are not kept"])


def _remarked(report: BatchReport, remarks: Iterable[str]) -> BatchReport:
    return replace(report, remark="; ".join(filter(None, (report.remark, *map(printable, remarks)))))


def replay_batch(
    home: Home,
    batch: str,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
    again: bool = False,
) -> Replayed:
    """What became of the lines of the batch that were ready. Raises NotFound; Refused where none is, unless it is done `again`."""
    found = batch_for(actor, batch)
    try:
        if again and not _ready(found).exists():
            return Replayed(0, 0, None)
        return replay(home, found, actor=actor, at=at, progress=progress, cancelled=cancelled)
    finally:
        take_in(home, actor=actor, at=at)


def ask_for_replay(batch: str, *, actor: Actor, at: datetime) -> Job:
    """A job that replays the lines of the batch that are ready. Raises NotFound, and Refused where none is or it is withdrawn."""
    require(actor, Permission.INGEST)
    found = batch_for(actor, batch)
    refuse_withdrawn(found)
    if not _ready(found).exists():
        raise Refused("no line of the batch waits to be replayed", mend="correct a line first")
    arguments = {"batch": found.batch, "path": found.file_name}
    return enqueue(kind="replay", arguments=arguments, actor=actor, at=at)


def take_in(home: Home, *, actor: Actor, at: datetime) -> list[Batch]:
    """The batches that the ledger did not know yet, with their reports and protected callers. Running it again changes nothing."""
    require(actor, Permission.INGEST)
    known = set(Batch.objects.values_list("batch", flat=True))
    new = [manifest for manifest in Lake(home).manifests() if manifest.batch not in known]
    # Registers first: a report of the same delivery then finds the holder and his protection.
    new.sort(key=lambda manifest: manifest.kind in REPORTING)
    taken = [batch for manifest in new if (batch := _take_in(home, manifest, actor, at))]
    if any(manifest.kind == "holdings" for manifest in new):
        name_holders(home, actor=actor, at=at)
    if any(manifest.kind in {"holdings", "protected_callers"} for manifest in new):
        keep_with_holders(home, actor=actor, at=at)
    return taken


def upload(
    home: Home, file_name: str, content: IO[bytes], *, profile: str = "", actor: Actor, at: datetime
) -> Job:
    """A job that loads the uploaded file and then judges the days it touched. The file is kept under its own name in the home."""
    require(actor, Permission.INGEST)
    name = PurePath(file_name.replace("\\", "/")).name.replace("\0", "")[:200]
    if name in {"", ".", ".."}:
        raise InputError(f"{file_name!r} is not a file name", mend="name the file")
    folder = home.root / "uploads" / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    with (folder / name).open("wb") as kept:
        shutil.copyfileobj(content, kept)
    arguments = {"path": str((folder / name).relative_to(home.root)), "profile": profile}
    return enqueue(kind="ingest", arguments=arguments, actor=actor, at=at)


def _ready(batch: Batch) -> QuerySet[Correction]:
    return Correction.objects.filter(batch=batch, state=CorrectionState.READY)


def _take_in(home: Home, manifest: BatchManifest, actor: Actor, at: datetime) -> Batch | None:
    """The batch's row is written last: it says that all else of the batch is in. None where another process was faster."""
    if manifest.kind in REPORTING:
        take_in_reports(home, manifest.kind, manifest.batch, actor=actor, at=at)
    if manifest.kind == "protected_callers":
        take_in_protected_callers(home, manifest.batch)
    keep_source(home, manifest, actor=actor, at=at)
    columns = {field.name for field in Batch._meta.concrete_fields} - {"id", "state", "version"}
    try:
        with transaction.atomic():
            row = Batch(**{name: getattr(manifest, name) for name in columns})
            return create_recorded(row, actor=actor, at=at)
    except IntegrityError:
        return None


def _record_file(
    name: str, action: str, after: dict[str, object], reason: str, actor: Actor, at: datetime
) -> None:
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            action=action,
            object_kind="file",
            object_id=name,
            after=after,
            reason=reason,
        )
