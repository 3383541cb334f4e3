"""A number of another operator or city is referred with its evidence and never shut down; what goes out names nobody who reported."""

from datetime import date

import pytest

from quietline.domain.errors import NotFound, Refused
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import CaseReport, Order
from quietline.office.cases.referral import referral_file
from quietline.office.cases.services.decide import decide
from quietline.office.intake.models import Report
from tests.lake_builders import commit_rows
from tests.ledger_builders import MOBILE, NOW, Cast, a_case, a_number, a_reason_code, decided

pytestmark = pytest.mark.django_db
ANOTHER_OPERATORS = "another operator's is never shut down"


@pytest.fixture
def registered(home: Home) -> None:
    """A register of holdings that knows one number and not the others."""
    row = {"number": a_number(9), "subscriber": "s", "holder_name": "李四", "since": date(2025, 1, 1)}
    commit_rows(home, "holdings", [row])


@pytest.mark.clause("1.2.3", "3.1")
@pytest.mark.usefixtures("registered")
def test_a_number_that_no_register_of_ours_knows_is_referred_and_never_shut_down(cast: Cast) -> None:
    case = a_case(holder="")
    with pytest.raises(Refused, match=ANOTHER_OPERATORS):
        decided(case, "shutdown", cast.analyst)
    found = decide(
        case_id=case.pk,
        measure="refer",
        reason="他网号码骚扰",
        referred_to="  联通\n焦作 ",
        actor=cast.analyst,
        at=NOW,
    )
    order = Order.objects.get()
    assert (found.referred_to, order.action) == ("联通 焦作", "refer")
    assert order.payload["referred_to"] == "联通 焦作"
    assert [MOBILE, "c102_hourly_frequency", "2026-03-18", "3.1", "attempts_60min", "130"] in order.payload[
        "evidence"
    ]


@pytest.mark.usefixtures("registered")
def test_its_calls_may_be_intercepted(cast: Cast) -> None:
    assert decided(a_case(holder=""), "intercept", cast.analyst).state == "effective"


@pytest.mark.usefixtures("registered")
def test_a_number_whose_holder_is_known_is_ours(cast: Cast) -> None:
    assert decided(a_case(), "shutdown", cast.analyst).state == "effective"


def test_without_any_register_nobody_can_say_that_it_is_not_ours(cast: Cast) -> None:
    assert decided(a_case(holder=""), "shutdown", cast.analyst).state == "effective"


def test_the_file_names_evidence_and_reason_and_nobody_who_reported(cast: Cast) -> None:
    case = a_case()
    report = Report.objects.create(
        key="r1",
        number=MOBILE,
        reported_at=NOW,
        reporter="8613700000009",
        category="推销",
        text="我是王五,电话 13700000009",
        batch="b",
    )
    CaseReport.objects.create(case=case, report=report, taken_in_at=NOW)
    decided(case, "refer", cast.analyst)
    found = referral_file(case_id=case.pk, actor=cast.analyst, at=NOW)
    text = "\n".join(",".join(row) for row in found.rows)
    assert "attempts_60min" in text
    assert "推销" in text
    assert "13700000009" not in text
    assert "王五" not in text
    assert AuditEntry.objects.filter(action="case.referral_file", object_id=str(case.pk)).count() == 1


@pytest.mark.parametrize("who", ["auditor", "branch"])
def test_who_sees_numbers_masked_gets_no_file(cast: Cast, who: str) -> None:
    case = a_case()
    decided(case, "refer", cast.analyst)
    with pytest.raises(Refused, match="masked"):
        referral_file(case_id=case.pk, actor=cast.by_name(who), at=NOW)


def test_there_is_no_file_of_what_was_not_referred_or_lies_elsewhere(cast: Cast) -> None:
    case = a_case()
    with pytest.raises(Refused, match="not referred"):
        referral_file(case_id=case.pk, actor=cast.analyst, at=NOW)
    with pytest.raises(NotFound):
        referral_file(case_id=case.pk, actor=cast.outsider, at=NOW)


def test_a_receiver_that_is_too_long_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="the limit is 120"):
        decide(
            case_id=a_case().pk,
            measure="refer",
            reason="他网",
            reason_code=a_reason_code("refer"),
            referred_to="长" * 121,
            actor=cast.analyst,
            at=NOW,
        )
