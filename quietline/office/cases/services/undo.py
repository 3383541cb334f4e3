"""Take a measure back before its order leaves; afterwards only the counter-measure helps."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from quietline.domain.case_states import CaseState, MeasureKind
from quietline.domain.errors import NotFound, Refused
from quietline.office.audit.changes import change, change_state
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import (
    Appeal,
    Case,
    Measure,
    MeasureState,
    Order,
    OrderState,
    Verification,
    VerificationState,
)
from quietline.office.cases.permissions import check_is_above_unit, check_may_undo
from quietline.office.cases.queries import measures_visible_to
from quietline.office.cases.services.effects import leaves_at
from quietline.office.cases.services.turn import take_turn_of_measure
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission

COUNTER_MEASURES: dict[MeasureKind, str] = {
    MeasureKind.DISMISS: "new evidence opens a new case",
    MeasureKind.WATCH: "decide another measure",
    MeasureKind.VERIFY: "complete the verification, or decide another measure",
    MeasureKind.INTERCEPT: "decide the counter-measure: dismiss, which also ends the interception",
    MeasureKind.SHUTDOWN: "decide the counter-measure: verify, then restore",
    MeasureKind.REFER: "tell the operator to whom it was referred",
    MeasureKind.RESTORE: "decide the counter-measure: shutdown, on new evidence",
    MeasureKind.TERMINATE: "the holder may appeal, which another person judges",
}


def undo(*, measure_id: int, actor: Actor, at: datetime) -> Measure:
    """The measure, undone: order cancelled, case back in its state and clock before, the task to verify withdrawn.

    A proposal can be taken back at any time. Raises Refused once the order may have left, with the counter-measure.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="measure.undo", object_kind="measure", object_id=measure_id
    )
    with refusals, transaction.atomic():
        require_person(actor, Permission.SEE_CASES)
        take_turn_of_measure(measure_id)
        measure = measure_for(actor, measure_id)
        check_may_undo(measure, actor)
        check_is_above_unit(measure.case, actor)
        if measure.state == MeasureState.PROPOSED:
            return _take_back_proposal(measure, actor, at)
        check_in_time(measure, at)
        _undo_effects(measure, actor, at)
        return _mark(measure, actor, at)


def measure_for(actor: Actor, measure_id: int) -> Measure:
    """The measure, where the actor may see its case. Raises NotFound otherwise."""
    found = measures_visible_to(actor).filter(pk=measure_id).first() if 0 < measure_id < 2**63 else None
    if found is None:
        raise NotFound(f"there is no measure {measure_id} that you may see", mend="look at the case first")
    return found


def latest_measure(case: Case) -> Measure | None:
    """The measure that undo is about: the pending proposal, else the latest effective one."""
    standing = case.measures.filter(state__in=[MeasureState.PROPOSED, MeasureState.EFFECTIVE])
    return standing.order_by("-decided_at", "-pk").first()


def check_in_time(measure: Measure, at: datetime) -> None:
    """Returns while the effective measure can be undone at the instant; raises Refused with the counter-measure afterwards."""
    mend = COUNTER_MEASURES[MeasureKind(measure.kind)]
    if measure.state != MeasureState.EFFECTIVE or measure.effective_at is None:
        raise Refused(
            f"the measure is {measure.state}", mend="only an effective measure or a proposal is undone"
        )
    if latest_measure(measure.case) != measure:
        raise Refused("a later measure stands on this one", mend="undo the later one first")
    if Appeal.objects.filter(restoration=measure).exists():
        raise Refused("what an appeal restored is not taken back", mend=mend)
    if measure.case.state == CaseState.CLOSED:
        raise Refused("the case is closed", mend=mend)
    has_hold = settings.HOME.city.order_hold_s > 0
    if has_hold and at >= leaves_at(measure.effective_at):
        raise Refused("its time to be undone is over", mend=mend)
    _orders_still_here(measure)
    if Verification.objects.filter(measure=measure, state=VerificationState.COMPLETED).exists():
        raise Refused("its verification is completed", mend=mend)


def _take_back_proposal(measure: Measure, actor: Actor, at: datetime) -> Measure:
    change(measure.case, action=f"case.{measure.kind}_taken_back", actor=actor, at=at)
    return _mark(measure, actor, at)


def _undo_effects(measure: Measure, actor: Actor, at: datetime) -> None:
    for order in _orders_still_here(measure):
        change_state(order, to=OrderState.CANCELLED, actor=actor, at=at)
    for verification in Verification.objects.filter(measure=measure, state=VerificationState.OPEN):
        change_state(verification, to=VerificationState.WITHDRAWN, actor=actor, at=at)
    earlier = measure.case.measures.filter(state=MeasureState.EFFECTIVE).exclude(pk=measure.pk)
    last = earlier.order_by("-effective_at", "-pk").first()
    change_state(
        measure.case,
        to=measure.state_before,
        actor=actor,
        at=at,
        due_at=measure.due_before or measure.case.due_at,
        decided_at=last.effective_at if last else None,
    )


def _orders_still_here(measure: Measure) -> list[Order]:
    """The measure's orders as they are now, all of them waiting. Raises Refused once one has left.

    Who cancels takes them from here: a sender may have claimed one since the last look.
    """
    orders = list(measure.orders.all())
    if any(order.state != OrderState.WAITING or order.attempts for order in orders):
        raise Refused("its order has left", mend=COUNTER_MEASURES[MeasureKind(measure.kind)])
    return orders


def _mark(measure: Measure, actor: Actor, at: datetime) -> Measure:
    return change_state(
        measure, to=MeasureState.UNDONE, actor=actor, at=at, undone_by=actor.user, undone_at=at
    )
