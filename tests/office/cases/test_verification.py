"""Verification, and what policy makes of its outcome: terminated or restored, never restored once confirmed (clause 2.3)."""

import pytest

from quietline.domain.errors import NotFound, Refused
from quietline.office.cases.models import Case, Order
from quietline.office.cases.services.closing import close_ended
from quietline.office.cases.services.verification import complete_verification
from tests.ledger_builders import NOW, Cast, a_case, a_person, decided, later, verified


def a_shut_down_case(cast: Cast) -> Case:
    """Shut down by the analyst, waiting for verification."""
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    decided(case, "verify", cast.analyst)
    return case


@pytest.mark.clause("2.3")
def test_a_number_whose_suspicion_is_unfounded_is_restored(cast: Cast) -> None:
    case = a_shut_down_case(cast)
    verified(case, "not_confirmed", cast.second)
    decided(case, "restore", cast.analyst)
    assert case.state == "restored"
    assert list(Order.objects.order_by("pk").values_list("action", flat=True)) == ["bar_outgoing", "restore"]


@pytest.mark.clause("2.3")
def test_a_confirmed_number_is_never_restored(cast: Cast) -> None:
    case = a_shut_down_case(cast)
    verified(case, "confirmed", cast.second)
    with pytest.raises(Refused, match="never restored") as refusal:
        decided(case, "restore", cast.analyst)
    assert "appeal" in refusal.value.mend


@pytest.mark.clause("2.3")
def test_a_confirmation_of_the_holder_in_an_earlier_case_forbids_restoration_too(cast: Cast) -> None:
    first = a_case()
    decided(first, "verify", cast.analyst)
    verified(first, "confirmed", cast.second)
    Case.objects.filter(pk=first.pk).update(state="closed", closed_at=NOW)
    case = a_case(day=later(days=3).date(), at=later(days=4))
    decided(case, "shutdown", cast.analyst)
    decided(case, "verify", cast.analyst)
    verified(case, "not_confirmed", cast.second)
    with pytest.raises(Refused, match="never restored"):
        decided(case, "restore", cast.analyst)


@pytest.mark.clause("2.3")
def test_another_holder_of_the_same_digits_is_not_marked(cast: Cast) -> None:
    first = a_case(holder="张三")
    decided(first, "verify", cast.analyst)
    verified(first, "confirmed", cast.second)
    case = a_case(holder="李四", day=later(days=3).date())
    decided(case, "shutdown", cast.analyst)
    decided(case, "verify", cast.analyst)
    verified(case, "not_confirmed", cast.second)
    decided(case, "restore", cast.analyst)
    assert case.state == "restored"


@pytest.mark.clause("2.3")
def test_a_number_that_is_not_judged_stays_down(cast: Cast) -> None:
    case = a_shut_down_case(cast)
    with pytest.raises(Refused, match="stays down"):
        decided(case, "restore", cast.analyst)


def test_who_shut_the_number_down_does_not_verify_it(cast: Cast) -> None:
    case = a_shut_down_case(cast)
    twin = a_person("twin", "analyst", staff_number="S-ANALYST")
    for actor in (cast.analyst, twin):
        with pytest.raises(Refused, match="does not verify"):
            verified(case, "confirmed", actor)


def test_a_number_that_is_shut_down_is_restored_and_not_dismissed(cast: Cast) -> None:
    case = a_shut_down_case(cast)
    verified(case, "not_confirmed", cast.second)
    with pytest.raises(Refused, match="cannot be dismissed"):
        decided(case, "dismiss", cast.analyst)


@pytest.mark.parametrize("who", ["branch", "auditor", "administrator"])
def test_others_do_not_verify(cast: Cast, who: str) -> None:
    case = a_shut_down_case(cast)
    with pytest.raises(Refused):
        verified(case, "confirmed", cast.by_name(who))


def test_the_outsider_has_nothing_to_verify(cast: Cast) -> None:
    with pytest.raises(NotFound):
        verified(a_shut_down_case(cast), "confirmed", cast.outsider)


def test_where_nothing_is_to_be_verified_nobody_verifies(cast: Cast) -> None:
    with pytest.raises(Refused, match="nothing to verify"):
        verified(a_case(), "confirmed", cast.second)


@pytest.mark.parametrize(
    ("method", "outcome", "note"),
    [("guess", "confirmed", "x"), ("call_back", "perhaps", "x"), ("call_back", "confirmed", " ")],
)
def test_method_outcome_and_note_are_checked(cast: Cast, method: str, outcome: str, note: str) -> None:
    case = a_shut_down_case(cast)
    with pytest.raises(Refused):
        complete_verification(
            case_id=case.pk, method=method, outcome=outcome, note=note, answers={}, actor=cast.second, at=NOW
        )


@pytest.mark.parametrize(
    ("order_state", "state"),
    [
        ("done", "closed"),
        ("waiting", "restored"),
        ("sending", "restored"),
        ("failed", "restored"),
        ("refused", "restored"),
    ],
)
def test_a_case_closes_when_its_orders_are_done_and_not_before(
    cast: Cast, order_state: str, state: str
) -> None:
    case = a_shut_down_case(cast)
    verified(case, "not_confirmed", cast.second)
    restore = decided(case, "restore", cast.analyst)
    Order.objects.exclude(measure=restore).update(state="done")
    Order.objects.filter(measure=restore).update(state=order_state)
    close_ended(later(seconds=1))
    assert Case.objects.get(pk=case.pk).state == state


def test_a_dismissed_case_closes_by_itself(cast: Cast) -> None:
    case = a_case()
    decided(case, "dismiss", cast.analyst)
    assert close_ended(later(seconds=1)) == 1
    case.refresh_from_db()
    assert (case.state, case.closed_at) == ("closed", later(seconds=1))
    assert close_ended(later(seconds=2)) == 0


@pytest.mark.clause("2.3")
def test_a_terminated_number_is_not_restored_by_dismissing_a_later_case(cast: Cast) -> None:
    first = a_case()
    decided(first, "verify", cast.analyst)
    verified(first, "confirmed", cast.second)
    Case.objects.filter(pk=first.pk).update(state="closed", closed_at=NOW)
    case = a_case(day=later(days=3).date(), at=later(days=4))
    decided(case, "intercept", cast.analyst, at=later(days=4))
    decided(case, "dismiss", cast.analyst, at=later(days=4))
    assert list(case.orders.values_list("action", flat=True)) == ["intercept"]


def test_an_interception_that_a_referral_left_behind_ends_with_the_next_dismissal(cast: Cast) -> None:
    first = a_case()
    decided(first, "intercept", cast.analyst)
    decided(first, "refer", cast.analyst)
    Case.objects.filter(pk=first.pk).update(state="closed", closed_at=NOW)
    case = a_case(day=later(days=3).date(), at=later(days=4))
    decided(case, "dismiss", cast.analyst, at=later(days=4))
    assert list(case.orders.values_list("action", flat=True)) == ["restore"]
