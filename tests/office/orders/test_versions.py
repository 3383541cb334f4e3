"""Every change of an order, a batch, a circuit or a difference has its entry: versions, added up, are the entries that carry one."""

from collections.abc import Callable

import pytest
from django.db.models import Sum
from django.utils import timezone

from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Order
from quietline.office.orders.dispatch import dispatch
from quietline.office.orders.models import Circuit, Difference, OrderFile
from quietline.office.orders.services.differences import note_difference, order_again
from quietline.office.orders.services.reconcile import reconcile
from quietline.office.orders.services.retry import hand_over, retry_order
from tests.ledger_builders import Cast, a_case, a_number, decided
from tests.office.orders.batch_system import BatchSystem
from tests.office.orders.test_reconciliation import a_state_file

pytestmark = pytest.mark.django_db


def test_versions_add_up_to_entries(
    cast: Cast,
    home: Home,
    system: BatchSystem,
    form: str,
    barred: Callable[[int], list[Order]],
    city_settings: Callable[..., None],
) -> None:
    orders = barred(5)
    dispatch(home, timezone.now())
    for behave in ("missing", "extra", "twice"):
        system.answers(behave)
        dispatch(home, timezone.now())
    (boss,) = home.city.order_targets
    city_settings(
        order_targets=(boss.model_copy(update={"actions": ()}),), order_target_url="http://127.0.0.1:9/"
    )
    for position in range(5, 11):
        decided(a_case(a_number(position)), "shutdown", cast.analyst, at=timezone.now())
    dispatch(home, timezone.now())
    dead = Order.objects.filter(attempts__gt=0, state="waiting").order_by("pk")
    keys = [str(key) for key in dead.values_list("key", flat=True)[:2]]
    Order.objects.filter(key__in=keys).update(state="failed")
    retry_order(key=keys[0], actor=cast.analyst, at=timezone.now())
    hand_over(key=keys[1], actor=cast.analyst, at=timezone.now())
    states = {orders[1].number: "active", orders[2].number: "terminated", orders[3].number: "active"}
    for said in (states, states | {orders[3].number: "bar_outgoing"}):
        content = a_state_file(home, form, said)
        reconcile(home, content, name="s", profile=form, actor=cast.analyst, at=timezone.now())
    again, gone = (Difference.objects.get(number=order.number).pk for order in orders[1:3])
    order_again(difference_id=again, actor=cast.analyst, at=timezone.now())
    note_difference(difference_id=gone, note="机主已自行销户", actor=cast.analyst, at=timezone.now())
    counted = {}
    for model in (Order, OrderFile, Circuit, Difference):
        entries = AuditEntry.objects.filter(object_kind=model._meta.model_name, after__has_key="version")
        counted[model.__name__] = (model.objects.aggregate(sum=Sum("version"))["sum"], entries.count())
    assert {name: versions for name, (versions, _) in counted.items()} == {
        name: entries for name, (_, entries) in counted.items()
    }
    assert min(versions for versions, _ in counted.values()) > 1
