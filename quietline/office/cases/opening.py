"""Suspicion becomes a case: one a holding, growing with each finding and report (clauses 1.2.3 and 3.1).

Evidence of a day that was judged already joins the judged case as cleared and opens nothing; so does a report made before the decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from quietline.domain.case_states import ENDS, CaseState
from quietline.office.audit.changes import change, change_state, create_recorded
from quietline.office.audit.record import record
from quietline.office.cases.holder import holding_for
from quietline.office.cases.models import Case, CaseFinding, CaseReport
from quietline.office.people.actors import Actor
from quietline.office.policy.clocks import clocks_at
from quietline.office.registry import holders
from quietline.office.registry.models import Holding
from quietline.office.registry.protection import is_never_block

SEVERITY_RANKS = {"": 0, "low": 1, "medium": 2, "high": 3}


@dataclass(frozen=True)
class Suspicion:
    """What opens or grows a case: who holds the number as of the day, the source, and how bad it is (a key of SEVERITY_RANKS).

    `reported_at` is the instant of a report, None for what was found in the records of a whole day.
    """

    row: holders.RegisterRow
    day: date
    source: str
    severity: str = ""
    reported_at: datetime | None = None


@dataclass(frozen=True)
class Joined:
    """The case that a suspicion belongs to. `cleared`: its evidence was judged before; `opened`: the case is new."""

    case: Case
    cleared: bool
    opened: bool


def join_case(suspicion: Suspicion, *, actor: Actor, at: datetime) -> Joined | None:
    """The case to which the suspicion belongs, opened or grown in the caller's transaction; None for a number that is never touched."""
    if is_never_block(suspicion.row.number, settings.HOME.city):
        return None
    holding = holding_for(suspicion.row, actor=actor, at=at)
    judged = _last_closed(holding)
    if judged and _was_judged(suspicion, judged):
        return Joined(judged, cleared=True, opened=False)
    case = Case.objects.filter(holding=holding).exclude(state=CaseState.CLOSED).first()
    if case is None:
        return Joined(_open(holding, suspicion, actor, at), cleared=False, opened=True)
    cleared = case.state in {*ENDS, CaseState.WATCHING} and _was_judged(suspicion, case)
    if not cleared and case.state not in ENDS:
        _grow(case, suspicion, actor, at)
    return Joined(case, cleared=cleared, opened=False)


def judged_day(case: Case) -> date:
    """The city's calendar day on which the case was judged last."""
    return _judged_at(case).astimezone(settings.HOME.zone).date()


def standing_severity(case: Case) -> int:
    """The rank of the worst finding that stands, as the ledger has it now; 0 where none does."""
    standing = case.findings.filter(withdrawn_at=None).values_list("severity", flat=True)
    return max((SEVERITY_RANKS[severity] for severity in standing), default=0)


def reopen_for_new_evidence(closed: Case, *, actor: Actor, at: datetime) -> Case | None:
    """A new case for what came in between the decision and the closing and was never judged; None where there is nothing of that kind."""
    never_judged = {"cleared": False, "taken_in_at__gt": _judged_at(closed)}
    findings = list(closed.findings.filter(day__gt=judged_day(closed), withdrawn_at=None, **never_judged))
    later_reports = closed.reports.filter(report__reported_at__gt=_judged_at(closed), withdrawn_at=None)
    reports = list(later_reports.filter(**never_judged))
    if not (findings or reports):
        return None
    case = _open(closed.holding, _suspicion_of(closed, findings, at, has_reports=bool(reports)), actor, at)
    CaseFinding.objects.filter(pk__in=[finding.pk for finding in findings]).update(case=case)
    CaseReport.objects.filter(pk__in=[joined.pk for joined in reports]).update(case=case)
    moved = {
        "findings": [finding.key for finding in findings],
        "reports": [joined.report_id for joined in reports],
        "to_case": case.pk,
    }
    record(
        actor=actor,
        at=at,
        action="case.evidence_moved",
        object_kind="case",
        object_id=closed.pk,
        case=closed.pk,
        after=moved,
    )
    return case


def _suspicion_of(
    closed: Case, findings: Sequence[CaseFinding], at: datetime, *, has_reports: bool
) -> Suspicion:
    """The worst of the findings, on the shortest clock of all."""
    sources = [finding.source for finding in findings] + ["user_report"] * has_reports
    return Suspicion(
        holders.row_of(closed.holding),
        max((finding.day for finding in findings), default=judged_day(closed)),
        min(sources, key=lambda source: clocks_at(at).of(source).hours),
        max((finding.severity for finding in findings), key=SEVERITY_RANKS.__getitem__, default=""),
    )


def _was_judged(suspicion: Suspicion, case: Case) -> bool:
    if suspicion.reported_at is not None:
        return suspicion.reported_at <= _judged_at(case)
    return suspicion.day <= judged_day(case)


def _judged_at(case: Case) -> datetime:
    return case.decided_at or case.closed_at or case.opened_at


def _last_closed(holding: Holding) -> Case | None:
    return Case.objects.filter(holding=holding, state=CaseState.CLOSED).order_by("-decided_at", "-pk").first()


def _open(holding: Holding, suspicion: Suspicion, actor: Actor, at: datetime) -> Case:
    case = Case(
        holding=holding,
        number=holding.number,
        branch=holding.branch,
        opened_at=at,
        due_at=clocks_at(at).of(suspicion.source).due_at(at),
        severity=SEVERITY_RANKS[suspicion.severity],
    )
    return create_recorded(case, actor=actor, at=at)


def _grow(case: Case, suspicion: Suspicion, actor: Actor, at: datetime) -> None:
    """New suspicion changes how bad the case is and may bring its clock forward; a watched number is suspected again."""
    severity = max(case.severity, SEVERITY_RANKS[suspicion.severity])
    clock = clocks_at(at).of(suspicion.source)
    if case.state == CaseState.WATCHING:
        change_state(
            case, to=CaseState.SUSPECTED, actor=actor, at=at, severity=severity, due_at=clock.due_at(at)
        )
        return
    begin = case.opened_at if case.decided_at is None else at
    due_at = min(case.due_at, clock.due_at(begin)) if case.state == CaseState.SUSPECTED else case.due_at
    change(case, action="case.grown", actor=actor, at=at, severity=severity, due_at=due_at)
