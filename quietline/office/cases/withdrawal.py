"""Findings that records which came late took back: marked in cases that nobody has decided; what was decided stays as it was seen."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from django.db import OperationalError, transaction

from quietline.domain.case_states import CaseState
from quietline.domain.errors import Conflict
from quietline.office.audit.changes import change
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.cases.opening import SEVERITY_RANKS
from quietline.office.people.actors import Actor
from quietline.rulebook.run import ControlDay

UNDECIDED = (CaseState.SUSPECTED, CaseState.WATCHING)
CHUNK_FINDINGS = 200
ATTEMPTS = 3


def withdraw_vanished(control_day: ControlDay, *, actor: Actor, at: datetime) -> int:
    """How many findings of this control and day the new judgement took back. A control that failed takes nothing back: it said nothing."""
    if control_day.error or control_day.control.shadow:
        return 0
    said = {finding.key for finding in control_day.findings}
    of_day = CaseFinding.objects.filter(
        control=control_day.control.control.id,
        day=control_day.day,
        withdrawn_at=None,
        case__state__in=UNDECIDED,
    ).values_list("pk", "key")
    vanished = iter([pk for pk, key in of_day if key not in said])
    withdrawn = 0
    while chunk := list(islice(vanished, CHUNK_FINDINGS)):
        withdrawn += _withdraw_chunk(chunk, actor, at)
    return withdrawn


def is_baseless(case: Case) -> bool:
    """True where every finding and every report of the case was taken back: dismissing it is proposed."""
    findings, reports = case.findings.all(), case.reports.all()
    if any(finding.stands for finding in findings):
        return False
    return bool(findings or reports) and all(report.withdrawn_at for report in reports)


def _withdraw_chunk(chunk: Sequence[int], actor: Actor, at: datetime) -> int:
    """Somebody who decides one of the cases meanwhile costs a second look."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return sum(_withdraw(pk, actor, at) for pk in chunk)
        except (OperationalError, Conflict):
            if attempt + 1 == ATTEMPTS:
                raise
    return 0


def _withdraw(pk: int, actor: Actor, at: datetime) -> bool:
    finding = CaseFinding.objects.select_related("case").get(pk=pk)
    if finding.case.state not in UNDECIDED or not finding.stands:
        return False
    finding.withdrawn_at = at
    finding.save(update_fields=["withdrawn_at"])
    standing = finding.case.findings.filter(withdrawn_at=None).values_list("severity", flat=True)
    change(
        finding.case,
        action="case.finding_withdrawn",
        actor=actor,
        at=at,
        reason=f"{finding.control} {finding.day}",
        severity=max((SEVERITY_RANKS[severity] for severity in standing), default=0),
    )
    return True
