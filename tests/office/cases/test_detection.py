"""From calls in the warehouse to cases, through the real controls."""

from datetime import timedelta

import pytest

from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.cases.detection import detect
from quietline.office.cases.models import Case, ControlRun
from quietline.rulebook.store import read
from tests.lake_builders import a_call, commit_rows
from tests.ledger_builders import DAY, MOBILE, NOW, SYSTEM, Cast

pytestmark = pytest.mark.django_db


def commit_a_telemarketer(home: Home) -> None:
    """130 calls to as many numbers within an hour."""
    calls = [
        a_call(f"2026-03-18 10:{n % 60:02d}:{n // 60:02d}", callee=f"86159{n:08d}", talk_s=20)
        for n in range(130)
    ]
    commit_rows(home, "calls", calls)


@pytest.mark.clause("3.1")
def test_calls_become_findings_runs_and_a_case(home: Home) -> None:
    commit_a_telemarketer(home)
    days = list(detect(home, DAY, DAY, actor=SYSTEM, at=NOW))
    case = Case.objects.get()
    assert case.number == MOBILE
    matched = {day.control.control.id for day in days if day.matched}
    assert {"c102_hourly_frequency", "c103_distinct_callees"} <= matched
    assert set(case.findings.values_list("control", flat=True)) == matched
    assert {finding.control for finding in read(home, DAY, DAY)} == matched
    runs = list(ControlRun.objects.all())
    assert len(runs) == len(days)
    assert all(run.matched + run.no_match + run.not_enough_history == run.evaluated for run in runs)


def test_running_again_over_the_same_days_opens_nothing(home: Home) -> None:
    commit_a_telemarketer(home)
    for _ in range(2):
        list(detect(home, DAY - timedelta(days=1), DAY + timedelta(days=1), actor=SYSTEM, at=NOW))
    case = Case.objects.get()
    assert case.findings.count() == len({finding.key for finding in read(home, DAY, DAY)})


def test_who_may_not_detect_runs_nothing(home: Home, cast: Cast) -> None:
    for who in ("auditor", "branch", "administrator"):
        with pytest.raises(Refused):
            list(detect(home, DAY, DAY, actor=cast.by_name(who), at=NOW))
    assert not ControlRun.objects.exists()


def test_a_run_that_is_cancelled_ends_between_two_controls(home: Home) -> None:
    commit_a_telemarketer(home)
    assert list(detect(home, DAY, DAY, actor=SYSTEM, at=NOW, cancelled=lambda: True)) == []
