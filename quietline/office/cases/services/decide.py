"""Decide a measure on a case (clauses 1.2.3, 2.3, 3.1)."""

from datetime import datetime, timedelta

from django.db import transaction

from quietline.domain.case_states import MeasureKind
from quietline.domain.errors import Conflict, Refused
from quietline.office.audit.changes import change, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.evidence import frozen_evidence
from quietline.office.cases.facts import Facts, facts_of
from quietline.office.cases.models import Case, Measure, MeasureState
from quietline.office.cases.permissions import check_is_above_unit
from quietline.office.cases.queries import case_for
from quietline.office.cases.reasons import clean_reason
from quietline.office.cases.rules import check, needs_second_person_before
from quietline.office.cases.services.effects import REVIEW_HOURS, take_effect
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def decide(
    *, case_id: int, measure: str, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Measure:
    """The measure: effective at once, or proposed where policy wants a second person before.

    `version` is the case's version that the decider saw; Conflict where it changed since. Raises Refused with the reason and the way
    on where policy, role or state does not allow it, NotFound where the case is not within scope.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action=f"case.{measure}", object_kind="case", object_id=case_id, case=case_id
    )
    with refusals, transaction.atomic():
        require_person(actor, Permission.DECIDE)
        kind = _kind(measure)
        take_turn(case_id)
        case = case_for(actor, case_id)
        check_is_above_unit(case, actor)
        if version is not None and version != case.version:
            raise Conflict(
                f"case {case_id} was changed by somebody else meanwhile", mend="look at it again, then decide"
            )
        facts = facts_of(case, at)
        check(kind, facts, actor.name)
        return _decided(case, kind, clean_reason(reason), facts, actor, at)


def _decided(case: Case, kind: MeasureKind, reason: str, facts: Facts, actor: Actor, at: datetime) -> Measure:
    is_proposal = needs_second_person_before(kind, facts)
    measure = Measure(
        case=case,
        kind=kind,
        state=MeasureState.PROPOSED if is_proposal else MeasureState.EFFECTIVE,
        state_before=case.state,
        reason=reason,
        decided_by=actor.user,
        decided_at=at,
        effective_at=None if is_proposal else at,
        review_due_at=None if is_proposal else _review_due(kind, at),
        due_before=case.due_at,
        evidence=frozen_evidence(case, at),
    )
    create_recorded(measure, actor=actor, at=at, reason=reason)
    if is_proposal:
        change(case, action=f"case.{kind.value}_proposed", actor=actor, at=at, reason=reason)
    else:
        take_effect(case, measure, facts, actor=actor, at=at)
    return measure


def _kind(measure: str) -> MeasureKind:
    try:
        return MeasureKind(measure)
    except ValueError as error:
        raise Refused(
            f"there is no measure {measure!r}", mend=f"measures are {', '.join(MeasureKind)}"
        ) from error


def _review_due(kind: MeasureKind, at: datetime) -> datetime | None:
    return at + timedelta(hours=REVIEW_HOURS) if kind is MeasureKind.SHUTDOWN else None
