"""A case of organised calling is decided one level above the unit: its own branch sees it, is heard, and decides nothing."""

import pytest

from quietline.domain.errors import Refused
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.cases.queries import queue
from quietline.office.cases.services.assign import assign
from quietline.office.cases.services.decide import decide
from quietline.office.cases.services.second_person import agree
from quietline.office.cases.services.undo import undo
from quietline.office.people.models import CITY_WIDE
from tests.ledger_builders import BRANCH, NOW, OTHER_BRANCH, Cast, a_case, a_person, decided, verified

pytestmark = pytest.mark.django_db
OF_THE_BRANCH = {"of the branch": (BRANCH,), "of the branch and the city": (CITY_WIDE, BRANCH)}


def organised_calling(unit_branch: str = BRANCH) -> Case:
    """A case with a finding against a unit."""
    case = a_case(control="c110_organised_calling")
    CaseFinding.objects.filter(case=case).update(clause="1.1.2", evidence={"unit_branch": unit_branch})
    return case


@pytest.mark.clause("1.1.2")
@pytest.mark.parametrize("who", OF_THE_BRANCH)
def test_the_units_branch_sees_the_case_and_decides_nothing(cast: Cast, who: str) -> None:
    case = organised_calling()
    own = a_person("own", "analyst", "reviewer", branches=OF_THE_BRANCH[who])
    assert list(queue(own, at=NOW)) == [case]
    with pytest.raises(Refused, match="one level above"):
        decide(case_id=case.pk, measure="dismiss", reason="没有问题", actor=own, at=NOW)
    with pytest.raises(Refused, match="one level above"):
        assign(case_id=case.pk, actor=own, at=NOW)
    shutdown = decided(case, "shutdown", cast.analyst)
    for judge in (agree, undo):
        with pytest.raises(Refused, match="one level above"):
            judge(measure_id=shutdown.pk, actor=own, at=NOW)
    decided(case, "verify", cast.second)
    with pytest.raises(Refused, match="one level above"):
        verified(case, "not_confirmed", own)


@pytest.mark.clause("1.1.2")
def test_the_branch_of_the_unit_counts_where_the_number_is_held_elsewhere(cast: Cast) -> None:
    case = organised_calling(unit_branch=OTHER_BRANCH)
    own = a_person("own", "analyst", branches=(CITY_WIDE, OTHER_BRANCH))
    with pytest.raises(Refused, match="one level above"):
        decide(case_id=case.pk, measure="dismiss", reason="没有问题", actor=own, at=NOW)


@pytest.mark.clause("1.1.2")
def test_the_city_takes_and_decides_it(cast: Cast) -> None:
    case = organised_calling()
    assign(case_id=case.pk, actor=cast.analyst, at=NOW)
    case.refresh_from_db()
    assert case.assignee == cast.analyst.user
    assert decided(case, "shutdown", cast.analyst).state == "effective"


def test_a_branch_decides_what_accuses_no_unit(cast: Cast) -> None:
    case = a_case()
    own = a_person("own", "analyst", branches=(BRANCH,))
    assert decided(case, "watch", own).state == "effective"
