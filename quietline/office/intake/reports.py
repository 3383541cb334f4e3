"""User reports and complaints from the warehouse become reports of the ledger, and open or grow cases (clause 3.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from django.db import IntegrityError, OperationalError, transaction

from quietline.domain.errors import Conflict
from quietline.home import Home
from quietline.office.cases.grounds import review_reports
from quietline.office.cases.models import CaseReport
from quietline.office.cases.opening import Suspicion, join_case
from quietline.office.intake.models import Report
from quietline.office.people.actors import Actor
from quietline.office.registry import holders
from quietline.warehouse.lake import Lake

CHUNK_REPORTS = 200
ATTEMPTS = 3
_OF_BATCH = {
    "user_reports": """
    SELECT report_key, number, reported_s, reporter, category, text FROM user_reports
    WHERE batch = $batch ORDER BY reported_s, report_key
""",
    "complaints": """
    SELECT complaint_key, number, complained_s, complainant, coalesce(category, channel), text FROM complaints
    WHERE batch = $batch ORDER BY complained_s, complaint_key
""",
}
REPORTING = frozenset(_OF_BATCH)
"""Kinds of facts whose rows are reports about numbers."""


@dataclass(frozen=True)
class ReportRow:
    """A report as the warehouse has it. `reported_s` is epoch seconds UTC."""

    key: str
    number: str
    reported_s: int
    reporter: str
    category: str
    text: str

    @property
    def reported_at(self) -> datetime:
        return datetime.fromtimestamp(self.reported_s, UTC)


def take_in_reports(home: Home, kind: str, batch: str, *, actor: Actor, at: datetime) -> int:
    """How many reports or complaints of the batch are new. Each joins the case of its number's holder on the day of the report.

    Those that are known from a file that was withdrawn stand again, on this one.
    """
    taken, rows = 0, _rows(home, kind, batch)
    if _stand_on(batch, rows):
        review_reports([batch], are_withdrawn=False, actor=actor, at=at)
    for chunk in _chunks(rows):
        known = set(Report.objects.filter(key__in=[row.key for row in chunk]).values_list("key", flat=True))
        new = [row for row in chunk if row.key not in known]
        holder_rows = _holders(home, new)
        taken += _take_in_chunk(new, holder_rows, batch, actor, at, home)
    return taken


def claim_marked(home: Home, kind: str, batch: str) -> int:
    """How many reports of the batch are marked and its own now, whichever withdrawn file they came in last."""
    return _stand_on(batch, _rows(home, kind, batch))


def _stand_on(batch: str, rows: Sequence[ReportRow]) -> int:
    """How many reports were marked as withdrawn and are the batch's own now."""
    marked = Report.objects.filter(case_report__withdrawn_at__isnull=False)
    return sum(
        marked.filter(key__in=[row.key for row in chunk]).update(batch=batch) for chunk in _chunks(rows)
    )


def _rows(home: Home, kind: str, batch: str) -> list[ReportRow]:
    lake = Lake(home)
    with lake.connect() as connection:
        lake.create_view(connection, kind)
        found = connection.execute(_OF_BATCH[kind], {"batch": batch}).fetchall()
    return [ReportRow(row[0], row[1], row[2], row[3] or "", row[4] or "", row[5] or "") for row in found]


def _chunks(rows: Sequence[ReportRow]) -> Iterator[Sequence[ReportRow]]:
    for start in range(0, len(rows), CHUNK_REPORTS):
        yield rows[start : start + CHUNK_REPORTS]


def _holders(home: Home, rows: Sequence[ReportRow]) -> dict[str, holders.RegisterRow]:
    """Report key → who held the number on the day of the report."""
    found: dict[str, holders.RegisterRow] = {}
    by_day = sorted(rows, key=lambda row: row.reported_at)
    for day, group in groupby(by_day, key=lambda row: row.reported_at.astimezone(home.zone).date()):
        of_day = list(group)
        known = holders.look_up(home, {row.number for row in of_day}, day)
        found |= {row.key: known[row.number] for row in of_day}
    return found


def _take_in_chunk(
    rows: Sequence[ReportRow],
    known: dict[str, holders.RegisterRow],
    batch: str,
    actor: Actor,
    at: datetime,
    home: Home,
) -> int:
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return sum(_take_in(row, known[row.key], batch, actor, at, home) for row in rows)
        except (IntegrityError, OperationalError, Conflict):
            if attempt + 1 == ATTEMPTS:
                raise
    return 0


def _take_in(
    row: ReportRow, holder: holders.RegisterRow, batch: str, actor: Actor, at: datetime, home: Home
) -> bool:
    """False where another process took the report in meanwhile."""
    report, is_new = Report.objects.get_or_create(
        key=row.key,
        defaults={
            "number": row.number,
            "reported_at": row.reported_at,
            "reporter": row.reporter,
            "category": row.category,
            "text": row.text,
            "batch": batch,
        },
    )
    if not is_new:
        return False
    day = row.reported_at.astimezone(home.zone).date()
    suspicion = Suspicion(holder, day, "user_report", reported_at=row.reported_at)
    joined = join_case(suspicion, actor=actor, at=at)
    if joined:
        CaseReport.objects.create(case=joined.case, report=report, cleared=joined.cleared, taken_in_at=at)
        Report.objects.filter(pk=report.pk).update(holding=joined.case.holding)
    return True
