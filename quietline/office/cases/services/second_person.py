"""The second person: before a proposal takes effect, or after a shutdown that took effect at once."""

from datetime import datetime

from django.db import transaction

from quietline.domain.case_states import CaseState, MeasureKind
from quietline.domain.errors import Conflict, Refused
from quietline.office.audit.changes import change, change_state, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.evidence import frozen_evidence
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Measure, MeasureState, SecondOpinion
from quietline.office.cases.permissions import check_is_above_unit
from quietline.office.cases.reasons import clean_note, clean_reason
from quietline.office.cases.rules import check_policy, check_unreviewed_restoration
from quietline.office.cases.services.effects import take_effect
from quietline.office.cases.services.restoration_proposal import withdraw_proposals
from quietline.office.cases.services.turn import take_turn_of_measure
from quietline.office.cases.services.undo import measure_for
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def agree(*, measure_id: int, actor: Actor, at: datetime, note: str = "") -> Measure:
    """The measure: a proposal takes effect now, an effective shutdown counts as reviewed.

    Raises Refused for the decider himself and where policy forbids the proposal meanwhile, Conflict where a second person has spoken.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="measure.agree", object_kind="measure", object_id=measure_id
    )
    with refusals, transaction.atomic():
        measure = _to_judge(measure_id, actor)
        opinion = _opinion(actor, at, SecondOpinion.AGREED, clean_note(note))
        if measure.state == MeasureState.EFFECTIVE:
            change(measure.case, action=f"case.{measure.kind}_reviewed", actor=actor, at=at)
            withdraw_proposals(measure.case, actor=actor, at=at)
            return change_state(
                measure, to=MeasureState.EFFECTIVE, actor=actor, at=at, reason=note, **opinion
            )
        facts = facts_of(measure.case, at)
        if measure.about:
            check_unreviewed_restoration(facts, actor.name)
            _count_as_reviewed(measure.about, opinion, actor, at)
        else:
            check_policy(MeasureKind(measure.kind), facts, measure.decider)
        change_state(
            measure,
            to=MeasureState.EFFECTIVE,
            actor=actor,
            at=at,
            reason=note,
            effective_at=at,
            due_before=measure.case.due_at,
            state_before=measure.case.state,
            **opinion,
        )
        take_effect(measure.case, measure, facts, actor=actor, at=at)
        return measure


def disagree(*, measure_id: int, actor: Actor, at: datetime, note: str = "") -> Measure:
    """The measure: a proposal is rejected; an effective shutdown stays until it is verified, which the reviewer asks for at once.

    The note is the reason and required. Raises as `agree` does.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="measure.disagree", object_kind="measure", object_id=measure_id
    )
    with refusals, transaction.atomic():
        measure = _to_judge(measure_id, actor)
        reason = clean_reason(note)
        opinion = _opinion(actor, at, SecondOpinion.DISAGREED, reason)
        if measure.state == MeasureState.PROPOSED:
            change(measure.case, action=f"case.{measure.kind}_rejected", actor=actor, at=at, reason=reason)
            return change_state(
                measure, to=MeasureState.REJECTED, actor=actor, at=at, reason=reason, **opinion
            )
        change_state(measure, to=MeasureState.EFFECTIVE, actor=actor, at=at, reason=reason, **opinion)
        withdraw_proposals(measure.case, actor=actor, at=at)
        _ask_for_verification(measure, reason, actor, at)
        return measure


def _to_judge(measure_id: int, actor: Actor) -> Measure:
    require_person(actor, Permission.SECOND_PERSON)
    take_turn_of_measure(measure_id)
    measure = measure_for(actor, measure_id)
    check_is_above_unit(measure.case, actor)
    if actor.name in {measure.decider, measure.about.decider if measure.about else ""}:
        raise Refused("nobody is his own second person", mend="ask another reviewer")
    if measure.second_person_id is not None:
        raise Conflict("a second person has spoken already", mend="look at the case again")
    is_reviewed_after = measure.state == MeasureState.EFFECTIVE and measure.review_due_at is not None
    if not (is_reviewed_after or measure.state == MeasureState.PROPOSED):
        raise Refused(
            f"the measure ({measure.kind}, {measure.state}) does not wait for a second person",
            mend="nothing to do",
        )
    return measure


def _opinion(actor: Actor, at: datetime, opinion: SecondOpinion, note: str) -> dict[str, object]:
    return {
        "second_person": actor.user,
        "second_person_at": at,
        "second_opinion": opinion,
        "second_note": note,
    }


def _count_as_reviewed(shutdown: Measure, opinion: dict[str, object], actor: Actor, at: datetime) -> None:
    """Who restores what nobody reviewed has reviewed it, and disagreed. Raises Conflict where somebody spoke meanwhile."""
    if shutdown.second_person_id is not None or shutdown.state != MeasureState.EFFECTIVE:
        raise Conflict("a second person has spoken already", mend="look at the case again")
    disagreed = opinion | {"second_opinion": SecondOpinion.DISAGREED}
    change_state(shutdown, to=MeasureState.EFFECTIVE, actor=actor, at=at, reason="", **disagreed)


def _ask_for_verification(measure: Measure, reason: str, actor: Actor, at: datetime) -> None:
    """The way back to the holder begins; where the case has moved on, it has begun already."""
    case = measure.case
    if case.state != CaseState.SHUT_DOWN:
        change(case, action=f"case.{measure.kind}_reviewed", actor=actor, at=at, reason=reason)
        return
    verify = Measure(
        case=case,
        kind=MeasureKind.VERIFY,
        state=MeasureState.EFFECTIVE,
        state_before=case.state,
        reason=reason,
        decided_by=actor.user,
        decided_at=at,
        effective_at=at,
        due_before=case.due_at,
        evidence=frozen_evidence(case, at),
    )
    create_recorded(verify, actor=actor, at=at, reason=reason)
    take_effect(case, verify, facts_of(case, at), actor=actor, at=at)
