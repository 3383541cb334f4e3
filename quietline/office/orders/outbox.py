"""The outbox: which orders are due, claimed by compare-and-set with a lease, and given their answer."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from quietline.domain.errors import Conflict
from quietline.home import NETWORK
from quietline.office.audit.changes import change_state
from quietline.office.cases.models import Order, OrderAction, OrderState
from quietline.office.cases.notices import announce
from quietline.office.people.actors import Actor

LEASE_S = 30
"""A sender that took longer is taken for dead; the key makes a second sending harmless."""
MAX_ATTEMPTS = 12
BACK_OFF_MIN_S = 1.0
BACK_OFF_MAX_S = 300.0
_ON_ITS_WAY = (OrderState.WAITING, OrderState.SENDING)


def due(at: datetime, target: str = NETWORK) -> QuerySet[Order]:
    """Orders of a target to send now, oldest first. A number's later order waits until the earlier one has its answer.

    That holds over all targets, since they change the same line. A notice follows what it tells of, and nothing waits for a notice but
    the next one.
    """
    is_waiting = Q(state=OrderState.WAITING, leaves_at__lte=at, next_attempt_at__lte=at)
    is_abandoned = Q(state=OrderState.SENDING, lease_until__lt=at)
    mine = Order.objects.filter(is_waiting | is_abandoned, target=target)
    return mine.exclude(is_behind_another()).select_related("case", "measure__decided_by").order_by("pk")


def is_behind_another() -> Q:
    """The condition that an earlier order of the number has no answer yet."""
    earlier = Order.objects.filter(number=OuterRef("number"), pk__lt=OuterRef("pk"), state__in=_ON_ITS_WAY)
    changes_the_line = Exists(earlier.exclude(action=OrderAction.NOTIFY))
    return Q(changes_the_line) | (Q(action=OrderAction.NOTIFY) & Q(Exists(earlier)))


def claim(order: Order, *, actor: Actor, at: datetime) -> bool:
    """True where the order is ours to send now; committed before anything leaves."""
    is_abandoned = (
        order.state == OrderState.SENDING and order.lease_until is not None and order.lease_until < at
    )
    if not (order.state == OrderState.WAITING or is_abandoned):
        return False
    try:
        with transaction.atomic():
            change_state(
                order,
                to=OrderState.SENDING,
                actor=actor,
                at=at,
                attempts=order.attempts + 1,
                lease_until=at + timedelta(seconds=LEASE_S),
            )
    except Conflict:
        return False
    return True


def claim_for_a_file(order: Order, *, actor: Actor, at: datetime) -> bool:
    """As `claim`, in the caller's transaction, for an order that goes into a batch file: it waits for its result without a lease."""
    return _change(
        order, OrderState.SENDING, actor, at, reason="", attempts=order.attempts + 1, lease_until=None
    )


def settle(order: Order, answer: dict[str, str], *, actor: Actor, at: datetime) -> bool:
    """Store what the network said. False where another took the order over meanwhile: his answer counts, it is the same one."""
    try:
        answered(order, answer, reason=answer["result"], actor=actor, at=at, lease_until=None)
    except Conflict:
        return False
    return True


def answered(
    order: Order, answer: dict[str, str], *, reason: str, actor: Actor, at: datetime, **fields: object
) -> Order:
    """The order with its answer; the holder is told what was done, in the same transaction. Raises Conflict where another was faster."""
    is_done = answer["result"] == "done"
    with transaction.atomic():
        change_state(
            order,
            to=OrderState.DONE if is_done else OrderState.REFUSED,
            actor=actor,
            at=at,
            reason=reason,
            answer=answer,
            answered_at=at,
            last_error="",
            **fields,
        )
        if is_done:
            announce(order, actor=actor, at=at)
    return order


def put_back(order: Order, error: str, *, actor: Actor, at: datetime) -> None:
    """No answer: try again later, after `MAX_ATTEMPTS` leave it to a person."""
    is_dead = order.attempts >= MAX_ATTEMPTS
    state = OrderState.FAILED if is_dead else OrderState.WAITING
    wait = timedelta(seconds=0 if is_dead else back_off_s(str(order.key), order.attempts))
    _change(
        order,
        state,
        actor,
        at,
        reason=error,
        last_error=error[:500],
        lease_until=None,
        next_attempt_at=at + wait,
    )


def give_to_a_person(order: Order, error: str, *, actor: Actor, at: datetime) -> bool:
    """Trying again by itself would not help: the order waits for a person. False where somebody changed it meanwhile."""
    return _change(
        order,
        OrderState.FAILED,
        actor,
        at,
        reason=error,
        last_error=error[:500],
        lease_until=None,
        next_attempt_at=at,
    )


def back_off_s(key: str, attempts: int) -> float:
    """Seconds until the next attempt: doubling from 1 s to 5 min, moved by up to a quarter so that orders do not march in step."""
    wait = min(BACK_OFF_MAX_S, BACK_OFF_MIN_S * 2.0 ** (attempts - 1))
    jitter = random.Random(f"{key}:{attempts}").uniform(0.75, 1.0)  # noqa: S311 (spreads load, guards nothing)
    return max(BACK_OFF_MIN_S, wait * jitter)


def _change(order: Order, to: OrderState, actor: Actor, at: datetime, **fields: object) -> bool:
    reason = str(fields.pop("reason"))
    try:
        with transaction.atomic():
            change_state(order, to=to, actor=actor, at=at, reason=reason, **fields)
    except Conflict:
        return False
    return True
