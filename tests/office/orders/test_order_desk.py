"""What people do with orders that failed, were refused, or are carried out by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from quietline.domain.errors import NotFound, QuietlineError, Refused
from quietline.home import Home, OrderTarget
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Order
from quietline.office.cases.services.closing import close_ended
from quietline.office.orders import outbox
from quietline.office.orders.dispatch import dispatch
from quietline.office.orders.models import OrderFile
from quietline.office.orders.queries import dead_letters, targets_health, to_do_by_hand
from quietline.office.orders.services.by_hand import confirm_by_hand
from quietline.office.orders.services.give_up import give_up_order
from quietline.office.orders.services.lost_files import stop_waiting
from quietline.office.orders.services.retry import hand_over, retry_order
from tests.ledger_builders import Cast, a_case, a_number, decided, protect, verified

pytestmark = pytest.mark.django_db
Barred = Callable[[int], list[Order]]
MANUAL_NOTE = "在 HLR 中已执行"


def set_to(order: Order, state: str, **fields: object) -> Order:
    Order.objects.filter(pk=order.pk).update(state=state, **fields)
    order.refresh_from_db()
    return order


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("state", ["failed", "refused"])
def test_a_dead_letter_is_handed_over_carried_out_by_hand_and_confirmed(
    cast: Cast, home: Home, barred: Barred, state: str
) -> None:
    (order,) = barred(1)
    set_to(order, state)
    at = timezone.now()
    again = hand_over(key=str(order.key), actor=cast.analyst, at=at)
    assert (again.state, again.target, again.key == order.key) == ("waiting", "manual", state == "failed")
    assert list(to_do_by_hand(cast.analyst, home.city, at)) == [again]
    done = confirm_by_hand(key=str(again.key), result="done", note=MANUAL_NOTE, actor=cast.second, at=at)
    assert done.state == "done"
    assert done.answer == {"result": "done", "detail": MANUAL_NOTE, "by": "Second"}
    assert not to_do_by_hand(cast.analyst, home.city, at).exists()


@pytest.mark.parametrize(("result", "state"), [("refused", "refused"), ("unknown_number", "refused")])
def test_what_could_not_be_done_by_hand_comes_back_to_the_desk(
    cast: Cast, barred: Barred, result: str, state: str
) -> None:
    (order,) = barred(1)
    set_to(order, "waiting", target="manual")
    at = timezone.now()
    confirm_by_hand(key=str(order.key), result=result, note="系统提示无此号码", actor=cast.analyst, at=at)
    assert [one.state for one in dead_letters(cast.analyst)] == [state]


def test_an_order_is_confirmed_by_hand_only_when_it_is_its_turn(cast: Cast, barred: Barred) -> None:
    (order,) = barred(1)
    at = timezone.now()

    def refusal(**given: object) -> str:
        arguments = {
            "key": str(order.key),
            "result": "done",
            "note": MANUAL_NOTE,
            "actor": cast.analyst,
            "at": at,
        }
        with pytest.raises(QuietlineError) as refused:
            confirm_by_hand(**arguments | given)  # type: ignore[arg-type]
        return refused.value.what

    assert refusal() == "the target network answers by itself"
    set_to(order, "waiting", target="manual")
    assert refusal(result="perhaps") == "there is no result 'perhaps'"
    assert refusal(note=" ") == "a reason is required"
    assert refusal(at=order.leaves_at - timedelta(seconds=1)) == "the decision can still be undone"
    assert refusal(actor=cast.auditor).startswith("S-AUDITOR may not")
    assert refusal(actor=cast.outsider).startswith("there is no order")
    rows = Order.objects.filter(pk=order.pk).values().get()
    Order.objects.filter(pk=order.pk).update(key="00000000-0000-0000-0000-000000000001")
    later = Order.objects.create(**rows | {"id": None, "action": "restore"})
    assert refusal(key=str(later.key)) == "an earlier order of the number has no answer yet"
    set_to(order, "done")
    assert refusal(key=str(order.key)) == "the order is done"


@pytest.mark.clause("3.1")
def test_an_order_is_given_up_with_a_reason_and_its_ended_case_closes(cast: Cast, barred: Barred) -> None:
    case = a_case()
    at = timezone.now() - timedelta(hours=1)
    decided(case, "refer", cast.analyst, at=at)
    order = set_to(Order.objects.get(), "failed", last_error="no answer")
    assert close_ended(timezone.now()) == 0
    assert [one.case_id for one in dead_letters(cast.auditor)] == [case.pk]
    given_up = give_up_order(
        key=str(order.key), reason="对方运营商已改用新平台", actor=cast.reviewer, at=timezone.now()
    )
    assert (given_up.state, given_up.last_error) == ("given_up", "对方运营商已改用新平台")
    assert close_ended(timezone.now()) == 1


@pytest.mark.clause("2.3")
def test_a_restoration_is_never_given_up(cast: Cast, barred: Barred) -> None:
    (order,) = barred(1)
    set_to(order, "failed", action="restore")
    with pytest.raises(Refused, match="never given up"):
        give_up_order(key=str(order.key), reason="无法送达", actor=cast.reviewer, at=timezone.now())
    assert AuditEntry.objects.filter(action="order.give_up.refused").count() == 1


@pytest.mark.parametrize("state", ["waiting", "sending", "done", "cancelled", "given_up"])
@pytest.mark.parametrize("what", ["retry", "hand over", "give up"])
def test_only_a_dead_letter_is_sent_again_handed_over_or_given_up(
    cast: Cast, barred: Barred, state: str, what: str
) -> None:
    (order,) = barred(1)
    set_to(order, state)
    given = {"key": str(order.key), "actor": cast.reviewer, "at": timezone.now()}
    services: dict[str, Callable[..., Order]] = {
        "retry": retry_order,
        "hand over": hand_over,
        "give up": partial(give_up_order, reason="无法送达"),
    }
    with pytest.raises(Refused):
        services[what](**given)
    order.refresh_from_db()
    assert order.state == state


def test_nobody_outside_his_scope_or_role_touches_an_order(cast: Cast, barred: Barred) -> None:
    (order,) = barred(1)
    set_to(order, "failed")
    key, at = str(order.key), timezone.now()
    with pytest.raises(NotFound):
        give_up_order(key=key, reason="无法送达", actor=cast.outsider, at=at)
    with pytest.raises(NotFound):
        hand_over(key=key, actor=cast.outsider, at=at)
    with pytest.raises(Refused):
        give_up_order(key=key, reason="无法送达", actor=cast.analyst, at=at)
    with pytest.raises(Refused):
        hand_over(key=key, actor=cast.auditor, at=at)


@pytest.mark.clause("1.2.3")
def test_a_number_that_is_protected_by_now_is_not_barred_by_hand_either(cast: Cast, barred: Barred) -> None:
    (order,) = barred(1)
    set_to(order, "failed")
    protect(order.number, valid_from=date(2020, 1, 1))
    with pytest.raises(Refused, match="protected caller"):
        hand_over(key=str(order.key), actor=cast.analyst, at=timezone.now())


def test_the_board_says_what_waits_for_whom(
    cast: Cast, home: Home, barred: Barred, city_settings: Callable[..., None]
) -> None:
    orders = barred(3)
    set_to(orders[1], "sending")
    set_to(orders[2], "waiting", target="gone")
    city_settings(order_targets=(OrderTarget(name="boss", adapter="batch", profile="business_csv"),))
    found = {
        one.target.name: (one.waiting, one.on_the_way) for one in targets_health(cast.analyst, home.city)
    }
    assert found == {"network": (1, 1), "gone": (1, 0), "boss": (0, 0)}
    assert {one.waiting for one in targets_health(cast.outsider, home.city)} == {0}


def test_an_order_whose_target_is_gone_goes_to_the_target_that_takes_it_now(
    cast: Cast, barred: Barred
) -> None:
    (order,) = barred(1)
    set_to(order, "failed", target="gone")
    assert retry_order(key=str(order.key), actor=cast.analyst, at=timezone.now()).target == "network"


@pytest.mark.parametrize("form", ["business_csv"], indirect=True)
def test_a_batch_that_nobody_answers_is_given_to_a_person(
    cast: Cast, home: Home, system: object, barred: Barred
) -> None:
    barred(2)
    dispatch(home, timezone.now())
    file = OrderFile.objects.get()
    at = timezone.now()
    with pytest.raises(NotFound):
        stop_waiting(file_id=file.pk, reason="对方停机", actor=cast.outsider, at=at)
    assert stop_waiting(file_id=file.pk, reason="对方停机", actor=cast.analyst, at=at).state == "answered"
    assert [order.state for order in dead_letters(cast.analyst)] == ["failed", "failed"]
    with pytest.raises(Refused, match="answered"):
        stop_waiting(file_id=file.pk, reason="对方停机", actor=cast.analyst, at=at)


def test_a_wrong_shutdown_whose_restoration_failed_stays_in_sight_until_it_is_done(cast: Cast) -> None:
    case = a_case(a_number(7))
    at = timezone.now() - timedelta(hours=2)
    for measure, who in (("shutdown", cast.analyst), ("verify", cast.analyst)):
        decided(case, measure, who, at=at)
    Order.objects.update(state="done")
    verified(case, "not_confirmed", cast.reviewer, at=at)
    decided(case, "restore", cast.analyst, at=at)
    order = set_to(Order.objects.get(action="restore"), "failed")
    assert close_ended(timezone.now()) == 0
    assert list(dead_letters(cast.branch)) == [order]
    retry_order(key=str(order.key), actor=cast.analyst, at=timezone.now())
    assert list(outbox.due(timezone.now())) == [order]
