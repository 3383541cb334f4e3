"""Confirm an order that a person carried out in the network's own system: the manual adapter."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from quietline.domain.errors import Refused
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Order, OrderState
from quietline.office.cases.reasons import clean_reason
from quietline.office.orders import outbox
from quietline.office.orders.adapters.webhook import RESULTS
from quietline.office.orders.queries import order_for
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def confirm_by_hand(*, key: str, result: str, note: str, actor: Actor, at: datetime) -> Order:
    """The order with the answer that the person gives: done, refused or unknown_number, and in a sentence how he knows.

    Raises Refused for an order of another target, one that does not wait, whose time to be undone is not over, or before which
    another order of the number has no answer yet.
    """
    with (
        recorded_refusal(actor=actor, at=at, action="order.confirm", object_kind="order", object_id=key),
        transaction.atomic(),
    ):
        user = require_person(actor, Permission.HANDLE_ORDERS)
        order = order_for(actor, key)
        _check(order, result, at)
        answer = {"result": result, "detail": clean_reason(note), "by": str(user)}
        return outbox.answered(
            order, answer, reason=answer["detail"], actor=actor, at=at, attempts=order.attempts + 1
        )


def _check(order: Order, result: str, at: datetime) -> None:
    target = settings.HOME.city.targets.get(order.target)
    if target is not None and target.adapter != "manual":
        raise Refused(
            f"the target {order.target} answers by itself", mend="hand the order over first if it does not"
        )
    if order.state != OrderState.WAITING:
        raise Refused(f"the order is {order.state}", mend="only an order that waits is confirmed by hand")
    if order.leaves_at > at:
        raise Refused("the decision can still be undone", mend="wait until its time to be undone is over")
    if Order.objects.filter(outbox.is_behind_another(), pk=order.pk).exists():
        raise Refused("an earlier order of the number has no answer yet", mend="see to that one first")
    if result not in RESULTS:
        raise Refused(f"there is no result {result!r}", mend=f"results are {', '.join(sorted(RESULTS))}")
