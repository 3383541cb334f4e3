"""Sends what is due to each target by its adapter: at least once each, effective once by the order's key."""

from collections.abc import Callable, Mapping
from datetime import datetime

from quietline.home import Home, OrderTarget
from quietline.office.orders.adapters import webhook

Stopping = Callable[[], bool]
Adapter = Callable[[Home, OrderTarget, datetime, Stopping], int]

ADAPTERS: Mapping[str, Adapter] = {"webhook": webhook.send_due}
"""Adapter → what sends a target's due orders and says how many got their answer. Those of the hand wait for a person."""


def dispatch(home: Home, at: datetime, *, stopping: Stopping = lambda: False) -> int:
    """How many orders got their answer in this pass, of all targets."""
    targets = [target for target in home.city.targets.values() if target.adapter in ADAPTERS]
    return sum(ADAPTERS[target.adapter](home, target, at, stopping) for target in targets)
