"""What a person does with an order that failed or was refused: send it again, or hand it over to be carried out by hand."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from quietline.domain.case_states import HARMFUL, MeasureKind
from quietline.domain.errors import Refused
from quietline.home import MANUAL
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Notice, Order, OrderAction, OrderState
from quietline.office.cases.new_order import new_order
from quietline.office.cases.rules import check_harm
from quietline.office.cases.services.turn import take_turn
from quietline.office.orders.queries import DEAD, order_for
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def retry_order(*, key: str, actor: Actor, at: datetime) -> Order:
    """The order that waits again, for the target that takes its action now.

    A failed one keeps its key; one that the network refused gets a new one, since its key has its answer. Raises Refused where the
    number has a later order, which sending the earlier one now would undo, and where the number must not be hit any more: it is
    protected by now, or somebody else's.
    """
    with (
        recorded_refusal(actor=actor, at=at, action="order.retry", object_kind="order", object_id=key),
        transaction.atomic(),
    ):
        order = _dead_letter(key, actor, at)
        return _waiting_again(order, settings.HOME.city.target_of(order.action), actor=actor, at=at)


def hand_over(*, key: str, actor: Actor, at: datetime) -> Order:
    """The order that waits for a person who carries it out in the network's own system. Raises Refused as `retry_order` does."""
    with (
        recorded_refusal(actor=actor, at=at, action="order.hand_over", object_kind="order", object_id=key),
        transaction.atomic(),
    ):
        return _waiting_again(_dead_letter(key, actor, at), MANUAL, actor=actor, at=at)


def order_like(order: Order, *, target: str, at: datetime) -> Order:
    """A new order to do the same: same measure, action and payload, another key."""
    return new_order(order.measure, order.action, order.number, at=at, payload=order.payload, target=target)


def check_may_go_again(order: Order, at: datetime) -> None:
    """Returns where the order may reach the network now; raises Refused where a later one stands or the number must not be hit any more."""
    later = Order.objects.filter(number=order.number, pk__gt=order.pk).exclude(state=OrderState.CANCELLED)
    if order.action != OrderAction.NOTIFY and later.exclude(action=OrderAction.NOTIFY).exists():
        raise Refused("the number has a later order, which this one would undo", mend="decide anew instead")
    kind = MeasureKind(order.measure.kind)
    if kind in HARMFUL and order.action != OrderAction.NOTIFY:
        check_harm(kind, facts_of(order.case, at), order.measure.decider)


def _dead_letter(key: str, actor: Actor, at: datetime) -> Order:
    require_person(actor, Permission.HANDLE_ORDERS)
    take_turn(order_for(actor, key).case_id)
    order = order_for(actor, key)
    if order.state not in DEAD:
        raise Refused(f"the order is {order.state}", mend="only a failed or refused order is sent again")
    check_may_go_again(order, at)
    return order


def _waiting_again(order: Order, target: str, *, actor: Actor, at: datetime) -> Order:
    if order.state == OrderState.FAILED:
        return change_state(
            order,
            to=OrderState.WAITING,
            actor=actor,
            at=at,
            attempts=0,
            next_attempt_at=at,
            target=target,
        )
    change_state(order, to=OrderState.CANCELLED, actor=actor, at=at)
    again = create_recorded(order_like(order, target=target, at=at), actor=actor, at=at)
    Notice.objects.filter(order=order).update(order=again)
    return again
