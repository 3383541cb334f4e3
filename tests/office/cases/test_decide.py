"""What a decision does: the case's state, its clock, the order, the frozen evidence, the audit entry."""

from datetime import timedelta

import pytest

from quietline.domain.case_states import MeasureKind
from quietline.domain.errors import Conflict, NotFound, Refused
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case, CaseFinding, Measure, Order
from quietline.office.cases.services.decide import decide
from quietline.office.people.actors import Actor
from tests.ledger_builders import NOW, Cast, a_case, a_person, decided, protect, verified

ORDERS = {
    "shutdown": "bar_outgoing",
    "intercept": "intercept",
    "refer": "refer",
    "watch": None,
    "dismiss": None,
    "verify": None,
}
STATES = {
    "shutdown": "shut_down",
    "intercept": "suspected",
    "refer": "referred",
    "watch": "watching",
    "dismiss": "dismissed",
    "verify": "verifying",
}


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("measure", ORDERS)
def test_a_measure_gives_the_case_its_state_and_the_network_its_order(cast: Cast, measure: str) -> None:
    case = a_case()
    found = decided(case, measure, cast.analyst)
    assert case.state == STATES[measure]
    assert found.state == "effective"
    orders = list(Order.objects.filter(case=case).values_list("action", "state", "number"))
    assert orders == ([(ORDERS[measure], "waiting", case.number)] if ORDERS[measure] else [])


@pytest.mark.clause("1.2.3")
def test_a_shutdown_of_an_unprotected_number_takes_effect_at_once_and_is_reviewed_within_a_day(
    cast: Cast,
) -> None:
    measure = decided(a_case(), "shutdown", cast.analyst)
    assert measure.effective_at == NOW
    assert measure.review_due_at == NOW + timedelta(hours=24)


def test_the_order_of_a_decision_is_in_the_ledger_when_the_decision_is(cast: Cast) -> None:
    measure = decided(a_case(), "shutdown", cast.analyst)
    order = Order.objects.get(measure=measure)
    assert (order.leaves_at, order.next_attempt_at, order.attempts) == (NOW, NOW, 0)


def test_evidence_is_frozen_as_the_decider_saw_it(cast: Cast) -> None:
    case = a_case()
    measure = decided(case, "watch", cast.analyst)
    CaseFinding.objects.filter(case=case).update(evidence={"attempts_60min": 1})
    frozen = Measure.objects.get(pk=measure.pk).evidence
    assert frozen["findings"][0]["evidence"] == {"attempts_60min": 130, "limit_60min": 60}
    assert frozen["holder"] == "张三"
    assert frozen["sources"] == ["call_frequency"]


def test_a_decision_leaves_an_entry_with_actor_reason_and_face(cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst, reason="一小时 130 次")
    entry = AuditEntry.objects.get(object_kind="case", action="case.suspected->shut_down")
    assert (entry.actor, entry.reason, entry.via, entry.case) == (
        "S-ANALYST",
        "一小时 130 次",
        "console",
        case.pk,
    )


@pytest.mark.parametrize(
    "reason",
    ["", "   ", "\n\t", "……", "长" * 501, "a\0b", "\ud800x"],
    ids=["empty", "blanks", "lines", "dots", "long", "nul", "half"],
)
def test_a_decision_without_a_usable_reason_is_refused(cast: Cast, reason: str) -> None:
    case = a_case()
    with pytest.raises(Refused):
        decide(case_id=case.pk, measure="watch", reason=reason, actor=cast.analyst, at=NOW)
    assert Case.objects.get(pk=case.pk).state == "suspected"


def test_a_reason_of_five_hundred_characters_is_taken(cast: Cast) -> None:
    assert decided(a_case(), "watch", cast.analyst, reason="长" * 500).reason == "长" * 500


def test_an_unknown_measure_is_refused_and_the_known_ones_are_named(cast: Cast) -> None:
    with pytest.raises(Refused, match="dismiss, watch, verify"):
        decide(case_id=a_case().pk, measure="delete", reason="为什么", actor=cast.analyst, at=NOW)


def test_who_saw_an_older_version_decides_nothing(cast: Cast) -> None:
    case = a_case()
    seen = case.version
    decided(case, "watch", cast.analyst)
    with pytest.raises(Conflict):
        decide(case_id=case.pk, measure="dismiss", reason="没有问题", actor=cast.second, at=NOW, version=seen)
    assert Case.objects.get(pk=case.pk).state == "watching"


