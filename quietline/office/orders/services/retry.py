"""Send an order again that failed or was refused: a person's decision."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from quietline.domain.case_states import HARMFUL, MeasureKind
from quietline.domain.errors import NotFound, Refused
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Order, OrderState
from quietline.office.cases.queries import orders_visible_to
from quietline.office.cases.rules import check_harm
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def retry_order(*, key: str, actor: Actor, at: datetime) -> Order:
    """The order that waits again. A failed one keeps its key; one that the network refused gets a new one, since its key has its answer.

    Raises Refused where the number has a later order, which sending the earlier one now would undo, and where the number must not be hit any
    more: it is protected by now, or somebody else's.
    """
    with (
        recorded_refusal(actor=actor, at=at, action="order.retry", object_kind="order", object_id=key),
        transaction.atomic(),
    ):
        require_person(actor, Permission.HANDLE_ORDERS)
        take_turn(_order(key, actor).case_id)
        order = _order(key, actor)
        _check(order, at)
        if order.state == OrderState.FAILED:
            return change_state(
                order, to=OrderState.WAITING, actor=actor, at=at, attempts=0, next_attempt_at=at
            )
        change_state(order, to=OrderState.CANCELLED, actor=actor, at=at)
        again = Order(
            measure=order.measure,
            case=order.case,
            key=uuid4(),
            action=order.action,
            number=order.number,
            target=settings.HOME.city.target_of(order.action),
            payload=order.payload,
            created_at=at,
            leaves_at=at,
            next_attempt_at=at,
        )
        return create_recorded(again, actor=actor, at=at)


def _order(key: str, actor: Actor) -> Order:
    try:
        found = orders_visible_to(actor).filter(key=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(
            f"there is no order {key!r} that you may see", mend="list them with `quietline orders`"
        )
    return found


def _check(order: Order, at: datetime) -> None:
    if order.state not in {OrderState.FAILED, OrderState.REFUSED}:
        raise Refused(f"the order is {order.state}", mend="only a failed or refused order is sent again")
    later = Order.objects.filter(number=order.number, pk__gt=order.pk).exclude(state=OrderState.CANCELLED)
    if later.exists():
        raise Refused("the number has a later order, which this one would undo", mend="decide anew instead")
    kind = MeasureKind(order.measure.kind)
    if kind in HARMFUL:
        check_harm(kind, facts_of(order.case, at), order.measure.decided_by.staff_number)
