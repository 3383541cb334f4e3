"""What happens when a measure takes effect: the case's next state, its clock, the order to the network, the task to verify."""

from datetime import datetime, timedelta

from django.conf import settings

from quietline.domain.case_states import TRANSITIONS, CaseState, MeasureKind
from quietline.domain.shutdown_kinds import ShutdownKind
from quietline.office.audit.changes import change, change_state, create_recorded
from quietline.office.cases.facts import Facts
from quietline.office.cases.models import Case, Measure, Order, OrderAction, Verification, VerificationState
from quietline.office.cases.new_order import new_order
from quietline.office.cases.referral import evidence_rows
from quietline.office.people.actors import Actor

REVIEW_HOURS = 24
"""Within which a second person reviews a shutdown that took effect at once."""
VERIFY_HOURS = 48
"""Within which a verification is completed."""
WATCH_DAYS = 7
"""After which a watched case must be decided."""

SHUTDOWN_ORDERS: dict[ShutdownKind, OrderAction] = {
    ShutdownKind.OUTGOING_BARRED: OrderAction.BAR_OUTGOING,
    ShutdownKind.ONE_WAY_SUSPENSION: OrderAction.SUSPEND_ONE_WAY,
    ShutdownKind.TWO_WAY_SUSPENSION: OrderAction.SUSPEND_TWO_WAY,
    ShutdownKind.SMS_BARRED: OrderAction.BAR_SMS,
    ShutdownKind.TRUNK_BARRED: OrderAction.BAR_TRUNK,
}
ORDERS: dict[MeasureKind, OrderAction] = {
    MeasureKind.INTERCEPT: OrderAction.INTERCEPT,
    MeasureKind.RESTORE: OrderAction.RESTORE,
    MeasureKind.TERMINATE: OrderAction.TERMINATE,
    MeasureKind.REFER: OrderAction.REFER,
}


def take_effect(case: Case, measure: Measure, facts: Facts, *, actor: Actor, at: datetime) -> None:
    """Everything that follows from an effective measure, in the transaction of the caller."""
    kind = MeasureKind(measure.kind)
    after = TRANSITIONS[CaseState(case.state)][kind]
    due_at = _due_after(kind, case, at)
    change_state(case, to=after, actor=actor, at=at, reason=measure.reason, decided_at=at, due_at=due_at)
    if action := _order_for(measure, facts):
        _order(case, measure, action, actor=actor, at=at)
    has_task = case.verifications.filter(state=VerificationState.OPEN).exists()
    if kind is MeasureKind.VERIFY and not has_task:
        verification = Verification(case=case, measure=measure, due_at=due_at)
        create_recorded(verification, actor=actor, at=at)


def restore_on_appeal(case: Case, measure: Measure, *, actor: Actor, at: datetime) -> None:
    """The number comes back because an appeal was granted, whatever state its case is in; a closed one is open again until the network did it.

    A closed case stays closed where its holding has another open one.
    """
    fields = {"decided_at": at, "closed_at": None}
    others = Case.objects.filter(holding=case.holding_id).exclude(state=CaseState.CLOSED).exclude(pk=case.pk)
    if others.exists():
        change(case, action="case.restored_on_appeal", actor=actor, at=at, reason=measure.reason)
    else:
        change_state(case, to=CaseState.RESTORED, actor=actor, at=at, reason=measure.reason, **fields)
    _order(case, measure, OrderAction.RESTORE, actor=actor, at=at)


def leaves_at(at: datetime) -> datetime:
    """Until when a decision of this instant can be undone."""
    return at + timedelta(seconds=settings.HOME.city.order_hold_s)


def _due_after(kind: MeasureKind, case: Case, at: datetime) -> datetime:
    """When the next step is due. Interception leaves the clock as it is: the case is not decided yet."""
    waits = {
        MeasureKind.WATCH: timedelta(days=WATCH_DAYS),
        MeasureKind.SHUTDOWN: timedelta(hours=REVIEW_HOURS),
        MeasureKind.VERIFY: timedelta(hours=VERIFY_HOURS),
    }
    return at + waits[kind] if kind in waits else case.due_at


def _order_for(measure: Measure, facts: Facts) -> OrderAction | None:
    """A dismissed number that is still intercepted is set free: the network must be told. One that was confirmed before stays terminated."""
    kind = MeasureKind(measure.kind)
    if kind is MeasureKind.SHUTDOWN:  # one of before there were kinds has none: it barred outgoing calls
        return SHUTDOWN_ORDERS[ShutdownKind(measure.shutdown_kind or ShutdownKind.OUTGOING_BARRED)]
    if kind is MeasureKind.DISMISS and facts.is_intercepted:
        is_for_ever = facts.confirmed_before and not facts.is_former_holder
        return None if is_for_ever else OrderAction.RESTORE
    return ORDERS.get(kind)


def _payload(measure: Measure, action: OrderAction) -> dict[str, object]:
    """A referral carries what speaks against the number; nothing of those who reported it."""
    if action is not OrderAction.REFER:
        return {}
    return {
        "referred_to": measure.referred_to,
        "reason": measure.reason,
        "evidence": [list(row) for row in evidence_rows(measure)],
    }


def _order(case: Case, measure: Measure, action: OrderAction, *, actor: Actor, at: datetime) -> Order:
    payload, leaves = _payload(measure, action), leaves_at(at)
    order = new_order(measure, action, case.number, at=at, leaves_at=leaves, payload=payload)
    return create_recorded(order, actor=actor, at=at)
