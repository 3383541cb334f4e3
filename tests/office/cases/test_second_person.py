"""The second person is another person: before a proposal takes effect, or after a shutdown."""

import pytest

from quietline.domain.errors import Conflict, NotFound, Refused
from quietline.office.cases.models import Case, Measure, Order, Verification
from quietline.office.cases.queries import measures_to_review
from quietline.office.cases.services.second_person import agree, disagree
from tests.ledger_builders import NOW, Cast, a_case, a_person, decided, later, protect, verified


def a_termination(cast: Cast) -> tuple[Case, Measure]:
    """A proposal to terminate, verified by the second analyst."""
    case = a_case()
    decided(case, "shutdown", cast.analyst)
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    return case, decided(case, "terminate", cast.analyst)


@pytest.mark.clause("3.1")
def test_a_termination_takes_effect_when_another_person_agrees(cast: Cast) -> None:
    case, proposal = a_termination(cast)
    assert (case.state, proposal.state) == ("verifying", "proposed")
    agree(measure_id=proposal.pk, actor=cast.reviewer, at=NOW)
    case.refresh_from_db()
    assert case.state == "terminated"
    assert list(Order.objects.order_by("pk").values_list("action", flat=True)) == [
        "bar_outgoing",
        "terminate",
    ]


def test_a_proposal_that_is_rejected_changes_nothing(cast: Cast) -> None:
    case, proposal = a_termination(cast)
    found = disagree(measure_id=proposal.pk, actor=cast.reviewer, at=NOW, note="材料不足")
    case.refresh_from_db()
    assert (case.state, found.state, found.second_note) == ("verifying", "rejected", "材料不足")
    assert decided(case, "terminate", cast.analyst).state == "proposed"


def test_two_accounts_of_one_person_are_one_person(cast: Cast) -> None:
    _, proposal = a_termination(cast)
    twin = a_person("analyst-as-reviewer", "reviewer", staff_number="s-Analyst ")
    with pytest.raises(Refused, match="own second person"):
        agree(measure_id=proposal.pk, actor=twin, at=NOW)
    assert not measures_to_review(twin).exists()


@pytest.mark.parametrize("who", ["second", "branch", "auditor", "administrator"])
def test_only_a_reviewer_is_second_person(cast: Cast, who: str) -> None:
    _, proposal = a_termination(cast)
    with pytest.raises(Refused):
        agree(measure_id=proposal.pk, actor=cast.by_name(who), at=NOW)
    assert not measures_to_review(cast.by_name(who)).exists()


def test_the_outsider_finds_nothing_to_agree_to(cast: Cast) -> None:
    _, proposal = a_termination(cast)
    assert not measures_to_review(cast.outsider).exists()
    with pytest.raises(NotFound):
        agree(measure_id=proposal.pk, actor=cast.outsider, at=NOW)


def test_a_second_opinion_is_given_once(cast: Cast) -> None:
    measure = decided(a_case(), "shutdown", cast.analyst)
    agree(measure_id=measure.pk, actor=cast.reviewer, at=NOW)
    for opinion in (agree, disagree):
        with pytest.raises(Conflict):
            opinion(measure_id=measure.pk, actor=cast.reviewer, at=NOW, note="再看一次")


def test_who_disagrees_with_a_shutdown_sends_it_to_verification(cast: Cast) -> None:
    case = a_case()
    measure = decided(case, "shutdown", cast.analyst)
    found = disagree(measure_id=measure.pk, actor=cast.reviewer, at=NOW, note="像是快递员")
    case.refresh_from_db()
    assert (case.state, found.state, found.second_opinion) == ("verifying", "effective", "disagreed")
    assert Verification.objects.get(case=case).state == "open"
    assert Measure.objects.get(case=case, kind="verify").decided_by == cast.reviewer.user


def test_who_disagrees_says_why(cast: Cast) -> None:
    measure = decided(a_case(), "shutdown", cast.analyst)
    with pytest.raises(Refused, match="reason"):
        disagree(measure_id=measure.pk, actor=cast.reviewer, at=NOW, note=" ")


def test_a_watched_case_waits_for_nobody(cast: Cast) -> None:
    measure = decided(a_case(), "watch", cast.analyst)
    with pytest.raises(Refused, match="does not wait"):
        agree(measure_id=measure.pk, actor=cast.reviewer, at=NOW)


def test_what_waits_for_the_reviewer_is_listed_until_he_has_spoken(cast: Cast) -> None:
    measure = decided(a_case(), "shutdown", cast.analyst)
    assert list(measures_to_review(cast.reviewer)) == [measure]
    agree(measure_id=measure.pk, actor=cast.reviewer, at=NOW)
    assert not measures_to_review(cast.reviewer).exists()


@pytest.mark.clause("1.2.3")
def test_a_caller_who_was_protected_meanwhile_is_not_hit_by_an_older_proposal(cast: Cast) -> None:
    protect()
    case = a_case()
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    proposal = decided(case, "shutdown", cast.analyst)
    Verification.objects.update(outcome="not_confirmed")
    with pytest.raises(Refused, match="verified before any measure"):
        agree(measure_id=proposal.pk, actor=cast.reviewer, at=later(hours=1))
    assert not Order.objects.exists()


@pytest.mark.clause("1.2.3")
def test_a_protected_caller_is_shut_down_by_two_people_after_a_third_verified(cast: Cast) -> None:
    protect()
    case = a_case()
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    proposal = decided(case, "shutdown", cast.analyst)
    found = agree(measure_id=proposal.pk, actor=cast.reviewer, at=later(hours=1))
    case.refresh_from_db()
    assert (case.state, found.review_due_at) == ("shut_down", None)
    assert Order.objects.get().leaves_at == later(hours=1)
