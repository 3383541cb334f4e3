"""What a load tells the one who asked for it."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

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


def report_of_known(manifest: BatchManifest, path: Path, *, city_zone: str) -> BatchReport:
    """The report of a file whose bytes were loaded before: every line is a duplicate, also one that is in quarantine already."""
    from zoneinfo import ZoneInfo

    shared = _shared(manifest) | {
        "file_name": path.name,
        "accepted": 0,
        "quarantined": 0,
        "duplicate": manifest.total,
        "files": (),
    }
    when = manifest.loaded_at.astimezone(ZoneInfo(city_zone))
    return BatchReport(
        **shared, known_as=f"{manifest.file_name}, loaded {when:%Y-%m-%d %H:%M} by {manifest.loaded_by}"
    )


def _shared(manifest: BatchManifest):  # type: ignore[no-untyped-def]
    names = [name for name in BatchReport.__dataclass_fields__ if name in BatchManifest.model_fields]
    return {name: getattr(manifest, name) for name in names}
