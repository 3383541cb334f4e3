"""A file of actual states is compared with what was ordered; a difference is ordered again or noted by a person."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from quietline.domain.errors import NotFound, QuietlineError, Refused
from quietline.domain.number_plan import displayed
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Order
from quietline.office.orders.models import Difference, Reconciliation
from quietline.office.orders.profiles import named
from quietline.office.orders.records import check_sum_of, filled, line_of
from quietline.office.orders.services.differences import note_difference, order_again
from quietline.office.orders.services.reconcile import reconcile
from tests.ledger_builders import Cast, a_case, a_number, decided, protect, verified

pytestmark = pytest.mark.django_db
Barred = Callable[[int], list[Order]]
CODES = {
    "business_csv": {"active": "正常", "bar_outgoing": "限制呼出", "terminated": "销户"},
    "billing_pipe": {"active": "A", "bar_outgoing": "B0", "terminated": "T"},
}


def a_state_file(home: Home, form: str, states: dict[str, str], **said: str) -> bytes:
    """A whole file of these states, as the system writes it."""
    profile = named(home, form)
    assert profile.states is not None
    rows = []
    for number, state in states.items():
        written = displayed(number) if profile.numbers == "national" else number
        cells = {"number": written, "state": CODES[form].get(state, state), "since": "2026-03-20"}
        rows.append([cells[column.field] for column in profile.states.columns])
    heads = [[column.head for column in profile.states.columns]] if profile.heads else []
    body = b"".join(line_of(profile, row) for row in (*heads, *rows))
    values = {"city": "0391", "rows": str(len(rows)), "check_sum": check_sum_of(profile, body)} | said
    lead, trailer = (
        line_of(profile, filled(template, values)) if template else b""
        for template in (profile.states.lead, profile.states.trailer)
    )
    return lead + body + trailer


@pytest.fixture(params=["business_csv", "billing_pipe"])
def compared(
    request: pytest.FixtureRequest, home: Home, cast: Cast
) -> Callable[[dict[str, str]], Reconciliation]:
    """Compares a file with these states."""
    form: str = request.param

    def compare(states: dict[str, str]) -> Reconciliation:
        content = a_state_file(home, form, states)
        return reconcile(home, content, name="states", profile=form, actor=cast.analyst, at=timezone.now())

    return compare


def done(*orders: Order) -> None:
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(state="done")


Compared = Callable[[dict[str, str]], Reconciliation]


@pytest.mark.clause("3.1")
def test_what_differs_is_found_and_the_network_is_told_once_more(
    cast: Cast, barred: Barred, compared: Compared
) -> None:
    orders = barred(4)
    done(*orders[:3])
    found = compared(
        {
            orders[0].number: "bar_outgoing",
            orders[1].number: "active",
            orders[2].number: "terminated",
            orders[3].number: "active",
            a_number(77): "bar_outgoing",
        }
    )
    assert (found.rows, found.agreed, found.on_their_way, found.unreadable) == (5, 2, 1, 0)
    kinds = {one.number: (one.kind, one.side) for one in Difference.objects.all()}
    assert kinds == {
        orders[1].number: ("not_barred", "network"),
        orders[2].number: ("gone", "ledger"),
    }
    again = order_again(
        difference_id=Difference.objects.get(kind="not_barred").pk, actor=cast.analyst, at=timezone.now()
    )
    assert (again.action, again.number, again.state) == ("bar_outgoing", orders[1].number, "waiting")
    assert again.key != orders[1].key
    assert Difference.objects.get(kind="not_barred").state == "ordered"


@pytest.mark.clause("2.3")
def test_a_holder_who_is_still_cut_off_after_his_restoration_is_found(
    cast: Cast, barred: Barred, compared: Compared
) -> None:
    case = a_case(a_number(5))
    at = timezone.now() - timedelta(hours=1)
    for measure in ("shutdown", "verify"):
        decided(case, measure, cast.analyst, at=at)
    verified(case, "not_confirmed", cast.reviewer, at=at)
    decided(case, "restore", cast.analyst, at=at)
    done(*Order.objects.all())
    compared({case.number: "bar_outgoing"})
    difference = Difference.objects.get()
    assert (difference.kind, difference.expected, difference.actual) == (
        "still_barred",
        "active",
        "bar_outgoing",
    )
    assert order_again(difference_id=difference.pk, actor=cast.second, at=timezone.now()).action == "restore"


def test_a_difference_that_holds_no_more_is_resolved_and_one_that_holds_stays_one(
    cast: Cast, barred: Barred, compared: Compared
) -> None:
    orders = barred(2)
    done(*orders)
    compared({orders[0].number: "active", orders[1].number: "active"})
    compared({orders[0].number: "active", orders[1].number: "bar_outgoing"})
    states = sorted(Difference.objects.values_list("number", "state"))
    assert states == [(orders[0].number, "open"), (orders[1].number, "resolved")]


def test_a_complete_list_tells_which_lines_are_not_there(home: Home, cast: Cast, barred: Barred) -> None:
    orders = barred(2)
    done(*orders)
    for form, missing in (("business_csv", 0), ("billing_pipe", 1)):
        content = a_state_file(home, form, {orders[0].number: "bar_outgoing"})
        reconcile(home, content, name=form, profile=form, actor=cast.analyst, at=timezone.now())
        assert Difference.objects.filter(kind="not_listed", number=orders[1].number).count() == missing


def test_a_line_barred_by_somebody_else_is_told_where_there_is_a_case(
    cast: Cast, barred: Barred, compared: Compared
) -> None:
    case = a_case(a_number(9))
    compared({case.number: "bar_outgoing", a_number(10): "bar_outgoing"})
    assert [(one.number, one.kind) for one in Difference.objects.all()] == [(case.number, "not_ours")]


@pytest.mark.clause("1.2.3")
def test_a_number_that_is_protected_by_now_is_not_barred_again(
    cast: Cast, barred: Barred, compared: Compared
) -> None:
    (order,) = barred(1)
    done(order)
    compared({order.number: "active"})
    protect(order.number, valid_from=date(2020, 1, 1))
    with pytest.raises(Refused, match="protected caller"):
        order_again(difference_id=Difference.objects.get().pk, actor=cast.analyst, at=timezone.now())
    assert Difference.objects.get().state == "open"
    assert AuditEntry.objects.filter(action="difference.order.refused").count() == 1


def test_a_difference_is_noted_once_by_who_may(cast: Cast, barred: Barred, compared: Compared) -> None:
    (order,) = barred(1)
    done(order)
    compared({order.number: "terminated"})
    given = {"difference_id": Difference.objects.get().pk, "note": "机主已自行销户", "at": timezone.now()}
    with pytest.raises(NotFound):
        note_difference(actor=cast.outsider, **given)
    with pytest.raises(Refused):
        note_difference(actor=cast.auditor, **given)
    with pytest.raises(Refused, match="not the side"):
        order_again(difference_id=given["difference_id"], actor=cast.analyst, at=given["at"])
    assert note_difference(actor=cast.analyst, **given).state == "noted"
    with pytest.raises(Refused, match="noted"):
        note_difference(actor=cast.analyst, **given)


REFUSED = {
    "cut off": (lambda content: content[:-3], {}),
    "another city": (lambda content: content, {"city": "0372"}),
    "another count": (lambda content: content, {"rows": "9"}),
}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("form", list(CODES))
def test_a_file_that_is_not_whole_or_not_ours_changes_nothing(
    home: Home, cast: Cast, barred: Barred, form: str, what: str
) -> None:
    (order,) = barred(1)
    done(order)
    cut, said = REFUSED[what]
    content = cut(a_state_file(home, form, {order.number: "active"}, **said))
    with pytest.raises(Refused):
        reconcile(home, content, name="s", profile=form, actor=cast.analyst, at=timezone.now())
    assert not Reconciliation.objects.exists()
    assert AuditEntry.objects.filter(action="orders.reconcile.refused").count() == 1


def test_the_same_file_is_compared_once_and_by_who_sees_the_city(
    home: Home, cast: Cast, barred: Barred
) -> None:
    content = a_state_file(home, "business_csv", {a_number(1): "active", a_number(2): "睡眠", "x": "active"})
    given = {"content": content, "name": "s.csv", "profile": "business_csv", "at": timezone.now()}
    with pytest.raises(Refused, match="whole city"):
        reconcile(home, actor=cast.outsider, **given)
    assert reconcile(home, actor=cast.analyst, **given).unreadable == 2
    with pytest.raises(Refused, match="compared before"):
        reconcile(home, actor=cast.analyst, **given)
    with pytest.raises(QuietlineError, match="there is no order profile"):
        reconcile(home, actor=cast.analyst, **given | {"profile": "elsewhere"})
