"""A city sets its clocks, from a day on; what is open keeps its due time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from quietline.domain.clocks import CaseClock
from quietline.domain.errors import Refused
from quietline.office.audit.models import AuditEntry
from quietline.office.policy.clocks import clocks_on, set_clock
from tests.ledger_builders import NOW, Cast, a_case, a_number, later

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
CLOCK = CaseClock("call_frequency", 12, 1, 2, TODAY)


@pytest.mark.clause("3.1")
def test_a_clock_of_the_city_runs_for_cases_that_open_after_it(cast: Cast) -> None:
    before = a_case()
    set_clock(clock=CLOCK, reason="省公司要求", actor=cast.reviewer, at=NOW)
    after = a_case(a_number(2), at=later(minutes=1))
    before.refresh_from_db()
    assert before.due_at == NOW + timedelta(hours=48)
    assert after.due_at == later(minutes=1) + timedelta(hours=12)
    assert AuditEntry.objects.filter(action="caseclock.set").count() == 1


def test_a_clock_does_not_run_before_its_day(cast: Cast) -> None:
    tomorrow = TODAY + timedelta(days=1)
    set_clock(clock=replace(CLOCK, valid_from=tomorrow), reason="省公司要求", actor=cast.reviewer, at=NOW)
    assert clocks_on(TODAY).of("call_frequency").hours == 48
    assert clocks_on(tomorrow).of("call_frequency").hours == 12


@pytest.mark.parametrize(
    ("wrong", "reason", "says"),
    [
        ({"source": "rumour"}, "r", "no source of suspicion"),
        ({"hours": 0}, "r", "no clock"),
        ({"hours": float("nan")}, "r", "no clock"),
        ({"hours": 10_000}, "r", "no clock"),
        ({"warn_hours": 12}, "r", "no clock"),
        ({"warn_hours": -1}, "r", "no clock"),
        ({"escalate_hours": 0}, "r", "between two levels"),
        ({"valid_from": date(2026, 3, 19)}, "r", "is over"),
        ({}, " ", "a reason is required"),
    ],
)
def test_what_is_no_clock_is_refused(cast: Cast, wrong: dict[str, Any], reason: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        set_clock(clock=replace(CLOCK, **wrong), reason=reason, actor=cast.reviewer, at=NOW)


def test_one_day_has_one_clock_a_source(cast: Cast) -> None:
    set_clock(clock=CLOCK, reason="省公司要求", actor=cast.reviewer, at=NOW)
    with pytest.raises(Refused, match="already"):
        set_clock(clock=CLOCK, reason="省公司要求", actor=cast.reviewer, at=NOW)


@pytest.mark.parametrize("who", ["analyst", "branch", "auditor"])
def test_who_works_by_the_clocks_does_not_set_them(cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="may not set policy"):
        set_clock(clock=CLOCK, reason="太紧", actor=cast.by_name(who), at=NOW)
