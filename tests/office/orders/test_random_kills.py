"""200 senders killed at random moments, between commit, sending and acknowledgement: no key takes effect twice, none is lost."""

import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db.models import Sum
from django.utils import timezone

from quietline.home import Home, OrderTarget
from quietline.office.audit.changes import create_recorded
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Order
from quietline.office.orders.dispatch import dispatch
from tests.ledger_builders import SYSTEM, Cast, a_case, a_landline, decided
from tests.office.order_receiver import Receiver
from tests.office.orders.batch_system import BatchSystem

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.timeout(1800)]
PROGRAM = Path(__file__).with_name("dispatches_and_dies.py")
KILLS = 200
ORDERS = 1500
NUMBERS = 500


@pytest.fixture
def receiver(home: Home, tmp_path: Path) -> Iterator[Receiver]:
    found = Receiver(home, tmp_path)
    yield found
    found.kill()


def many_orders(cast: Cast, count: int) -> list[Order]:
    """Waiting orders, several a number: what is asked of one must arrive in its sequence."""
    at = timezone.now() - timedelta(seconds=5)
    measure = decided(a_case(a_landline()), "shutdown", cast.analyst, at=at)
    first = Order.objects.get()
    made = []
    for position in range(count):
        order = Order(
            measure=measure,
            case=measure.case,
            key=uuid4(),
            action="restore" if position // NUMBERS % 2 else "bar_outgoing",
            number=a_landline(position % NUMBERS),
            target=first.target,
            created_at=at,
            leaves_at=at,
            next_attempt_at=at,
        )
        made.append(create_recorded(order, actor=SYSTEM, at=at))
    return [first, *made]


def killed(shared: Home, first: int, kills: int, seed: int) -> list[int]:
    """How many orders were on their way at each kill."""
    done = subprocess.run(
        [sys.executable, PROGRAM, str(first), str(kills), str(seed)],
        env=os.environ | {"QUIETLINE_HOME": str(shared.root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [int(line) for line in done.stdout.split()]


def finish(home: Home, minutes: int, between: Callable[[], None] = lambda: None) -> None:
    """Dispatch until every order has its answer; what the dead had claimed is free after a minute."""
    at = timezone.now() + timedelta(minutes=minutes)
    for _ in range(200):
        if not Order.objects.filter(state__in=["waiting", "sending"]).exists():
            return
        dispatch(home, at)
        between()
        at += timedelta(minutes=11)
    raise AssertionError(Counter(Order.objects.values_list("state", flat=True)))


def assert_each_once_and_in_sequence(orders: list[Order], effective: list[str]) -> None:
    keys = [str(order.key) for order in orders]
    assert Counter(effective) == Counter(keys)
    place = {key: position for position, key in enumerate(effective)}
    of_number: dict[str, list[int]] = defaultdict(list)
    for order in orders:
        of_number[order.number].append(place[str(order.key)])
    assert [number for number, places in of_number.items() if places != sorted(places)] == []
    changes = AuditEntry.objects.filter(object_kind="order", after__has_key="version").count()
    assert changes == Order.objects.aggregate(sum=Sum("version"))["sum"]


@pytest.mark.clause("3.1")
def test_no_key_takes_effect_twice_and_none_is_lost_over_200_kills(
    cast: Cast,
    home: Home,
    receiver: Receiver,
    other_process: Callable[..., Home],
    city_settings: Callable[..., None],
) -> None:
    url = receiver.start()
    orders = many_orders(cast, ORDERS)
    shared = other_process(order_target_url=url)
    interrupted: list[int] = []
    for seed in range(KILLS // 20):
        interrupted += killed(shared, seed * 20, 20, seed)
        receiver.kill()  # the receiver dies as well, and remembers
        receiver.start()
    assert len(interrupted) == KILLS
    assert (
        sum(count > 0 for count in interrupted) > KILLS // 10
    )  # so many kills came while orders were on their way
    city_settings(order_target_url=url)
    finish(home, KILLS + 1)
    assert set(Order.objects.values_list("state", flat=True)) == {"done"}
    assert_each_once_and_in_sequence(orders, receiver.effective())


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("form", ["business_csv", "billing_pipe"])
def test_no_key_of_a_batch_takes_effect_twice_and_none_is_lost_over_60_kills(
    cast: Cast,
    home: Home,
    tmp_path: Path,
    other_process: Callable[..., Home],
    city_settings: Callable[..., None],
    form: str,
) -> None:
    actions = ("bar_outgoing", "restore")
    boss = OrderTarget(name="boss", adapter="batch", profile=form, actions=actions, every_min=0)
    city_settings(order_targets=(boss,))
    orders = many_orders(cast, ORDERS // 3 * 2)
    shared = other_process()
    (home.root / "exchange").mkdir(exist_ok=True)
    (shared.root / "exchange").symlink_to(home.root / "exchange")
    system = BatchSystem(home.exchange("boss"), form, tmp_path / "system.jsonl")
    try:
        for seed in range(12):
            killed(shared, seed * 5, 5, seed)
            system.answers()
        finish(home, 61, system.answers)
    finally:
        shutil.rmtree(home.root / "exchange")
    assert set(Order.objects.values_list("state", flat=True)) == {"done"}
    assert_each_once_and_in_sequence(orders, system.effective())
