"""Findings that records which came late took back: marked in cases that nobody has decided; what was decided stays as it was seen."""

from datetime import datetime

from quietline.office.cases.marks import UNDECIDED, Marking, mark_all
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.people.actors import Actor
from quietline.rulebook.run import ControlDay


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
    vanished = [pk for pk, key in of_day if key not in said]
    return mark_all(CaseFinding, vanished, Marking("case.finding_withdrawn", at, actor, at, UNDECIDED))


def is_baseless(case: Case) -> bool:
    """True where every finding and every report of the case was taken back: dismissing it is proposed."""
    stand = [
        *(finding.stands for finding in case.findings.all()),
        *(report.stands for report in case.reports.all()),
    ]
    return bool(stand) and not any(stand)
