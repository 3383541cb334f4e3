"""A shutdown has a kind: the class of the line gives the default, the decider chooses another, the network gets an order of its own for each."""

from dataclasses import replace

import pytest

from quietline.domain.errors import Refused
from quietline.domain.number_plan import LineClass
from quietline.domain.shutdown_kinds import ShutdownKind, shutdown_kinds
from quietline.office.cases.models import Case, Measure, Order
from quietline.office.cases.opening import Suspicion, join_case
from quietline.office.cases.services.decide import decide
from tests.ledger_builders import DAY, NOW, SYSTEM, Cast, a_case, a_register_row, verified

pytestmark = pytest.mark.django_db
ACTIONS = {
    "outgoing_barred": "bar_outgoing",
    "one_way_suspension": "suspend_one_way",
    "two_way_suspension": "suspend_two_way",
    "sms_barred": "bar_sms",
    "trunk_barred": "bar_trunk",
}
EVERY_KIND = [(line, kind) for line in LineClass for kind in shutdown_kinds(line)]


def a_case_of(line_class: LineClass) -> Case:
    row = replace(a_register_row(), line_class=line_class.value)
    joined = join_case(Suspicion(row, DAY, "call_frequency", "high"), actor=SYSTEM, at=NOW)
    assert joined is not None
    return joined.case


def shut_down(case: Case, cast: Cast, kind: str = "") -> Measure:
    return decide(
        case_id=case.pk,
        measure="shutdown",
        reason="呼叫过频",
        reason_code="high_frequency",
        shutdown_kind=kind,
        actor=cast.analyst,
        at=NOW,
    )


def test_every_kind_has_an_order_of_its_own() -> None:
    assert set(ACTIONS) == set(ShutdownKind)
    assert len(set(ACTIONS.values())) == len(ACTIONS)


@pytest.mark.clause("1.2.3", "3.1")
@pytest.mark.parametrize(("line_class", "kind"), EVERY_KIND)
def test_the_chosen_kind_goes_to_the_network(cast: Cast, line_class: LineClass, kind: ShutdownKind) -> None:
    measure = shut_down(a_case_of(line_class), cast, kind)
    assert (measure.shutdown_kind, measure.state) == (kind, "effective")
    assert Order.objects.get().action == ACTIONS[kind]


@pytest.mark.parametrize("line_class", [line for line in LineClass if shutdown_kinds(line)])
def test_where_nobody_chooses_the_class_of_the_line_decides(cast: Cast, line_class: LineClass) -> None:
    assert shut_down(a_case_of(line_class), cast).shutdown_kind == shutdown_kinds(line_class)[0]


@pytest.mark.parametrize(
    ("line_class", "kind"),
    [
        (LineClass.MOBILE, "trunk_barred"),
        (LineClass.TRUNK, "sms_barred"),
        (LineClass.LANDLINE, "sms_barred"),
        (LineClass.MOBILE, "everything"),
        (LineClass.FOREIGN, ""),
        (LineClass.FOREIGN, "outgoing_barred"),
    ],
)
def test_a_kind_that_does_not_suit_the_line_is_refused_and_changes_nothing(
    cast: Cast, line_class: LineClass, kind: str
) -> None:
    case = a_case_of(line_class)
    with pytest.raises(Refused, match="is not shut down by"):
        shut_down(case, cast, kind)
    case.refresh_from_db()
    assert (case.state, Order.objects.count()) == ("suspected", 0)


def test_another_kind_after_the_verification_is_another_order(cast: Cast) -> None:
    case = a_case()
    shut_down(case, cast)
    decide(case_id=case.pk, measure="verify", reason="核实", actor=cast.analyst, at=NOW)
    verified(case, "confirmed", cast.second)
    shut_down(case, cast, "two_way_suspension")
    assert list(Order.objects.order_by("pk").values_list("action", flat=True)) == [
        "bar_outgoing",
        "suspend_two_way",
    ]


def test_a_measure_that_is_no_shutdown_has_no_kind(cast: Cast) -> None:
    found = decide(
        case_id=a_case().pk,
        measure="intercept",
        reason="呼叫过频",
        reason_code="high_frequency",
        shutdown_kind="sms_barred",
        actor=cast.analyst,
        at=NOW,
    )
    assert found.shutdown_kind == ""


@pytest.mark.parametrize("measure", ["verify", "watch", "dismiss"])
def test_a_reason_code_beside_a_measure_that_takes_nothing_is_kept_and_tells_the_customer_nothing(
    cast: Cast, measure: str
) -> None:
    found = decide(
        case_id=a_case().pk,
        measure=measure,
        reason="呼叫过频",
        reason_code="high_frequency",
        actor=cast.analyst,
        at=NOW,
    )
    assert (found.reason_code, found.customer_sentence) == ("high_frequency", None)
