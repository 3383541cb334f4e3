"""Give up an order that nobody can carry out, with the reason. An order that gives service back is never given up."""

from datetime import datetime

from django.db import transaction

from quietline.domain.errors import Refused
from quietline.office.audit.changes import change_state
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Order, OrderAction, OrderState
from quietline.office.cases.reasons import clean_reason
from quietline.office.cases.services.turn import take_turn
from quietline.office.orders.queries import DEAD, order_for
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def give_up_order(*, key: str, reason: str, actor: Actor, at: datetime) -> Order:
    """The order, given up: its case may close. Raises Refused for one that is on its way or has its answer, and for a restoration."""
    with (
        recorded_refusal(actor=actor, at=at, action="order.give_up", object_kind="order", object_id=key),
        transaction.atomic(),
    ):
        require_person(actor, Permission.GIVE_UP_ORDERS)
        take_turn(order_for(actor, key).case_id)
        order = order_for(actor, key)
        if order.state not in DEAD:
            raise Refused(f"the order is {order.state}", mend="only a failed or refused order is given up")
        if order.action == OrderAction.RESTORE:
            raise Refused(
                "a restoration is never given up: the holder would stay cut off",
                mend="send it again, or hand it over to be carried out by hand",
            )
        words = clean_reason(reason)
        return change_state(order, to=OrderState.GIVEN_UP, actor=actor, at=at, reason=words, last_error=words)
