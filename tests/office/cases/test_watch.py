"""The clocks are watched: warned before, escalated after, each time once, and nothing is restored but by a person."""

from datetime import datetime, timedelta

import pytest

from quietline.domain.errors import Conflict, Refused
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.alarms import alarm_counts, alarms_visible_to
from quietline.office.cases.models import Alarm, Case, Measure, Order
from quietline.office.cases.services.second_person import agree, disagree
from quietline.office.cases.services.watch import watch_clocks
from tests.ledger_builders import Cast, a_case, a_number, a_person, decided, later, verified

pytestmark = pytest.mark.django_db


def rung(case: Case) -> list[tuple[str, int]]:
    """Kind and level of what was raised, in its order."""
    return list(Alarm.objects.filter(case=case).order_by("pk").values_list("kind", "level"))


def hours_around(due: datetime, hours: float) -> datetime:
    return due + timedelta(hours=hours)


@pytest.mark.clause("3.1")
def test_a_case_warns_before_it_is_due_and_escalates_after(cast: Cast) -> None:
    case = a_case(source="user_report")
    assert watch_clocks(hours_around(case.due_at, -2.1)) == 0
    watch_clocks(hours_around(case.due_at, -2))
    assert rung(case) == [("due_soon", 0)]
    watch_clocks(case.due_at)
    assert rung(case)[1:] == [("overdue", 0)]
    watch_clocks(hours_around(case.due_at, 2))
    assert rung(case)[2:] == [("overdue", 1)]
    watch_clocks(hours_around(case.due_at, 4))
    assert rung(case)[3:] == [("overdue", 2)]
    assert watch_clocks(hours_around(case.due_at, 400)) == 0
    assert AuditEntry.objects.filter(action__startswith="alarm.").count() == 4


def test_who_looks_late_raises_all_that_was_missed(cast: Cast) -> None:
    case = a_case()
    watch_clocks(hours_around(case.due_at, 100))
    assert rung(case) == [("due_soon", 0), ("overdue", 0), ("overdue", 1), ("overdue", 2)]


def test_a_clock_that_steps_back_an_hour_loses_no_due_time_and_rings_for_none_twice(cast: Cast) -> None:
    first, second = a_case(a_number(1)), a_case(a_number(2), at=later(minutes=30))
    watch_clocks(first.due_at)
    before = rung(first)
    for minutes in range(-60, 31, 10):
        watch_clocks(first.due_at + timedelta(minutes=minutes))
    assert rung(first) == before
    assert ("overdue", 0) in rung(second)
    assert len(rung(second)) == len(set(rung(second)))


def test_a_decision_ends_the_alarm(cast: Cast) -> None:
    case = a_case()
    watch_clocks(case.due_at)
    assert [alarm.kind for alarm in alarms_visible_to(cast.analyst)] == ["overdue"]
    decided(case, "watch", cast.analyst, at=hours_around(case.due_at, 1))
    assert alarms_visible_to(cast.analyst).count() == 0


def test_nobody_is_told_of_alarms_outside_his_scope(cast: Cast) -> None:
    case = a_case()
    watch_clocks(case.due_at)
    assert alarms_visible_to(cast.branch).count() == 1
    assert alarms_visible_to(cast.outsider).count() == 0
    assert alarms_visible_to(cast.administrator).count() == 0


def unreviewed(cast: Cast, number: str = "") -> Measure:
    """A shutdown whose 24 hours are over by `later(hours=24)`."""
    return decided(a_case(number) if number else a_case(), "shutdown", cast.analyst)


@pytest.mark.clause("1.2.3", "3.1")
def test_a_shutdown_that_nobody_reviewed_is_alarmed_and_proposed_for_restoration(cast: Cast) -> None:
    shutdown = unreviewed(cast)
    assert watch_clocks(later(hours=23.9)) == 1, "the case itself is due soon"
    assert not Measure.objects.filter(kind="restore").exists()
    watch_clocks(later(hours=24))
    proposal = Measure.objects.get(kind="restore")
    assert (proposal.state, proposal.decided_by, proposal.about) == ("proposed", None, shutdown)
    assert Alarm.objects.get(kind="unreviewed").measure == shutdown
    assert alarm_counts(cast.reviewer) == {"unreviewed": 1, "escalated": 0}
    shutdown.case.refresh_from_db()
    assert shutdown.case.state == "shut_down", "never by itself"
    assert Order.objects.filter(action="restore").count() == 0


