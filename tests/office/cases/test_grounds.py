"""What a withdrawn file leaves behind: findings that judging anew did not give are marked, those of a control that failed are not."""

from datetime import timedelta

import pytest

from quietline.domain.errors import Conflict
from quietline.domain.findings import Outcome
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases import marks
from quietline.office.cases.grounds import days_touched, review_findings
from quietline.office.cases.models import Case, CaseFinding
from quietline.rulebook.store import write_findings
from quietline.signals.freshness import LOOK_BACK_DAYS
from tests.ledger_builders import DAY, NOW, SYSTEM, Cast, a_case, a_finding, decided

pytestmark = pytest.mark.django_db

CONTROL = "c102_hourly_frequency"


def marked(home: Home) -> bool:
    """Whether the case's finding is marked after a look at what the day holds now."""
    review_findings(home, {DAY}, actor=SYSTEM, at=NOW)
    return CaseFinding.objects.get().withdrawn_at is not None


def test_a_finding_that_is_gone_is_marked_and_one_that_is_back_is_not(home: Home) -> None:
    a_case()
    write_findings(home, DAY, [], controls=[CONTROL])
    assert marked(home)
    write_findings(home, DAY, [a_finding()])
    assert not marked(home)


def test_a_control_that_failed_takes_no_finding_back(home: Home) -> None:
    a_case()
    failed = a_finding(subject="", outcome=Outcome.ERROR, evidence={"error": "its SQL failed"})
    write_findings(home, DAY, [failed])
    assert not marked(home)


def test_a_mark_is_a_change_of_its_case(home: Home) -> None:
    before = a_case().version
    assert marked(home)
    assert Case.objects.get().version == before + 1
    entry = AuditEntry.objects.get(action="case.finding_marked")
    assert (entry.after["version"], entry.reason) == (before + 1, f"{CONTROL} {DAY}")


def test_a_mark_lowers_and_raises_the_severity_of_a_case_that_nobody_decided(home: Home) -> None:
    a_case()
    assert marked(home)
    assert Case.objects.get().severity == 0
    write_findings(home, DAY, [a_finding()])
    assert not marked(home)
    assert Case.objects.get().severity == 3


def test_a_decided_case_stays_as_bad_as_it_was_seen(home: Home, cast: Cast) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    assert marked(home)
    assert Case.objects.get().severity == 3


def test_who_decides_meanwhile_costs_a_second_look(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    a_case()
    real, calls = marks.change, []

    def slower(*arguments: object, **named: object) -> object:
        calls.append(named)
        if len(calls) == 1:
            raise Conflict("case 1 was changed by somebody else meanwhile", mend="look at it again")
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "change", slower)
    assert marked(home)
    assert len(calls) == 2


def test_days_that_look_back_to_a_touched_day_are_reviewed(home: Home) -> None:
    a_case(day=DAY)
    touched = days_touched([DAY - timedelta(days=LOOK_BACK_DAYS)])
    assert review_findings(home, touched, actor=SYSTEM, at=NOW) == 1
    assert DAY + timedelta(days=1) not in touched
