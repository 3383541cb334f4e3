"""The receiver answers late, twice, never, with garbage, by drips, or refuses: each order takes effect once and gets its state."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from quietline.home import Home
from quietline.office.cases.models import Order, OrderAction
from quietline.office.orders.dispatch import dispatch
from quietline.office.orders.models import Circuit
from tests.office.order_receiver import PROGRAM, Receiver

pytestmark = pytest.mark.django_db
Barred = Callable[[int], list[Order]]


@pytest.fixture
def receiver(home: Home, tmp_path: Path) -> Iterator[Receiver]:
    found = Receiver(home, tmp_path)
    yield found
    found.kill()


def dispatched(home: Home) -> None:
    """Passes until nothing is on its way any more, each after the circuit and the back-off."""
    at = timezone.now()
    for _ in range(40):
        if not Order.objects.filter(state__in=["waiting", "sending"]).exists():
            return
        dispatch(home, at)
        at += timedelta(minutes=11)
    raise AssertionError(f"still on their way: {list(Order.objects.values('state', 'last_error'))}")


BEHAVIOUR = {
    "never,well": "done",
    "deaf,well": "done",
    "garbage,well": "done",
    "twice": "done",
    "refuse": "refused",
    "refuse,never,garbage": "refused",
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("behave", BEHAVIOUR)
def test_whatever_the_receiver_does_each_order_ends_once(
    home: Home, receiver: Receiver, barred: Barred, city_settings: Callable[..., None], behave: str
) -> None:
    orders = barred(4)
    city_settings(order_target_url=receiver.start(behave))
    dispatched(home)
    states = [order.state for order in Order.objects.all()]
    if (
        behave == "refuse,never,garbage"
    ):  # those that were carried out without an answer are done all the same
        assert set(states) == {"done", "refused"}
    else:
        assert states == [BEHAVIOUR[behave]] * 4
    effective = receiver.effective()
    assert sorted(effective) == sorted(str(order.key) for order in Order.objects.filter(state="done"))
    assert len(orders) == 4


@pytest.mark.long
@pytest.mark.parametrize("behave", ["late,well", "drip,well"])
def test_an_answer_that_takes_too_long_is_not_waited_for(
    home: Home, receiver: Receiver, barred: Barred, city_settings: Callable[..., None], behave: str
) -> None:
    (order,) = barred(1)
    city_settings(order_target_url=receiver.start(behave))
    dispatch(home, timezone.now())
    order.refresh_from_db()
    assert (order.state, "no answer within 5 s" in order.last_error) == ("waiting", True)
    dispatched(home)
    order.refresh_from_db()
    assert order.state == "done"
    assert receiver.effective() == [str(order.key)]


def test_a_receiver_that_comes_back_empties_the_queue(
    home: Home, receiver: Receiver, barred: Barred, city_settings: Callable[..., None]
) -> None:
    barred(9)
    city_settings(order_target_url=receiver.start("deaf"))
    dispatch(home, timezone.now())
    assert Circuit.objects.get().state == "open"
    receiver.kill()
    receiver.start()
    dispatched(home)
    assert Circuit.objects.get().state == "closed"
    assert len(receiver.effective()) == 9


def test_the_example_receiver_knows_every_action() -> None:
    known = PROGRAM.read_text(encoding="utf-8").partition("ACTIONS = (")[2].partition(")")[0]
    assert [action for action in OrderAction.values if f'"{action}"' not in known] == []
