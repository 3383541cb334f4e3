"""What a load tells the one who asked for it."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from quietline.ingest.quarantine import QuarantinedRow
from quietline.warehouse.manifest import BatchManifest

PROBLEMS_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One quarantined line, for people to read."""

    file_name: str
    line: int
    column: str
    reason: str
    expected: str

    def __str__(self) -> str:
        column = f', column "{self.column}"' if self.column else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        return f"{self.file_name} line {self.line}{column}: {self.reason}{expected}; the row is in quarantine"

    @classmethod
    def of(cls, file_name: str, row: QuarantinedRow) -> "Problem":
        """The problem of a quarantined row."""
        return cls(file_name, row.line, row.column, row.reason, row.expected)


@dataclass(frozen=True)
class BatchReport:
    """Counts of data lines: `accepted + duplicate + quarantined = total`.

    `known_as` is not empty where the very same bytes were loaded before, and says under which name and when.
    `remark` says what else is worth knowing, for example that a file has a header and no rows.
    """

    batch: str
    file_name: str
    sha256: str
    profile: str
    kind: str
    accepted: int
    duplicate: int
    quarantined: int
    total: int
    first_day: date | None
    last_day: date | None
    loaded_at: datetime
    loaded_by: str
    files: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    known_as: str = ""
    remark: str = ""


def report_of(manifest: BatchManifest, first_rows: list[QuarantinedRow], *, remark: str = "") -> BatchReport:
    """The report of a batch that was just committed."""
    problems = tuple(Problem.of(manifest.file_name, row) for row in first_rows[:PROBLEMS_SHOWN])
    return BatchReport(**_shared(manifest), problems=problems, remark=remark)


def report_of_known(manifest: BatchManifest, file_name: str, *, city_zone: ZoneInfo) -> BatchReport:
    """The report of a file whose bytes were loaded before: every line is a duplicate, also one that is in quarantine already."""
    counts = {"accepted": 0, "duplicate": manifest.total, "quarantined": 0}
    shared = _shared(manifest) | counts | {"file_name": file_name, "files": ()}
    when = manifest.loaded_at.astimezone(city_zone)
    known_as = f"{manifest.file_name}, loaded {when:%Y-%m-%d %H:%M} by {manifest.loaded_by}"
    return BatchReport(**shared, known_as=known_as)


def _shared(manifest: BatchManifest) -> dict[str, Any]:
    """What a report and a manifest have in common."""
    names = [one.name for one in fields(BatchReport) if one.name in BatchManifest.model_fields]
    return {name: getattr(manifest, name) for name in names}
