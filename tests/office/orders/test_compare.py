"""Which side is right to change, as a table."""

import pytest

from quietline.domain.line_states import STATE_AFTER, LineState
from quietline.office.cases.models import OrderAction
from quietline.office.orders.compare import compare

CASES = {
    "nothing ordered, in service": (None, "active", ""),
    "nothing ordered, not listed": (None, "", ""),
    "nothing ordered, barred by somebody else": (None, "bar_outgoing", "not_ours ledger"),
    "barred and barred": ("bar_outgoing", "bar_outgoing", ""),
    "restored and in service": ("active", "active", ""),
    "terminated and terminated": ("terminated", "terminated", ""),
    "terminated and not listed any more": ("terminated", "", ""),
    "restored, still barred": ("active", "bar_outgoing", "still_barred network"),
    "barred, in service": ("bar_outgoing", "active", "not_barred network"),
    "terminated, in service": ("terminated", "active", "not_barred network"),
    "terminated, only barred": ("terminated", "suspend_two_way", "another_bar network"),
    "barred in another way": ("bar_outgoing", "suspend_one_way", "another_bar network"),
    "barred, terminated there": ("bar_outgoing", "terminated", "gone ledger"),
    "restored, terminated there": ("active", "terminated", "gone ledger"),
    "barred, not listed": ("bar_outgoing", "", "not_listed ledger"),
    "restored, not listed": ("active", "", "not_listed ledger"),
}


@pytest.mark.parametrize("what", CASES)
def test_a_difference_has_one_side_that_is_to_change(what: str) -> None:
    expected, actual, answer = CASES[what]
    found = compare(LineState(expected) if expected else None, LineState(actual) if actual else None)
    assert (f"{found.kind.value} {found.side.value}" if found else "") == answer


def test_no_order_follows_where_somebody_else_has_the_number_by_now() -> None:
    for expected in LineState:
        for actual in LineState:
            found = compare(expected, actual, has_passed_on=True)
            assert found is None if expected == actual else (found and found.side.value == "ledger")


def test_every_action_that_changes_the_line_has_its_state() -> None:
    assert set(OrderAction.values) - set(STATE_AFTER) == {"intercept", "refer", "notify"}
