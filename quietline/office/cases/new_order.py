"""A new order: the one place that makes it, with a key of its own."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.conf import settings

from quietline.office.cases.models import Measure, Order


def new_order(
    measure: Measure,
    action: str,
    number: str,
    *,
    at: datetime,
    leaves_at: datetime | None = None,
    payload: Mapping[str, object] | None = None,
    target: str = "",
) -> Order:
    """The order of a measure, not saved. Without `target` it goes to that which takes the action; without `leaves_at` it leaves at once."""
    leaves = leaves_at or at
    return Order(
        measure=measure,
        case=measure.case,
        key=uuid4(),
        action=action,
        number=number,
        target=target or settings.HOME.city.target_of(action),
        payload=dict(payload or {}),
        created_at=at,
        leaves_at=leaves,
        next_attempt_at=leaves,
    )
