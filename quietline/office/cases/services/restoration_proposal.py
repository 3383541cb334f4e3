"""Proposes to restore a number whose shutdown nobody reviewed in time. The product proposes; one person who did not decide it accepts."""

from datetime import datetime

from django.db import IntegrityError, transaction

from quietline.domain.case_states import CaseState, MeasureKind
from quietline.domain.errors import Conflict, Refused
from quietline.office.audit.changes import change, change_state, create_recorded
from quietline.office.cases.evidence import frozen_evidence
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Case, Measure, MeasureState
from quietline.office.cases.rules import check_unreviewed_restoration
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor

REASON = "关停后未在时限内复核"


def propose_restoration(shutdown: Measure, *, actor: Actor, at: datetime) -> Measure | None:
    """The proposal; None where there was one before, where something else waits, and where policy forbids the restoration."""
    try:
        with transaction.atomic():
            take_turn(shutdown.case_id)
            shutdown.refresh_from_db()
            case = Case.objects.select_related("holding").get(pk=shutdown.case_id)
            return _propose(case, shutdown, actor, at) if _is_open(case, shutdown, at) else None
    except (Conflict, IntegrityError):  # somebody was faster: the next look sees what became of it
        return None


def withdraw_proposals(case: Case, *, actor: Actor, at: datetime) -> None:
    """Somebody acts on the case: what the product proposed meanwhile does not stand in his way."""
    for proposal in case.measures.filter(state=MeasureState.PROPOSED, decided_by=None):
        change_state(proposal, to=MeasureState.UNDONE, actor=actor, at=at, undone_by=actor.user, undone_at=at)


def _is_open(case: Case, shutdown: Measure, at: datetime) -> bool:
    is_unreviewed = shutdown.state == MeasureState.EFFECTIVE and shutdown.second_person_id is None
    if not is_unreviewed or case.state != CaseState.SHUT_DOWN:
        return False
    if shutdown.proposals.exists() or case.measures.filter(state=MeasureState.PROPOSED).exists():
        return False
    try:
        check_unreviewed_restoration(facts_of(case, at), "")
    except Refused:
        return False
    return True


def _propose(case: Case, shutdown: Measure, actor: Actor, at: datetime) -> Measure:
    proposal = Measure(
        case=case,
        kind=MeasureKind.RESTORE,
        state=MeasureState.PROPOSED,
        state_before=case.state,
        reason=REASON,
        about=shutdown,
        decided_at=at,
        due_before=case.due_at,
        evidence=frozen_evidence(case, at),
    )
    create_recorded(proposal, actor=actor, at=at, reason=REASON)
    change(case, action="case.restore_proposed", actor=actor, at=at, reason=REASON)
    return proposal
