"""A number goes to another holder while the case of the former one is open: what he did never hits the new one."""

from datetime import date

import pytest

from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.cases.models import Case, Order, OrderState
from quietline.office.cases.services.second_person import agree
from quietline.office.orders.services.retry import retry_order
from tests.lake_builders import commit_rows
from tests.ledger_builders import MOBILE, Cast, a_case, decided, later, verified

pytestmark = pytest.mark.django_db
SOMEBODY_ELSE = "somebody else has the number"


def a_new_holder(
    home: Home, *, subscriber: str = "subscriber-of-李四", since: date = date(2026, 3, 19)
) -> None:
    """The register says that he has the number now."""
    row = {"number": MOBILE, "subscriber": subscriber, "holder_name": "李四", "since": since}
    commit_rows(home, "holdings", [row])


@pytest.mark.clause("1.2.3")
@pytest.mark.parametrize("measure", ["intercept", "shutdown"])
def test_the_new_holder_is_not_hit_for_what_the_former_one_did(home: Home, cast: Cast, measure: str) -> None:
    case = a_case(holder="张三")
    a_new_holder(home)
    with pytest.raises(Refused, match=SOMEBODY_ELSE):
        decided(case, measure, cast.analyst)
    decided(case, "dismiss", cast.analyst)
    assert (case.state, Order.objects.count()) == ("dismissed", 0)


def test_a_case_without_a_known_holder_does_not_hit_who_came_after_it(home: Home, cast: Cast) -> None:
    case = a_case(holder="")
    a_new_holder(home)
    with pytest.raises(Refused, match=SOMEBODY_ELSE):
        decided(case, "shutdown", cast.analyst)


@pytest.mark.parametrize(
    ("subscriber", "since"),
    [("subscriber-of-张三", date(2026, 3, 19)), ("subscriber-of-李四", date(2024, 1, 1))],
    ids=["entered anew", "an older entry"],
)
def test_the_same_holder_stays_the_same(home: Home, cast: Cast, subscriber: str, since: date) -> None:
    case = a_case(holder="张三")
    a_new_holder(home, subscriber=subscriber, since=since)
    decided(case, "shutdown", cast.analyst)
    assert case.state == "shut_down"


def test_a_proposal_against_the_former_holder_does_not_take_effect(home: Home, cast: Cast) -> None:
    case = a_confirmed_case(cast)
    proposal = decided(case, "terminate", cast.analyst)
    a_new_holder(home)
    with pytest.raises(Refused, match=SOMEBODY_ELSE):
        agree(measure_id=proposal.pk, actor=cast.reviewer, at=later(hours=1))


def test_an_order_that_failed_is_not_sent_again_at_the_new_holder(home: Home, cast: Cast) -> None:
    order = decided(a_case(), "shutdown", cast.analyst).orders.get()
    Order.objects.update(state=OrderState.FAILED)
    a_new_holder(home)
    with pytest.raises(Refused, match=SOMEBODY_ELSE):
        retry_order(key=str(order.key), actor=cast.analyst, at=later(hours=1))


@pytest.mark.clause("2.3")
def test_a_number_that_is_down_is_restored_for_its_new_holder(home: Home, cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    a_new_holder(home)
    decided(case, "restore", cast.analyst)
    assert case.state == "restored"


def a_confirmed_case(cast: Cast) -> Case:
    """Verified as true, by somebody other than who decides."""
    case = a_case()
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    return case
