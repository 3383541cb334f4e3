"""A target that takes batch files, and the business system behind it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from quietline.home import Home, OrderTarget
from quietline.office.cases.models import Order
from tests.ledger_builders import Cast, a_case, a_landline, decided
from tests.office.orders.batch_system import BatchSystem

ACTIONS = ("bar_outgoing", "intercept", "restore", "terminate")


@pytest.fixture(params=["business_csv", "billing_pipe"])
def form(request: pytest.FixtureRequest) -> str:
    """Each of the two profiles that are built in."""
    found: str = request.param
    return found


@pytest.fixture
def system(
    home: Home, tmp_path: Path, form: str, city_settings: Callable[..., None]
) -> Iterator[BatchSystem]:
    """The business system of the target `boss`, which takes all orders."""
    boss = OrderTarget(name="boss", adapter="batch", profile=form, actions=ACTIONS, every_min=0)
    city_settings(order_targets=(boss,))
    yield BatchSystem(home.exchange("boss"), form, tmp_path / "system.jsonl")
    shutil.rmtree(home.root / "exchange", ignore_errors=True)


@pytest.fixture
def barred(cast: Cast) -> Callable[[int], list[Order]]:
    """Waiting orders that bar so many numbers."""

    def bar(count: int) -> list[Order]:
        at = timezone.now() - timedelta(seconds=1)
        measures = [
            decided(a_case(a_landline(position)), "shutdown", cast.analyst, at=at)
            for position in range(count)
        ]
        return [Order.objects.get(measure=measure) for measure in measures]

    return bar