@pytest.mark.parametrize("who", ["reviewer", "branch", "auditor", "administrator"])
def test_only_analysts_decide(cast: Cast, who: str) -> None:
    case = a_case()
    with pytest.raises(Refused, match="may not decide"):
        decide(case_id=case.pk, measure="watch", reason="为什么", actor=cast.by_name(who), at=NOW)


def test_the_outsider_does_not_even_learn_that_there_is_a_case(cast: Cast) -> None:
    case = a_case()
    with pytest.raises(NotFound) as real:
        decide(case_id=case.pk, measure="watch", reason="为什么", actor=cast.outsider, at=NOW)
    with pytest.raises(NotFound) as invented:
        decide(case_id=case.pk + 1, measure="watch", reason="为什么", actor=cast.outsider, at=NOW)
    assert str(real.value).replace(str(case.pk), "N") == str(invented.value).replace(str(case.pk + 1), "N")


def test_nobody_and_the_system_decide_nothing(cast: Cast) -> None:
    case = a_case()
    for actor in (None, Actor.system("worker", via="worker"), Actor(name="S-1", via="console")):
        with pytest.raises(Refused):
            decide(case_id=case.pk, measure="watch", reason="为什么", actor=actor, at=NOW)  # type: ignore[arg-type]


def test_an_account_that_was_switched_off_decides_nothing(cast: Cast) -> None:
    case = a_case()
    assert cast.analyst.user is not None
    cast.analyst.user.is_active = False
    with pytest.raises(Refused, match="not active"):
        decide(case_id=case.pk, measure="watch", reason="为什么", actor=cast.analyst, at=NOW)


def test_a_refused_attempt_leaves_an_entry(cast: Cast) -> None:
    case = a_case()
    with pytest.raises(Refused):
        decide(case_id=case.pk, measure="watch", reason="为什么", actor=cast.auditor, at=NOW)
    entry = AuditEntry.objects.get(action="case.watch.refused")
    assert (entry.actor, entry.case) == ("S-AUDITOR", case.pk)


@pytest.mark.clause("1.2.3")
@pytest.mark.parametrize("measure", ["shutdown", "intercept"])
def test_a_protected_caller_is_verified_before_any_measure(cast: Cast, measure: str) -> None:
    protect()
    case = a_case()
    with pytest.raises(Refused, match="verified before any measure"):
        decided(case, measure, cast.analyst)
    decided(case, "verify", cast.analyst)
    if measure == "shutdown":
        with pytest.raises(Refused, match="verified before any measure"):
            decided(case, measure, cast.analyst)
    verified(case, "confirmed", cast.second)
    found = decided(case, measure, cast.analyst)
    assert (found.state, case.state) == ("proposed", "verifying")
    assert not Order.objects.filter(case=case).exists()


@pytest.mark.clause("1.2.3")
def test_who_verified_a_protected_caller_himself_does_not_shut_him_down(cast: Cast) -> None:
    protect()
    case = a_case()
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    twin = a_person("second-account", "analyst", staff_number="s-second")
    for actor in (cast.second, twin):
        with pytest.raises(Refused, match="verified before any measure"):
            decided(case, "shutdown", actor)


def test_protection_counts_while_it_is_valid(cast: Cast) -> None:
    protect(valid_from=(NOW + timedelta(days=2)).date())
    protect(valid_from=(NOW - timedelta(days=90)).date(), valid_until=(NOW - timedelta(days=1)).date())
    assert decided(a_case(), "shutdown", cast.analyst).state == "effective"


def test_while_a_proposal_waits_nothing_else_is_decided(cast: Cast) -> None:
    case = a_case()
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    decided(case, "terminate", cast.analyst)
    for measure in MeasureKind:
        with pytest.raises(Refused, match="proposal waits"):
            decided(case, measure.value, cast.second)


def test_a_dismissed_number_that_was_intercepted_is_set_free(cast: Cast) -> None:
    case = a_case()
    decided(case, "intercept", cast.analyst)
    decided(case, "dismiss", cast.analyst)
    assert list(Order.objects.order_by("pk").values_list("action", flat=True)) == ["intercept", "restore"]
