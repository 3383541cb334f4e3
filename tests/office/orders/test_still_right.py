"""Between decision and order a number changes its holder, is ported or becomes protected: the order does not leave, a person judges."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from quietline.home import Home
from quietline.office.cases.models import Case, Order
from quietline.office.cases.timeline import timeline
from quietline.office.orders.dispatch import dispatch
from quietline.office.orders.queries import dead_letters
from tests.ledger_builders import Cast, a_case, decided, protect
from tests.office.cases.test_former_holder import a_new_holder
from tests.office.order_receiver import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(home: Home, tmp_path: Path, city_settings: Callable[..., None]) -> Iterator[Receiver]:
    found = Receiver(home, tmp_path)
    city_settings(order_target_url=found.start())
    yield found
    found.kill()


def decided_an_hour_ago(cast: Cast, measure: str = "shutdown") -> tuple[Case, Order]:
    case = a_case(at=timezone.now() - timedelta(hours=2))
    decided(case, measure, cast.analyst, at=timezone.now() - timedelta(hours=1))
    return case, Order.objects.get()


@pytest.mark.clause("1.2.3")
def test_a_number_that_is_protected_by_now_is_not_barred(cast: Cast, home: Home, receiver: Receiver) -> None:
    case, order = decided_an_hour_ago(cast)
    protect(order.number, valid_from=date(2020, 1, 1))
    assert dispatch(home, timezone.now()) == 0
    order.refresh_from_db()
    assert order.state == "failed"
    assert order.last_error.startswith("held back: a protected caller is verified before any measure")
    assert receiver.lines() == []
    assert list(dead_letters(cast.analyst)) == [order]
    assert ("failed", order.last_error) in {(one.state, one.text) for one in timeline(case, cast.analyst)}


@pytest.mark.clause("1.2.3")
@pytest.mark.parametrize("action", ["bar_outgoing", "terminate"])
def test_a_number_that_has_another_holder_by_now_is_not_hit(
    cast: Cast, home: Home, receiver: Receiver, action: str
) -> None:
    case, order = decided_an_hour_ago(cast)
    if action == "terminate":
        Case.objects.filter(pk=case.pk).update(state="terminated")
        Order.objects.update(action=action)
    a_new_holder(home, since=timezone.now().date())
    assert dispatch(home, timezone.now()) == 0
    order.refresh_from_db()
    assert (order.state, order.last_error) == ("failed", "held back: somebody else has the number by now")
    assert receiver.lines() == []


def test_an_order_that_may_have_arrived_goes_again_for_its_answer(
    cast: Cast, home: Home, receiver: Receiver
) -> None:
    _, order = decided_an_hour_ago(cast)
    protect(order.number, valid_from=date(2020, 1, 1))
    Order.objects.update(attempts=1)
    assert dispatch(home, timezone.now()) == 1


def test_a_restoration_and_a_fresh_order_are_not_held_back(
    cast: Cast, home: Home, receiver: Receiver
) -> None:
    _, order = decided_an_hour_ago(cast)
    assert dispatch(home, timezone.now()) == 1
    order.refresh_from_db()
    assert order.state == "done"
