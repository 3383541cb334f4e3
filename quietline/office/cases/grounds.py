"""What a withdrawn file leaves behind in cases: its reports, and findings on which somebody has decided already, are marked.

What was found is frozen and stays to be read; who works the case is told. Findings of cases that nobody decided are taken back when their
days are judged anew (`withdraw_vanished`).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from quietline.domain.findings import Outcome
from quietline.home import Home
from quietline.office.audit.record import record
from quietline.office.cases.models import CaseFinding, CaseReport
from quietline.office.people.actors import Actor
from quietline.rulebook.store import read

CHUNK = 200


def review_findings(home: Home, days: Collection[date], *, actor: Actor, at: datetime) -> int:
    """How many findings of cases changed: those that judging the days anew did not give are marked, those that are back are not.

    A control that failed on a day said nothing of it: its findings of the day are left as they are.
    """
    changed = 0
    for day in sorted(days):
        said = read(home, day, day)
        standing = {one.key for one in said if one.outcome is Outcome.MATCH}
        failed = {one.control for one in said if one.outcome is Outcome.ERROR}
        of_day = CaseFinding.objects.filter(day=day, outcome=Outcome.MATCH).exclude(control__in=failed)
        gone = [one for one in of_day.filter(withdrawn_at=None) if one.key not in standing]
        back = [one for one in of_day.exclude(withdrawn_at=None) if one.key in standing]
        changed += _mark(gone, at, "case.finding_marked", actor, at)
        changed += _mark(back, None, "case.finding_unmarked", actor, at)
    return changed


def review_reports(batches: Collection[str], *, are_withdrawn: bool, actor: Actor, at: datetime) -> int:
    """The same for reports by people of these batches."""
    joined = CaseReport.objects.filter(report__batch__in=batches, withdrawn_at__isnull=are_withdrawn)
    action = "case.report_marked" if are_withdrawn else "case.report_unmarked"
    return _mark(list(joined), at if are_withdrawn else None, action, actor, at)


def _mark(
    found: Sequence[CaseFinding | CaseReport], mark: datetime | None, action: str, actor: Actor, at: datetime
) -> int:
    for start in range(0, len(found), CHUNK):
        with transaction.atomic():
            for one in found[start : start + CHUNK]:
                one.withdrawn_at = mark
                one.save(update_fields=["withdrawn_at"])
                _record(one, action, actor, at)
    return len(found)


def _record(one: CaseFinding | CaseReport, action: str, actor: Actor, at: datetime) -> None:
    what = one.key if isinstance(one, CaseFinding) else str(one.report_id)
    record(
        actor=actor,
        at=at,
        action=action,
        object_kind="case",
        object_id=one.case_id,
        case=one.case_id,
        after={"what": what},
    )
