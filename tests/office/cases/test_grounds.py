"""What a withdrawn file leaves behind: findings that judging anew did not give are marked, those of a control that failed are not."""

import pytest

from quietline.domain.findings import Outcome
from quietline.home import Home
from quietline.office.cases.grounds import review_findings
from quietline.office.cases.models import CaseFinding
from quietline.rulebook.store import write_findings
from tests.ledger_builders import DAY, NOW, SYSTEM, a_case, a_finding

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
