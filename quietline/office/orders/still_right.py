"""Whether an order that waited may still leave: between decision and order a number is ported, changes its holder or becomes protected."""

from datetime import datetime, timedelta

from django.conf import settings

from quietline.domain.case_states import HARMFUL, MeasureKind
from quietline.domain.errors import Refused
from quietline.office.cases.facts import facts_of
from quietline.office.cases.holder import has_passed_on
from quietline.office.cases.models import Order, OrderAction
from quietline.office.cases.rules import check_harm

FRESH = timedelta(minutes=1)
"""So soon after the decision what it saw still holds; registers come once a day."""


def reason_to_hold_back(order: Order, at: datetime) -> str:
    """Why an order that takes service away must not leave now, for a person to judge; empty where it may.

    One that was sent before may have taken effect already: it goes again for its answer.
    """
    kind = MeasureKind(order.measure.kind)
    if kind not in HARMFUL or order.action == OrderAction.NOTIFY or order.attempts:
        return ""
    if at - order.created_at < FRESH:
        return ""
    if has_passed_on(order.case, at.astimezone(settings.HOME.zone).date()):
        return "held back: somebody else has the number by now"
    try:
        check_harm(kind, facts_of(order.case, at), order.measure.decider)
    except Refused as refusal:
        return f"held back: {refusal.what}"
    return ""
