"""Closes what has come to its end: order acknowledged, time to undo over."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from quietline.domain.case_states import ENDS, CaseState
from quietline.domain.errors import Conflict
from quietline.office.audit.changes import change_state
from quietline.office.cases.models import (
    Case,
    MeasureState,
    Order,
    OrderAction,
    OrderState,
    VerificationState,
)
from quietline.office.cases.notices import answer_complainants
from quietline.office.cases.opening import reopen_for_new_evidence
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor

SETTLED_ORDERS = (OrderState.DONE, OrderState.CANCELLED, OrderState.GIVEN_UP)


def close_ended(at: datetime) -> int:
    """How many cases were closed. One whose order was refused or could not be delivered stays open: it needs a person.

    A notice that could not be sent keeps no case open; the list of notices shows it.
    """
    actor = Actor.system("closing", via="worker")
    return sum(_close(case, actor, at) for case in _closable(at))


def _closable(at: datetime) -> Iterator[Case]:
    hold = timedelta(seconds=settings.HOME.city.order_hold_s)
    ended = Case.objects.filter(state__in=ENDS, decided_at__lte=at - hold)
    to_the_network = Order.objects.exclude(action=OrderAction.NOTIFY)
    waiting = to_the_network.exclude(state__in=SETTLED_ORDERS).values("case")
    proposed = ended.filter(measures__state=MeasureState.PROPOSED).values("pk")
    yield from ended.exclude(pk__in=waiting).exclude(pk__in=proposed).order_by("pk")[:200]


def _close(case: Case, actor: Actor, at: datetime) -> bool:
    """False where somebody was faster."""
    try:
        with transaction.atomic():
            take_turn(case.pk)
            for verification in case.verifications.filter(state=VerificationState.OPEN):
                change_state(verification, to=VerificationState.WITHDRAWN, actor=actor, at=at)
            answer_complainants(case, actor=actor, at=at)
            change_state(case, to=CaseState.CLOSED, actor=actor, at=at, closed_at=at)
            reopen_for_new_evidence(case, actor=actor, at=at)
    except Conflict:
        return False
    return True
