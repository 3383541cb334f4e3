"""Whose case it is. A case whose holder no register knew yet gets him when one does, instead of a second case beside it."""

from collections import defaultdict
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from quietline.domain.case_states import CaseState
from quietline.domain.errors import Conflict
from quietline.home import Home
from quietline.office.audit.changes import change
from quietline.office.cases.models import Case
from quietline.office.people.actors import Actor
from quietline.office.registry import holders
from quietline.office.registry.models import Holding


def holding_for(row: holders.RegisterRow, *, actor: Actor, at: datetime) -> Holding:
    """The holding of the row, in the caller's transaction."""
    case = _nameless_cases().filter(number=row.number).select_related("holding").first()
    return case.holding if case and _named(case, row, actor, at) else holders.take_in(row)


def name_holders(home: Home, *, actor: Actor, at: datetime) -> int:
    """How many open cases got their holder and branch from the registers that are loaded by now."""
    by_day: dict[date, list[Case]] = defaultdict(list)
    for case in _nameless_cases().select_related("holding"):
        by_day[_first_day(case)].append(case)
    named = 0
    for day, cases in by_day.items():
        rows = holders.look_up(home, {case.number for case in cases}, day)
        named += sum(_named_alone(case, rows[case.number], actor, at) for case in cases)
    return named


def has_passed_on(case: Case, day: date) -> bool:
    """True where somebody else than the holder of this case has the number on the day, or nobody that a register knows after his time."""
    holding = case.holding
    now = holders.look_up(settings.HOME, {case.number}, day)[case.number]
    if now.since is None:
        return holding.until is not None and holding.until < day
    if now.subscriber and now.subscriber == holding.subscriber:
        return False
    return now.since > (holding.since or _first_day(case))


def _nameless_cases() -> QuerySet[Case]:
    return Case.objects.exclude(state=CaseState.CLOSED).filter(holding__subscriber="", holding__since=None)


def _named_alone(case: Case, row: holders.RegisterRow, actor: Actor, at: datetime) -> bool:
    """False where somebody works on the case: its next finding names the holder."""
    try:
        with transaction.atomic():
            return _named(case, row, actor, at)
    except Conflict:
        return False


def _named(case: Case, row: holders.RegisterRow, actor: Actor, at: datetime) -> bool:
    """True where the row names the holder of this case: one who had the number when the suspicion began, and has no case of his own."""
    if row.since is None or row.since > _first_day(case) or holders.find(row):
        return False
    change(case, action="case.holder_known", actor=actor, at=at, branch=row.branch)
    holders.name(case.holding, row)
    return True


def _first_day(case: Case) -> date:
    """The city's calendar day on which the suspicion began."""
    zone = settings.HOME.zone
    findings = case.findings.order_by("day").values_list("day", flat=True)[:1]
    reports = case.reports.order_by("report__reported_at").values_list("report__reported_at", flat=True)[:1]
    days = [*findings, *(reported.astimezone(zone).date() for reported in reports)]
    return min(days, default=case.opened_at.astimezone(zone).date())
