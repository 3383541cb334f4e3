"""What a withdrawn file leaves behind in cases: its reports, and findings on which somebody has decided already, are marked.

What was found is frozen and stays to be read; who works the case is told. Findings of cases that nobody decided are taken back when their
days are judged anew (`withdraw_vanished`).
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from quietline.domain.findings import Outcome
from quietline.home import Home
from quietline.office.cases.marks import Marking, mark_all
from quietline.office.cases.models import CaseFinding, CaseReport
from quietline.office.people.actors import Actor
from quietline.rulebook.store import read
from quietline.signals.freshness import LOOK_BACK_DAYS


def days_touched(days: Collection[date]) -> set[date]:
    """The days whose tables look back to one of these."""
    return {day + timedelta(days=ahead) for day in days for ahead in range(LOOK_BACK_DAYS + 1)}


def review_findings(home: Home, days: Collection[date], *, actor: Actor, at: datetime) -> int:
    """How many findings of cases changed: those that judging the days anew did not give are marked, those that are back are not.

    A control that failed on a day said nothing of it: its findings of the day are left as they are.
    """
    joined = CaseFinding.objects.filter(day__in=days, outcome=Outcome.MATCH).order_by()
    changed = 0
    for day in sorted(joined.values_list("day", flat=True).distinct()):
        said = read(home, day, day)
        standing = {one.key for one in said if one.outcome is Outcome.MATCH}
        failed = {one.control for one in said if one.outcome is Outcome.ERROR}
        of_day = joined.filter(day=day).exclude(control__in=failed).values_list("pk", "key")
        gone = [pk for pk, key in of_day.filter(withdrawn_at=None) if key not in standing]
        back = [pk for pk, key in of_day.exclude(withdrawn_at=None) if key in standing]
        changed += mark_all(CaseFinding, gone, Marking("case.finding_marked", at, actor, at))
        changed += mark_all(CaseFinding, back, Marking("case.finding_unmarked", None, actor, at))
    return changed


def review_reports(batches: Collection[str], *, are_withdrawn: bool, actor: Actor, at: datetime) -> int:
    """The same for reports by people of these batches."""
    joined = CaseReport.objects.filter(report__batch__in=batches, withdrawn_at__isnull=are_withdrawn)
    marking = (
        Marking("case.report_marked", at, actor, at)
        if are_withdrawn
        else Marking("case.report_unmarked", None, actor, at)
    )
    return mark_all(CaseReport, list(joined.values_list("pk", flat=True)), marking)
