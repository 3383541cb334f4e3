"""Watches the clocks: warns before a case is due, escalates after, alarms about shutdowns that nobody reviewed (clauses 1.2.3 and 3.1).

Everything is reckoned from the due time and the instant alone and raised once: a clock that steps back loses no due time and rings for
none twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from django.db import IntegrityError, transaction

from quietline.domain.clocks import LEVELS, CaseClock, Clocks
from quietline.office.audit.record import record
from quietline.office.cases.evidence import sources_of
from quietline.office.cases.models import Alarm, AlarmKind, Case, Measure, MeasureState
from quietline.office.cases.queries import SETTLED
from quietline.office.cases.services.restoration_proposal import propose_restoration
from quietline.office.people.actors import Actor
from quietline.office.people.models import User
from quietline.office.policy.clocks import clocks_at
from quietline.office.policy.duty import on_duty, shift_at
from quietline.office.policy.models import DutyShift

CHUNK = 200
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Ring:
    """One alarm that is to be raised by now."""

    case: Case
    kind: AlarmKind
    level: int
    due_at: datetime
    measure: Measure | None = None

    @property
    def key(self) -> tuple[object, ...]:
        return (self.case.pk, self.measure and self.measure.pk, self.kind, self.due_at, self.level)


def watch_clocks(at: datetime) -> int:
    """How many alarms were raised by this look at the clocks; restorations are proposed for what nobody reviewed in time."""
    actor, clocks, shift = Actor.system("clock", via="worker"), clocks_at(at), shift_at(at)
    raised = 0
    for cases in _chunks(_due_before(at + _longest_warning(clocks))):
        raised += _raise(list(_rings_of(cases, clocks, at)), shift, actor, at)
    for measures in _chunks(_unreviewed(at)):
        raised += _raise(list(_review_rings(measures, clocks, at)), shift, actor, at)
        for measure in measures:
            propose_restoration(measure, actor=actor, at=at)
    return raised


def _chunks(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    remaining = iter(things)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def _longest_warning(clocks: Clocks) -> timedelta:
    return timedelta(hours=max(clock.warn_hours for clock in clocks.by_source.values()))


def _due_before(horizon: datetime) -> Iterable[Case]:
    waiting = Case.objects.exclude(state__in=SETTLED).filter(due_at__lte=horizon)
    return waiting.order_by("due_at", "pk").prefetch_related("findings", "reports").iterator(CHUNK)


def _unreviewed(at: datetime) -> Iterable[Measure]:
    waiting = Measure.objects.filter(state=MeasureState.EFFECTIVE, second_person=None, review_due_at__lte=at)
    return waiting.select_related("case__holding").order_by("review_due_at", "pk").iterator(CHUNK)


def _rings_of(cases: Iterable[Case], clocks: Clocks, at: datetime) -> Iterator[Ring]:
    for case in cases:
        clock = clocks.tightest(sources_of(case))
        if clock.warns_at(case.due_at) <= at:
            yield Ring(case, AlarmKind.DUE_SOON, 0, case.due_at)
        yield from (
            Ring(case, AlarmKind.OVERDUE, level, case.due_at) for level in _levels(clock, case.due_at, at)
        )


def _review_rings(measures: Iterable[Measure], clocks: Clocks, at: datetime) -> Iterator[Ring]:
    clock = clocks.of("")
    for measure in measures:
        due_at = measure.review_due_at or at
        for level in _levels(clock, due_at, at):
            yield Ring(measure.case, AlarmKind.UNREVIEWED, level, due_at, measure)


def _levels(clock: CaseClock, due_at: datetime, at: datetime) -> list[int]:
    return [level for level in range(LEVELS) if clock.escalates_at(due_at, level) <= at]


def _raise(rings: list[Ring], shift: DutyShift | None, actor: Actor, at: datetime) -> int:
    names = ("case_id", "measure_id", "kind", "due_at", "level")
    raised = set(Alarm.objects.filter(case__in={ring.case.pk for ring in rings}).values_list(*names))
    return sum(
        _raise_once(ring, on_duty(shift, ring.level), actor, at) for ring in rings if ring.key not in raised
    )


def _raise_once(ring: Ring, told: User | None, actor: Actor, at: datetime) -> bool:
    """False where another worker was faster."""
    alarm = Alarm(
        case=ring.case,
        measure=ring.measure,
        kind=ring.kind,
        level=ring.level,
        due_at=ring.due_at,
        raised_at=at,
        raised_to=told,
    )
    try:
        with transaction.atomic():
            alarm.save(force_insert=True)
            record(
                actor=actor,
                at=at,
                action=f"alarm.{ring.kind}",
                object_kind="alarm",
                object_id=alarm.pk,
                case=ring.case.pk,
                after={
                    "level": ring.level,
                    "due_at": ring.due_at,
                    "measure": alarm.measure_id,
                    "raised_to": told.username if told else None,
                },
            )
    except IntegrityError:
        return False
    return True
