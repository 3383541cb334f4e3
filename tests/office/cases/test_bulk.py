"""Many cases at once: a typed count, a second person before, each case judged by itself, stopped and taken back (clause 3.1)."""

import pytest
from django.utils import timezone

from quietline.domain.errors import NotFound, Refused
from quietline.home import Home
from quietline.office.cases.models import BulkDecision, BulkItem, Case, Measure, Order
from quietline.office.cases.services.bulk import agree_bulk, propose_bulk, reject_bulk, undo_bulk
from quietline.office.cases.services.bulk_run import Watch, carry_out, counts_of
from quietline.office.jobs.models import Job
from quietline.office.jobs.running import run_next
from quietline.office.people.actors import Actor
from tests.ledger_builders import Cast, a_case, a_number, a_person, decided, protect

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(home: Home) -> list[Case]:
    return [a_case(a_number(position), at=timezone.now()) for position in range(5)]


def proposed(
    cases: list[Case], actor: Actor, *, count: int | None = None, measure: str = "shutdown"
) -> BulkDecision:
    return propose_bulk(
        case_ids=[case.pk for case in cases],
        count=len(cases) if count is None else count,
        measure=measure,
        reason="同一团伙的号码",
        reason_code="marketing" if measure == "shutdown" else "",
        actor=actor,
        at=timezone.now(),
    )


def carried_out(home: Home, bulk: BulkDecision, reviewer: Actor) -> Job:
    agree_bulk(bulk_id=bulk.pk, actor=reviewer, at=timezone.now())
    job = run_next(home, timezone.now())
    assert job is not None
    bulk.refresh_from_db()
    return job


@pytest.mark.clause("3.1")
def test_nothing_happens_before_a_second_person_agrees_and_then_each_case_is_decided(
    home: Home, cast: Cast, cases: list[Case]
) -> None:
    bulk = proposed(cases, cast.analyst)
    assert run_next(home, timezone.now()) is None
    assert not Measure.objects.exists()
    job = carried_out(home, bulk, cast.reviewer)
    assert (job.state, job.result) == ("done", {"decided": 5, "refused": 0, "undone": 0, "waiting": 0})
    assert bulk.state == "done"
    assert set(Case.objects.values_list("state", flat=True)) == {"shut_down"}
    people = set(Measure.objects.values_list("decided_by__username", "second_person__username"))
    assert people == {("analyst", "reviewer")}
    assert Order.objects.count() == 5


@pytest.mark.parametrize("count", [4, 6, 0])
def test_a_count_that_is_not_that_of_the_marks_is_refused(cast: Cast, cases: list[Case], count: int) -> None:
    with pytest.raises(Refused, match=f"5 cases are marked and {count} was typed"):
        proposed(cases, cast.analyst, count=count)
    assert not BulkDecision.objects.exists()


def test_the_decider_is_not_his_own_second_person_under_another_account_either(
    cast: Cast, cases: list[Case]
) -> None:
    bulk = proposed(cases, cast.analyst)
    twin = a_person("twin", "reviewer", staff_number=cast.analyst.name)
    for judged in (
        lambda: agree_bulk(bulk_id=bulk.pk, actor=twin, at=timezone.now()),
        lambda: reject_bulk(bulk_id=bulk.pk, note="不同意", actor=twin, at=timezone.now()),
    ):
        with pytest.raises(Refused, match="own second person"):
            judged()
    assert not Job.objects.exists()


def test_cases_outside_the_scope_are_not_marked_and_a_rejected_one_does_nothing(
    home: Home, cast: Cast, cases: list[Case]
) -> None:
    with pytest.raises(NotFound):
        proposed(cases, cast.outsider)
    bulk = proposed(cases, cast.analyst)
    assert (
        reject_bulk(bulk_id=bulk.pk, note="证据不足", actor=cast.reviewer, at=timezone.now()).state
        == "rejected"
    )
    assert run_next(home, timezone.now()) is None
    with pytest.raises(Refused, match="is rejected"):
        agree_bulk(bulk_id=bulk.pk, actor=cast.reviewer, at=timezone.now())


@pytest.mark.clause("1.2.3")
def test_a_protected_caller_and_a_case_that_changed_meanwhile_are_left_alone_with_the_reason(
    home: Home, cast: Cast, cases: list[Case]
) -> None:
    bulk = proposed(cases, cast.analyst)
    protect(cases[0].number)
    decided(cases[1], "watch", cast.second, at=timezone.now())
    job = carried_out(home, bulk, cast.reviewer)
    assert job.result == {"decided": 3, "refused": 2, "undone": 0, "waiting": 0}
    notes = dict(BulkItem.objects.filter(outcome="refused").values_list("case", "note"))
    assert "protected" in notes[cases[0].pk]
    assert "changed by somebody else" in notes[cases[1].pk]
    cases[1].refresh_from_db()
    assert cases[1].state == "watching"


def test_one_that_is_stopped_goes_on_where_it_was(home: Home, cast: Cast, cases: list[Case]) -> None:
    bulk = proposed(cases, cast.analyst)
    agree_bulk(bulk_id=bulk.pk, actor=cast.reviewer, at=timezone.now())
    bulk.refresh_from_db()
    shares: list[float] = []
    carry_out(bulk, Watch(shares.append, lambda: len(shares) >= 2))
    assert (shares, counts_of(bulk)["waiting"], bulk.state) == ([0.2, 0.4], 3, "agreed")
    assert Measure.objects.count() == 2
    carry_out(bulk, Watch(shares.append, lambda: False))
    assert (counts_of(bulk)["decided"], bulk.state, Measure.objects.count()) == (5, "done", 5)


def test_what_has_not_left_is_taken_back_and_of_the_rest_the_counter_measure_is_said(
    home: Home, cast: Cast, cases: list[Case]
) -> None:
    bulk = proposed(cases, cast.analyst)
    carried_out(home, bulk, cast.reviewer)
    Order.objects.filter(case=cases[0]).update(state="done", attempts=1)
    undo_bulk(bulk_id=bulk.pk, actor=cast.analyst, at=timezone.now())
    job = run_next(home, timezone.now())
    assert job is not None
    assert job.result == {"decided": 1, "refused": 0, "undone": 4, "waiting": 0}
    assert "verify, then restore" in BulkItem.objects.get(case=cases[0]).note
    states = set(Case.objects.exclude(pk=cases[0].pk).values_list("state", flat=True))
    assert states == {"suspected"}


def test_a_referral_is_not_decided_in_bulk_and_one_case_is_no_bulk(cast: Cast, cases: list[Case]) -> None:
    with pytest.raises(Refused, match="not decided in bulk"):
        proposed(cases, cast.analyst, measure="refer")
    with pytest.raises(Refused, match="2 to 5000"):
        proposed(cases[:1], cast.analyst)
