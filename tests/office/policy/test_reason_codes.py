"""A measure that takes service away has a reason code; a city sets its own, from a day on, without rewriting what was said before."""

from datetime import date, timedelta
from typing import Any

import pytest

from quietline.domain.errors import Refused
from quietline.domain.labels import Label
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.services.decide import decide
from quietline.office.policy.reason_codes import reason_codes_on, set_reason_code
from tests.ledger_builders import NOW, Cast, a_case, a_number, decided, later

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
RENTED: dict[str, Any] = {
    "code": "rented_out",
    "label": Label(zh="出租号码", en="Number rented out"),
    "customer": Label(
        zh="您的号码因出租给他人使用,{effect}。", en="Because your number was rented out, {effect}."
    ),
    "measures": ["shutdown"],
    "valid_from": TODAY,
    "reason": "省公司通知",
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("measure", ["shutdown", "intercept"])
def test_a_measure_that_takes_service_away_is_refused_without_a_reason_code(cast: Cast, measure: str) -> None:
    case = a_case()
    with pytest.raises(Refused, match="needs a reason code"):
        decide(case_id=case.pk, measure=measure, reason="呼叫过频", actor=cast.analyst, at=NOW)
    case.refresh_from_db()
    assert (case.state, case.measures.count()) == ("suspected", 0)


@pytest.mark.parametrize("code", ["nothing_known", "confirmed; --", "CONFIRMED", "确认"])
def test_an_unknown_reason_code_is_refused(cast: Cast, code: str) -> None:
    with pytest.raises(Refused, match="no reason code for shutdown"):
        decide(
            case_id=a_case().pk,
            measure="shutdown",
            reason="呼叫过频",
            reason_code=code,
            actor=cast.analyst,
            at=NOW,
        )


@pytest.mark.clause("1.2.3")
def test_the_customers_sentence_is_kept_with_the_measure(cast: Cast) -> None:
    measure = decided(a_case(), "shutdown", cast.analyst)
    assert measure.reason_code == "high_frequency"
    assert measure.customer_sentence == {
        "zh": "您的号码因短时间内呼叫过于频繁,已限制呼出。",
        "en": "Because of very frequent calls from your number, outgoing calls from it are barred.",
    }


def test_a_measure_that_harms_nobody_has_no_sentence(cast: Cast) -> None:
    measure = decided(a_case(), "watch", cast.analyst)
    assert (measure.reason_code, measure.customer_sentence) == ("", None)


def test_a_code_of_the_city_holds_from_its_day_and_is_audited(cast: Cast) -> None:
    set_reason_code(**RENTED | {"valid_from": TODAY + timedelta(days=1)}, actor=cast.reviewer, at=NOW)
    assert "rented_out" not in reason_codes_on(TODAY)
    assert reason_codes_on(TODAY + timedelta(days=1))["rented_out"].label.zh == "出租号码"
    assert AuditEntry.objects.filter(action="reasoncode.set", object_id="rented_out").count() == 1
    found = decide(
        case_id=a_case().pk,
        measure="shutdown",
        reason="查实出租",
        reason_code="rented_out",
        actor=cast.analyst,
        at=later(days=1),
    )
    assert found.customer_sentence["zh"] == "您的号码因出租给他人使用,已限制呼出。"


def test_a_new_sentence_does_not_rewrite_what_was_said(cast: Cast) -> None:
    measure = decided(a_case(), "shutdown", cast.analyst)
    said = measure.customer_sentence
    set_reason_code(**RENTED | {"code": "high_frequency"}, actor=cast.reviewer, at=later(minutes=1))
    measure.refresh_from_db()
    assert measure.customer_sentence == said
    later_one = decided(a_case(a_number(7)), "shutdown", cast.analyst, at=later(minutes=2))
    assert later_one.customer_sentence["zh"] == "您的号码因出租给他人使用,已限制呼出。"


def test_a_retired_code_cannot_be_given_any_more(cast: Cast) -> None:
    set_reason_code(**RENTED | {"code": "marketing"}, is_retired=True, actor=cast.reviewer, at=NOW)
    with pytest.raises(Refused, match="no reason code"):
        decide(
            case_id=a_case().pk,
            measure="shutdown",
            reason="推销",
            reason_code="marketing",
            actor=cast.analyst,
            at=NOW,
        )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"code": "Rented out"}, "cannot be a code"),
        ({"code": ""}, "cannot be a code"),
        ({"valid_from": date(2026, 3, 19)}, "is over"),
        ({"measures": []}, "for measures that take service away"),
        ({"measures": ["watch"]}, "for measures that take service away"),
        ({"customer": Label(zh="您的号码有问题。", en="Your number, {effect}.")}, "does not say once"),
        ({"customer": Label(zh="{effect}{effect}", en="Your number, {effect}.")}, "does not say once"),
        ({"customer": Label(zh="{effect}{0}", en="Your number, {effect}.")}, "does not say once"),
        ({"label": Label(zh="出租", en=" ")}, "empty"),
        ({"label": Label(zh="出" * 65, en="Rented")}, "longer than 64"),
        ({"reason": "  "}, "a reason is required"),
    ],
)
def test_what_cannot_be_a_reason_code_is_refused_with_the_reason(
    cast: Cast, wrong: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        set_reason_code(**RENTED | wrong, actor=cast.reviewer, at=NOW)
    assert AuditEntry.objects.filter(action="reasoncode.set.refused").count() == 1


def test_one_day_has_one_sentence_a_code(cast: Cast) -> None:
    set_reason_code(**RENTED, actor=cast.reviewer, at=NOW)
    with pytest.raises(Refused, match="already"):
        set_reason_code(**RENTED, actor=cast.reviewer, at=NOW)


@pytest.mark.parametrize("who", ["analyst", "branch", "auditor"])
def test_who_decides_with_the_codes_does_not_set_them(cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="may not set policy"):
        set_reason_code(**RENTED, actor=cast.by_name(who), at=NOW)