@pytest.mark.clause("1.2.3", "2.3")
def test_one_person_who_did_not_decide_it_accepts_the_restoration(cast: Cast) -> None:
    shutdown = unreviewed(cast)
    watch_clocks(later(hours=25))
    proposal = Measure.objects.get(kind="restore")
    agree(measure_id=proposal.pk, actor=cast.reviewer, at=later(hours=26))
    shutdown.refresh_from_db()
    assert shutdown.case.state == "restored"
    assert (shutdown.second_person, shutdown.second_opinion) == (cast.reviewer.user, "disagreed")
    assert Order.objects.get(action="restore").state == "waiting"
    assert alarm_counts(cast.reviewer) == {"unreviewed": 0, "escalated": 0}


def test_who_shut_the_number_down_does_not_accept_its_restoration_under_another_account(cast: Cast) -> None:
    unreviewed(cast)
    watch_clocks(later(hours=25))
    proposal = Measure.objects.get(kind="restore")
    again = a_person("analyst2", "reviewer", staff_number=cast.analyst.name)
    with pytest.raises(Refused, match="his own second person"):
        agree(measure_id=proposal.pk, actor=again, at=later(hours=26))
    with pytest.raises(Refused, match="may not"):
        agree(measure_id=proposal.pk, actor=cast.second, at=later(hours=26))


def test_it_is_proposed_once_and_not_again_after_it_was_rejected(cast: Cast) -> None:
    unreviewed(cast)
    for hours in (24, 25, 24.5):
        watch_clocks(later(hours=hours))
    proposal = Measure.objects.get(kind="restore")
    disagree(measure_id=proposal.pk, actor=cast.reviewer, at=later(hours=26), note="证据确凿,继续关停")
    watch_clocks(later(hours=27))
    assert Measure.objects.get(kind="restore").state == "rejected"


@pytest.mark.parametrize("opinion", [agree, disagree])
def test_a_late_review_takes_the_proposal_back(cast: Cast, opinion: object) -> None:
    shutdown = unreviewed(cast)
    watch_clocks(later(hours=25))
    opinion(measure_id=shutdown.pk, actor=cast.reviewer, at=later(hours=26), note="复核意见")  # type: ignore[operator]
    assert Measure.objects.get(kind="restore").state == "undone"
    assert alarm_counts(cast.reviewer)["unreviewed"] == 0


def test_the_proposal_stands_in_nobodys_way(cast: Cast) -> None:
    shutdown = unreviewed(cast)
    watch_clocks(later(hours=25))
    decided(shutdown.case, "verify", cast.second, at=later(hours=26))
    assert Measure.objects.get(kind="restore").state == "undone"
    shutdown.case.refresh_from_db()
    assert shutdown.case.state == "verifying"
    watch_clocks(later(hours=27))
    assert Measure.objects.filter(kind="restore").count() == 1
    assert alarm_counts(cast.reviewer)["unreviewed"] == 1, "it is still not reviewed"


def test_a_proposal_that_was_taken_back_cannot_be_accepted_any_more(cast: Cast) -> None:
    shutdown = unreviewed(cast)
    watch_clocks(later(hours=25))
    proposal = Measure.objects.get(kind="restore")
    agree(measure_id=shutdown.pk, actor=cast.reviewer, at=later(hours=26))
    with pytest.raises((Refused, Conflict)):
        agree(measure_id=proposal.pk, actor=cast.reviewer, at=later(hours=26))


@pytest.mark.clause("2.3")
def test_a_confirmed_number_is_not_proposed_for_restoration(cast: Cast) -> None:
    case = a_case()
    decided(case, "verify", cast.analyst)
    verified(case, "confirmed", cast.second)
    decided(case, "shutdown", cast.analyst)
    watch_clocks(later(hours=25))
    assert Alarm.objects.filter(kind="unreviewed").count() == 1
    assert not Measure.objects.filter(kind="restore").exists()


def test_a_reviewed_shutdown_raises_nothing(cast: Cast) -> None:
    shutdown = unreviewed(cast)
    agree(measure_id=shutdown.pk, actor=cast.reviewer, at=later(hours=1))
    watch_clocks(later(hours=25))
    assert not Alarm.objects.filter(kind="unreviewed").exists()


def test_of_one_due_time_only_the_last_alarm_is_listed(cast: Cast) -> None:
    case = a_case()
    for hours in (-1, 0, 4):
        watch_clocks(hours_around(case.due_at, hours))
        (alarm,) = alarms_visible_to(cast.analyst)
        assert (alarm.kind, alarm.level) == rung(case)[-1]
