"""What is judged again after late files, withdrawals and changed controls: exactly that, and nothing else."""

from datetime import date, timedelta

import pytest

from quietline.domain.case_states import CaseState
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.detection import detect_changed
from quietline.office.cases.models import Case, CaseFinding, ControlRun
from quietline.office.cases.opening import standing_severity
from quietline.office.cases.runs import changed_pairs, failed_runs
from quietline.office.cases.services.decide import decide
from quietline.office.cases.withdrawal import is_baseless
from quietline.rulebook.load import load_controls
from tests.lake_builders import a_call, commit_rows
from tests.ledger_builders import DAY, MOBILE, NOW, SYSTEM, Cast, later
from tests.rulebook.builders import write_own

pytestmark = pytest.mark.django_db
CONTROL = "c102_hourly_frequency"
OFFICE_LINE = "8613803910007"


def calls(count: int, day: date = DAY, caller: str = MOBILE) -> list[dict[str, object]]:
    """So many calls to as many numbers, one every 20 seconds from ten o'clock."""
    return [
        a_call(
            f"{day} {10 + n // 180:02d}:{n // 3 % 60:02d}:{n % 3 * 20:02d}",
            caller=caller,
            callee=f"86159{n:08d}",
        )
        for n in range(count)
    ]


def judge(home: Home) -> set[tuple[str, date]]:
    """The controls and days that were judged now."""
    return {(one.control.control.id, one.day) for one in detect_changed(home, actor=SYSTEM, at=NOW)}


def days_of(judged: set[tuple[str, date]], control: str = CONTROL) -> list[date]:
    return sorted(day for name, day in judged if name == control)


@pytest.mark.clause("3.1")
def test_only_what_changed_is_judged_again(home: Home) -> None:
    days = [DAY + timedelta(days=step) for step in range(4)]
    for position, day in enumerate(days):
        commit_rows(home, "calls", calls(3, day), f"batch-{position}")
    assert days_of(judge(home)) == days
    assert judge(home) == set()
    commit_rows(home, "calls", calls(2, days[1], OFFICE_LINE), "late")
    assert days_of(judge(home)) == days[1:3]  # the day itself, and the next one by windows over midnight
    assert judge(home) == set()


def test_a_changed_control_is_judged_alone_on_every_day(home: Home) -> None:
    commit_rows(home, "calls", calls(3))
    write_own(home)
    judge(home)
    write_own(home, ("LineClass.MOBILE: 3", "LineClass.MOBILE: 4"), ("version=1", "version=2"))
    assert judge(home) == {("c901_own", DAY)}
    assert judge(home) == set()


def test_what_a_cancelled_run_left_is_judged_by_the_next_one(home: Home) -> None:
    commit_rows(home, "calls", calls(3))
    done: list[object] = []
    for run in detect_changed(home, actor=SYSTEM, at=NOW, cancelled=lambda: len(done) >= 2):
        done.append(run)
    assert len(judge(home)) == len(load_controls()) - 2


def test_a_finding_that_late_records_changed_is_renewed_in_a_case_nobody_decided(home: Home) -> None:
    commit_rows(home, "calls", calls(70))
    judge(home)
    commit_rows(home, "calls", calls(90)[70:], "late")
    judge(home)
    finding = CaseFinding.objects.get(control=CONTROL)
    assert (finding.evidence["attempts_60min"], finding.stands) == (90, True)


def withdraw(home: Home, batch: str = "batch-1") -> None:
    """The batch's manifest goes, as a withdrawal does it."""
    (home.lake / "manifests" / f"{batch}.json").unlink()


def a_withdrawn_city(home: Home) -> Case:
    """A case that stands on nothing any more."""
    commit_rows(home, "calls", calls(70), "batch-1")
    judge(home)
    withdraw(home)
    assert days_of(judge(home)) == [DAY]
    return Case.objects.get()


def test_a_finding_that_vanished_is_marked_and_its_case_proposes_to_be_dismissed(home: Home) -> None:
    case = a_withdrawn_city(home)
    assert is_baseless(case)
    assert (case.state, case.severity) == (CaseState.SUSPECTED, 0)
    assert not any(finding.stands for finding in case.findings.all())
    entries = AuditEntry.objects.filter(action="case.finding_withdrawn", case=case.pk)
    assert {entry.reason for entry in entries} == {f"{found.control} {DAY}" for found in case.findings.all()}


def test_a_withdrawn_finding_that_comes_back_stands_again(home: Home) -> None:
    case = a_withdrawn_city(home)
    commit_rows(home, "calls", calls(80), "batch-2")
    judge(home)
    assert all(finding.stands for finding in case.findings.all())
    assert not is_baseless(case)
    assert Case.objects.get().severity == standing_severity(case) > 0
    assert CaseFinding.objects.get(control=CONTROL).evidence["attempts_60min"] == 80


def test_a_decided_case_keeps_the_evidence_on_which_it_was_decided(home: Home, cast: Cast) -> None:
    commit_rows(home, "calls", calls(70), "batch-1")
    judge(home)
    case = Case.objects.get()
    decide(
        case_id=case.pk,
        measure="shutdown",
        reason_code="high_frequency",
        reason="70 个陌生号码",
        actor=cast.analyst,
        at=later(minutes=1),
    )
    withdraw(home)
    judge(home)
    assert all(finding.stands for finding in case.findings.all())


def test_a_control_that_fails_takes_nothing_back_and_alarms_until_it_runs_without_error(home: Home) -> None:
    commit_rows(home, "calls", calls(70))
    write_own(home, ("'match' as outcome", "error('boom') as outcome"))
    judge(home)
    (failed,) = failed_runs(home)
    assert (failed.control, failed.day) == ("c901_own", DAY)
    assert "boom" in failed.error
    assert changed_pairs(home) == []
    write_own(home, ("version=1", "version=2"))
    assert judge(home) == {("c901_own", DAY)}
    assert not failed_runs(home)
    assert ControlRun.objects.filter(control="c901_own").count() == 2


def test_a_control_that_is_gone_alarms_no_more(home: Home) -> None:
    commit_rows(home, "calls", calls(3))
    path = write_own(home, ("'match' as outcome", "error('boom') as outcome"))
    judge(home)
    assert failed_runs(home)
    path.unlink()
    assert not failed_runs(home)
