"""Nobody sees what lies outside role and scope, through any query."""

from collections.abc import Callable

import pytest

from quietline.domain.errors import NotFound
from quietline.home import Home
from quietline.office.audit.queries import entries_visible_to
from quietline.office.cases import queries
from quietline.office.cases.models import CaseReport
from quietline.office.cases.services.assign import assign
from quietline.office.cases.timeline import timeline
from quietline.office.intake.models import Batch, Report
from quietline.office.intake.queries import batches_visible_to, reports_visible_to
from quietline.office.jobs.services import enqueue, jobs_visible_to
from quietline.office.people.actors import Actor
from quietline.office.people.queries import users_visible_to
from tests.ledger_builders import (
    BRANCH,
    NOW,
    OTHER_BRANCH,
    Cast,
    a_case,
    a_number,
    a_person,
    decided,
    later,
    protect,
)

pytestmark = pytest.mark.django_db

EVERYBODY = ("analyst", "second", "reviewer", "branch", "auditor", "administrator", "outsider")
CITY = {"analyst", "second", "reviewer", "auditor"}
Query = Callable[[Actor], int]
SEEN_BY: dict[str, tuple[Query, set[str]]] = {
    "cases": (lambda actor: queries.cases_visible_to(actor).count(), CITY | {"branch"}),
    "queue": (lambda actor: queries.queue(actor, at=NOW).count(), CITY | {"branch"}),
    "overdue": (lambda actor: queries.queue(actor, "overdue", at=later(days=9)).count(), CITY | {"branch"}),
    "clock": (lambda actor: queries.clock_counts(actor, later(days=9))[0], CITY | {"branch"}),
    "counts": (lambda actor: queries.open_counts(actor, NOW)["all"], CITY | {"branch"}),
    "measures": (lambda actor: queries.measures_visible_to(actor).count(), CITY | {"branch"}),
    "orders": (lambda actor: queries.orders_visible_to(actor).count(), CITY | {"branch"}),
    "to review": (lambda actor: queries.measures_to_review(actor).count(), {"reviewer"}),
    "audit": (lambda actor: entries_visible_to(actor).count(), {"auditor"}),
    "batches": (lambda actor: batches_visible_to(actor).count(), CITY),
    "reports": (lambda actor: reports_visible_to(actor).count(), CITY | {"branch"}),
    "jobs of others": (lambda actor: jobs_visible_to(actor).count(), CITY),
    "users": (lambda actor: int(users_visible_to(actor).count() > 1), {"administrator"}),
}


@pytest.mark.parametrize("name", SEEN_BY)
def test_each_query_gives_each_of_the_cast_what_is_his(cast: Cast, name: str) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    report = Report.objects.create(key="r1", number=case.number, reported_at=NOW, batch="b")
    CaseReport.objects.create(case=case, report=report, taken_in_at=NOW)
    Batch.objects.create(batch="b", accepted=1, duplicate=0, quarantined=0, total=1, loaded_at=NOW)
    enqueue(
        kind="detect", arguments={"first": "2026-03-18", "last": "2026-03-18"}, actor=cast.analyst, at=NOW
    )
    query, allowed = SEEN_BY[name]
    assert {who for who in EVERYBODY if query(cast.by_name(who))} == allowed


def test_a_case_of_no_branch_is_seen_city_wide_only(cast: Cast) -> None:
    a_case(branch="", holder="")
    somebody = a_person("somebody", "analyst", branches=(BRANCH, ""))
    assert not queries.cases_visible_to(somebody).exists()
    assert queries.cases_visible_to(cast.analyst).count() == 1


def test_who_has_no_scope_sees_nothing(cast: Cast) -> None:
    a_case()
    assert not queries.cases_visible_to(a_person("nobody-yet", "analyst", branches=())).exists()


def test_who_has_no_role_sees_nothing() -> None:
    a_case()
    assert not queries.cases_visible_to(a_person("visitor")).exists()


def test_branches_see_their_own_cases_only(cast: Cast) -> None:
    mine = a_case()
    a_case(a_number(2), branch=OTHER_BRANCH)
    assert list(queries.cases_visible_to(cast.branch)) == [mine]
    assert [case.branch for case in queries.cases_visible_to(cast.outsider)] == [OTHER_BRANCH]


def test_the_story_of_a_case_is_told_within_scope_only(cast: Cast) -> None:
    case = a_case()
    with pytest.raises(NotFound):
        timeline(case, cast.outsider)
    assert {step.kind for step in timeline(case, cast.branch)} == {"case", "finding"}


@pytest.mark.parametrize("case_id", [0, -1, 2**63, 10**30])
def test_impossible_numbers_of_cases_are_not_found(cast: Cast, case_id: int) -> None:
    with pytest.raises(NotFound):
        queries.case_for(cast.analyst, case_id)


def test_the_most_urgent_case_comes_first_and_mine_are_those_i_took(cast: Cast) -> None:
    slow, fast = a_case(), a_case(a_number(2), source="regulator_notice")
    assert list(queries.queue(cast.analyst, at=NOW)) == [fast, slow]
    assign(case_id=slow.pk, actor=cast.analyst, at=NOW)
    assert list(queries.queue(cast.analyst, "mine", at=NOW)) == [slow]
    assert not queries.queue(cast.second, "mine", at=NOW).exists()


def test_what_is_settled_waits_for_nobody(cast: Cast) -> None:
    case = a_case()
    decided(case, "dismiss", cast.analyst)
    assert not queries.queue(cast.analyst, at=NOW).exists()
    assert queries.summary(case, NOW)["due"] is None


def test_clock_counts_tell_overdue_from_soon(cast: Cast) -> None:
    a_case()
    assert queries.clock_counts(cast.analyst, later(hours=45)) == (0, 0)
    assert queries.clock_counts(cast.analyst, later(hours=46, seconds=1)) == (0, 1)
    assert queries.clock_counts(cast.analyst, later(hours=48, seconds=1)) == (1, 0)


def test_protection_shows_in_list_and_summary(cast: Cast) -> None:
    protect()
    case = a_case()
    assert queries.summary(case, NOW)["protected"] is True
    assert queries.cases_visible_to(cast.analyst, NOW).get().is_protected is True


def test_the_timeline_tells_every_step(cast: Cast, home: Home) -> None:
    case = a_case()
    decided(case, "shutdown", cast.analyst, at=later(minutes=1))
    steps = [(step.kind, step.what, step.who) for step in timeline(case, cast.reviewer)]
    assert ("measure", "shutdown", "Analyst") in steps
    assert ("order", "bar_outgoing", "") in steps
    assert steps[-1] in {("case", "opened", ""), ("finding", "c102_hourly_frequency", "")}
