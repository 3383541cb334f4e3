"""The clocks run to whoever is on duty, then to the stand-in, then to the level above."""

from datetime import timedelta
from typing import Any

import pytest

from quietline.domain.errors import NotFound, Refused
from quietline.office.cases.models import Alarm
from quietline.office.cases.services.watch import watch_clocks
from quietline.office.people.services import set_active
from quietline.office.policy.duty import on_duty, set_shift, shift_at
from tests.ledger_builders import NOW, Cast, a_case, later

pytestmark = pytest.mark.django_db
DAY_SHIFT: dict[str, Any] = {
    "person": "analyst",
    "stand_in": "second",
    "above": "reviewer",
    "begins_at": NOW,
    "ends_at": later(days=7),
}


@pytest.mark.clause("3.1")
def test_an_overdue_case_goes_to_who_is_on_duty_then_to_his_stand_in_then_up(cast: Cast) -> None:
    set_shift(**DAY_SHIFT, actor=cast.reviewer, at=NOW)
    case = a_case(source="user_report")
    for hours in (0, 2, 4):
        watch_clocks(case.due_at + timedelta(hours=hours))
    told = (
        Alarm.objects.filter(kind="overdue").order_by("level").values_list("raised_to__username", flat=True)
    )
    assert list(told) == ["analyst", "second", "reviewer"]


def test_who_was_switched_off_is_not_told(cast: Cast) -> None:
    shift = set_shift(**DAY_SHIFT, actor=cast.reviewer, at=NOW)
    set_active(username="analyst", is_active=False, actor=cast.administrator, at=NOW)
    shift = shift_at(later(hours=1)) or shift
    assert [str(on_duty(shift, level)) for level in range(3)] == ["Second", "Second", "Reviewer"]


def test_without_a_roster_alarms_ring_all_the_same(cast: Cast) -> None:
    case = a_case()
    watch_clocks(case.due_at)
    assert Alarm.objects.get(kind="overdue").raised_to is None


def test_a_shift_that_is_set_later_takes_the_hours_of_an_earlier_one(cast: Cast) -> None:
    set_shift(**DAY_SHIFT, actor=cast.reviewer, at=NOW)
    ill = DAY_SHIFT | {
        "person": "second",
        "stand_in": "",
        "begins_at": later(days=1),
        "ends_at": later(days=2),
    }
    set_shift(**ill, actor=cast.reviewer, at=later(hours=1))
    names = [str(on_duty(shift_at(later(hours=hours)), 0)) for hours in (0, 24, 47, 48, 24 * 7)]
    assert names == ["Analyst", "Second", "Second", "Analyst", "None"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ends_at": NOW}, "ends after it begins"),
        ({"ends_at": later(days=32)}, "within 31 days"),
        ({"begins_at": later(days=-2), "ends_at": later(days=-1)}, "is over"),
        ({"stand_in": "analyst"}, "stands in for himself"),
        ({"person": "auditor"}, "neither decides nor reviews"),
    ],
)
def test_a_shift_that_cannot_be_is_refused(cast: Cast, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        set_shift(**DAY_SHIFT | wrong, actor=cast.reviewer, at=NOW)


def test_nobody_unknown_is_on_duty(cast: Cast) -> None:
    with pytest.raises(NotFound):
        set_shift(**DAY_SHIFT | {"person": "nobody"}, actor=cast.reviewer, at=NOW)


@pytest.mark.parametrize(
    ("who", "says"), [("analyst", "may not"), ("branch", "may not"), ("outsider", "whole city")]
)
def test_the_roster_is_set_by_reviewers_of_the_whole_city(cast: Cast, who: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        set_shift(**DAY_SHIFT, actor=cast.by_name(who), at=NOW)
