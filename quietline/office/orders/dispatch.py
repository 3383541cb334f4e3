"""Sends what is due to each target by its adapter: at least once each, effective once by the order's key."""

from collections.abc import Callable, Mapping
from datetime import datetime

from quietline.domain.errors import ProfileError, SetupError
from quietline.home import Home, OrderTarget
from quietline.office.orders.adapters import batch, webhook

Stopping = Callable[[], bool]
Adapter = Callable[[Home, OrderTarget, datetime, Stopping], int]

ADAPTERS: Mapping[str, Adapter] = {"webhook": webhook.send_due, "batch": batch.send_due}
"""Adapter → what sends a target's due orders and says how many got their answer. Those of the hand wait for a person."""


def dispatch(home: Home, at: datetime, *, stopping: Stopping = lambda: False) -> int:
    """How many orders got their answer in this pass, of all targets.

    What is wrong with one target keeps no other waiting; the first such error is raised when all had their turn.
    """
    answered, errors = 0, []
    for target in home.city.targets.values():
        send_due = ADAPTERS.get(target.adapter)
        try:
            answered += send_due(home, target, at, stopping) if send_due else 0
        except (SetupError, ProfileError) as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return answered
