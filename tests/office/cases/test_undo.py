"""A decision is taken back before its order leaves; afterwards only the counter-measure helps."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from quietline.domain.errors import NotFound, Refused
from quietline.office.cases.models import Case, Measure, Order, Verification
from quietline.office.cases.services.undo import undo
from tests.ledger_builders import NOW, Cast, a_case, decided, later, verified


@pytest.fixture
def hold_10_s(city_settings: Callable[..., None]) -> None:
    """Orders wait ten seconds, as in a real city."""
    city_settings(order_hold_s=10.0)


@pytest.mark.usefixtures("hold_10_s")
@pytest.mark.parametrize("measure", ["shutdown", "intercept", "watch", "dismiss", "verify", "refer"])
def test_undo_brings_state_clock_and_order_back(cast: Cast, measure: str) -> None:
    case = a_case()
    due = case.due_at
    found = decided(case, measure, cast.analyst)
    undone = undo(measure_id=found.pk, actor=cast.analyst, at=later(seconds=9.9))
    case.refresh_from_db()
    assert (case.state, case.due_at, case.decided_at, undone.state) == ("suspected", due, None, "undone")
    assert set(Order.objects.values_list("state", flat=True)) <= {"cancelled"}
    assert set(Verification.objects.values_list("state", flat=True)) <= {"withdrawn"}


@pytest.mark.usefixtures("hold_10_s")
@pytest.mark.parametrize("measure", ["shutdown", "intercept", "watch", "dismiss", "verify", "refer"])
def test_after_ten_seconds_the_counter_measure_is_named(cast: Cast, measure: str) -> None:
    found = decided(a_case(), measure, cast.analyst)
    with pytest.raises(Refused) as refusal:
        undo(measure_id=found.pk, actor=cast.analyst, at=later(seconds=10))
    assert refusal.value.mend
    assert Measure.objects.get(pk=found.pk).state == "effective"


def test_an_order_that_was_tried_may_have_arrived_and_is_not_taken_back(cast: Cast) -> None:
    found = decided(a_case(), "shutdown", cast.analyst)
    Order.objects.update(attempts=1)
    with pytest.raises(Refused, match="has left"):
        undo(measure_id=found.pk, actor=cast.analyst, at=NOW)


def test_only_the_latest_measure_is_undone_then_the_one_before(cast: Cast) -> None:
    case = a_case()
    first = decided(case, "watch", cast.analyst)
    second = decided(case, "verify", cast.analyst, at=later(seconds=1))
    with pytest.raises(Refused, match="later measure"):
        undo(measure_id=first.pk, actor=cast.analyst, at=later(seconds=2))
    undo(measure_id=second.pk, actor=cast.analyst, at=later(seconds=2))
    undo(measure_id=first.pk, actor=cast.analyst, at=later(seconds=3))
    assert Case.objects.get(pk=case.pk).state == "suspected"


def test_a_verification_that_somebody_completed_is_not_undone(cast: Cast) -> None:
    case = a_case()
    found = decided(case, "verify", cast.analyst)
    verified(case, "not_confirmed", cast.second)
    with pytest.raises(Refused, match="completed"):
        undo(measure_id=found.pk, actor=cast.analyst, at=NOW)


@pytest.mark.parametrize("who", ["second", "auditor", "administrator"])
def test_others_take_nothing_back(cast: Cast, who: str) -> None:
    found = decided(a_case(), "watch", cast.analyst)
    with pytest.raises(Refused):
        undo(measure_id=found.pk, actor=cast.by_name(who), at=NOW)


def test_a_reviewer_takes_back_what_an_analyst_decided(cast: Cast) -> None:
    found = decided(a_case(), "watch", cast.analyst)
    assert undo(measure_id=found.pk, actor=cast.reviewer, at=NOW).undone_by == cast.reviewer.user


def test_a_measure_outside_the_scope_is_not_found(cast: Cast) -> None:
    found = decided(a_case(), "watch", cast.analyst)
    with pytest.raises(NotFound):
        undo(measure_id=found.pk, actor=cast.outsider, at=NOW)


def test_a_measure_is_undone_once(cast: Cast) -> None:
    found = decided(a_case(), "watch", cast.analyst)
    undo(measure_id=found.pk, actor=cast.analyst, at=NOW)
    with pytest.raises(Refused):
        undo(measure_id=found.pk, actor=cast.analyst, at=NOW)


def test_a_proposal_is_taken_back_at_any_time(cast: Cast) -> None:
    case = a_case()
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    proposal = decided(case, "terminate", cast.analyst)
    undo(measure_id=proposal.pk, actor=cast.analyst, at=NOW + timedelta(days=3))
    assert decided(case, "terminate", cast.analyst, at=NOW + timedelta(days=3)).state == "proposed"
