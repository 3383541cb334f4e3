"""What a person does with a difference: give the order again, or note what is the matter."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from quietline.domain.errors import Refused
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Order, OrderState
from quietline.office.cases.reasons import clean_reason
from quietline.office.cases.services.turn import take_turn
from quietline.office.orders.compare import Side
from quietline.office.orders.models import Difference, DifferenceState
from quietline.office.orders.queries import difference_for
from quietline.office.orders.services.retry import check_may_go_again, order_like
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def order_again(*, difference_id: int, actor: Actor, at: datetime) -> Order:
    """A new order to do what the last one did. Raises Refused where our side is to change, or the number must not be hit any more."""
    with (
        recorded_refusal(
            actor=actor, at=at, action="difference.order", object_kind="difference", object_id=difference_id
        ),
        transaction.atomic(),
    ):
        difference = _open(difference_id, actor)
        order = difference.order
        if order is None or difference.side != Side.NETWORK:
            raise Refused("the network is not the side to change here", mend="note what is the matter")
        take_turn(order.case_id)
        if Order.objects.filter(
            number=order.number, state__in=[OrderState.WAITING, OrderState.SENDING]
        ).exists():
            raise Refused("an order of the number is on its way", mend="wait for its answer")
        check_may_go_again(order, at)
        again = order_like(order, target=settings.HOME.city.target_of(order.action), at=at)
        create_recorded(again, actor=actor, at=at, reason=f"difference {difference.pk}")
        change_state(
            difference,
            to=DifferenceState.ORDERED,
            actor=actor,
            at=at,
            settled_at=at,
            settled_by=actor.user,
            note=str(again.key),
        )
        return again


def note_difference(*, difference_id: int, note: str, actor: Actor, at: datetime) -> Difference:
    """The difference, with what a person found out about it. It comes back where the network and we still differ then."""
    with (
        recorded_refusal(
            actor=actor, at=at, action="difference.note", object_kind="difference", object_id=difference_id
        ),
        transaction.atomic(),
    ):
        difference = _open(difference_id, actor)
        words = clean_reason(note)
        return change_state(
            difference,
            to=DifferenceState.NOTED,
            actor=actor,
            at=at,
            reason=words,
            settled_at=at,
            settled_by=actor.user,
            note=words,
        )


def _open(difference_id: int, actor: Actor) -> Difference:
    require_person(actor, Permission.HANDLE_ORDERS)
    difference = difference_for(actor, difference_id)
    if difference.state != DifferenceState.OPEN:
        raise Refused(f"the difference is {difference.state}", mend="nothing to do")
    return difference
