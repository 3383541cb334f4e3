"""Findings become cases: one a holding, growing, never twice, never for what is never touched (clauses 1.2.3, 3.1)."""

from datetime import date, timedelta

import pytest

from quietline.domain.findings import Outcome, Severity
from quietline.domain.number_plan import NEVER_BLOCK
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.detection import take_in
from quietline.office.cases.holder import name_holders
from quietline.office.cases.models import Case, CaseFinding, CaseReport
from quietline.office.cases.queries import cases_visible_to, summary
from quietline.office.cases.services.closing import close_ended
from quietline.office.intake.models import Report
from quietline.office.registry.models import Holding
from tests.lake_builders import commit_rows
from tests.ledger_builders import (
    DAY,
    MOBILE,
    NOW,
    SYSTEM,
    Cast,
    a_case,
    a_control_day,
    a_finding,
    a_number,
    decided,
    later,
)

pytestmark = pytest.mark.django_db


@pytest.mark.clause("3.1")
def test_all_findings_of_a_number_are_one_case(home: Home) -> None:
    for control in ("c102_hourly_frequency", "c103_distinct_callees"):
        take_in(home, a_control_day(a_finding(control)), actor=SYSTEM, at=NOW)
    case = Case.objects.get()
    assert summary(case, NOW) == {
        "case": case.pk,
        "number": MOBILE,
        "state": "suspected",
        "protected": False,
        "controls": ["c102_hourly_frequency", "c103_distinct_callees"],
        "sources": ["call_frequency"],
        "due": later(hours=48).isoformat(),
        "holder": None,
    }


def test_the_same_findings_again_change_nothing(home: Home) -> None:
    day = a_control_day(a_finding(), a_finding(subject=a_number(2)))
    assert take_in(home, day, actor=SYSTEM, at=NOW) == 2
    entries = AuditEntry.objects.count()
    assert take_in(home, day, actor=SYSTEM, at=later(hours=1)) == 0
    assert (Case.objects.count(), CaseFinding.objects.count(), AuditEntry.objects.count()) == (2, 2, entries)


def test_many_findings_are_taken_in_whole(home: Home) -> None:
    findings = [a_finding(subject=a_number(position)) for position in range(450)]
    assert take_in(home, a_control_day(*findings), actor=SYSTEM, at=NOW) == 450
    assert Case.objects.count() == 450


def test_a_control_in_shadow_opens_no_case(home: Home) -> None:
    assert take_in(home, a_control_day(a_finding(), shadow=True), actor=SYSTEM, at=NOW) == 0
    assert not Case.objects.exists()


@pytest.mark.parametrize("outcome", [Outcome.NOT_ENOUGH_HISTORY, Outcome.ERROR])
def test_only_a_match_opens_a_case(home: Home, outcome: Outcome) -> None:
    take_in(home, a_control_day(a_finding(outcome=outcome)), actor=SYSTEM, at=NOW)
    assert not Case.objects.exists()


@pytest.mark.clause("3.1")
def test_emergency_lines_public_hotlines_and_the_own_hotline_never_become_cases(home: Home) -> None:
    numbers = [*sorted(NEVER_BLOCK), home.city.hotline]
    take_in(home, a_control_day(*(a_finding(subject=number) for number in numbers)), actor=SYSTEM, at=NOW)
    assert not Case.objects.exists()


@pytest.mark.clause("3.1")
def test_a_stricter_source_brings_the_clock_forward(home: Home) -> None:
    case = a_case(source="call_frequency")
    assert case.due_at == later(hours=48)
    a_case(source="regulator_notice", control="c103_distinct_callees", at=later(hours=3))
    case.refresh_from_db()
    assert case.due_at == later(hours=24)
    a_case(source="big_data_list", control="c104_low_answer_rate", at=later(hours=4))
    case.refresh_from_db()
    assert case.due_at == later(hours=24)


def test_a_worse_finding_makes_the_case_worse(home: Home) -> None:
    take_in(home, a_control_day(a_finding(severity=Severity.LOW)), actor=SYSTEM, at=NOW)
    worse = a_finding("c103_distinct_callees", severity=Severity.HIGH)
    take_in(home, a_control_day(worse), actor=SYSTEM, at=NOW)
    assert Case.objects.get().severity == 3


def test_the_register_says_who_holds_the_number_on_the_day(home: Home) -> None:
    rows = [
        {
            "number": MOBILE,
            "subscriber": "s1",
            "holder_name": "旧人",
            "since": date(2020, 1, 1),
            "until": date(2026, 1, 31),
        },
        {
            "number": MOBILE,
            "subscriber": "s2",
            "holder_name": "新人",
            "since": date(2026, 2, 1),
            "branch": "解放区",
            "line_class": "trunk",
        },
        {"number": MOBILE, "subscriber": "s3", "holder_name": "后人", "since": date(2026, 5, 1)},
    ]
    commit_rows(home, "holdings", rows)
    take_in(home, a_control_day(a_finding()), actor=SYSTEM, at=NOW)
    case = Case.objects.get()
    assert (case.holding.holder_name, case.holding.line_class, case.branch) == ("新人", "trunk", "解放区")


def test_two_holders_of_the_same_digits_have_two_cases(home: Home) -> None:
    rows = [
        {
            "number": MOBILE,
            "subscriber": "s1",
            "holder_name": "旧人",
            "since": date(2020, 1, 1),
            "until": date(2026, 3, 17),
        },
        {"number": MOBILE, "subscriber": "s2", "holder_name": "新人", "since": date(2026, 3, 18)},
    ]
    commit_rows(home, "holdings", rows)
    before = DAY - timedelta(days=1)
    take_in(home, a_control_day(a_finding(day=before), day=before), actor=SYSTEM, at=NOW)
    take_in(home, a_control_day(a_finding()), actor=SYSTEM, at=NOW)
    assert set(Case.objects.values_list("holding__holder_name", flat=True)) == {"旧人", "新人"}


def test_a_holder_who_becomes_known_gets_the_case_that_is_there(home: Home) -> None:
    take_in(home, a_control_day(a_finding()), actor=SYSTEM, at=NOW)
    commit_rows(
        home,
        "holdings",
        [
            {
                "number": MOBILE,
                "subscriber": "s1",
                "holder_name": "张三",
                "since": date(2025, 1, 1),
                "branch": "解放区",
            }
        ],
    )
    take_in(home, a_control_day(a_finding("c103_distinct_callees")), actor=SYSTEM, at=later(hours=1))
    case = Case.objects.get()
    assert (case.holding.holder_name, case.branch, Holding.objects.count()) == ("张三", "解放区", 1)


def test_a_register_that_comes_later_names_the_holders_of_open_cases(home: Home, cast: Cast) -> None:
    day = a_control_day(a_finding(), a_finding(subject=a_number(2)), a_finding(subject=a_number(3)))
    take_in(home, day, actor=SYSTEM, at=NOW)
    assert not cases_visible_to(cast.branch).exists()
    rows = [
        {
            "number": MOBILE,
            "subscriber": "s1",
            "holder_name": "张三",
            "since": date(2025, 1, 1),
            "branch": "解放区",
        },
        {
            "number": a_number(2),
            "subscriber": "s2",
            "holder_name": "后人",
            "since": DAY + timedelta(days=1),
            "branch": "解放区",
        },
    ]
    commit_rows(home, "holdings", rows)
    assert name_holders(home, actor=SYSTEM, at=later(hours=1)) == 1
    assert [case.holding.holder_name for case in cases_visible_to(cast.branch)] == ["张三"]
    assert name_holders(home, actor=SYSTEM, at=later(hours=2)) == 0


def test_records_that_come_late_renew_the_evidence_of_an_undecided_case(home: Home) -> None:
    take_in(home, a_control_day(a_finding(evidence={"attempts_60min": 70})), actor=SYSTEM, at=NOW)
    take_in(home, a_control_day(a_finding(evidence={"attempts_60min": 90})), actor=SYSTEM, at=later(hours=1))
    assert CaseFinding.objects.get().evidence == {"attempts_60min": 90}
    assert Case.objects.get().version == 2


def test_a_renewed_finding_makes_its_case_as_bad_as_what_stands(home: Home) -> None:
    for severity, rank in ((Severity.HIGH, 3), (Severity.LOW, 1), (Severity.MEDIUM, 2)):
        take_in(home, a_control_day(a_finding(severity=severity)), actor=SYSTEM, at=NOW)
        assert Case.objects.get().severity == rank


def test_the_evidence_of_a_decided_case_stays_as_it_was_seen(home: Home, cast: Cast) -> None:
    take_in(home, a_control_day(a_finding(evidence={"attempts_60min": 70})), actor=SYSTEM, at=NOW)
    decided(Case.objects.get(), "shutdown", cast.analyst)
    take_in(home, a_control_day(a_finding(evidence={"attempts_60min": 90})), actor=SYSTEM, at=later(hours=1))
    assert CaseFinding.objects.get().evidence == {"attempts_60min": 70}


def a_closed_case(cast: Cast) -> Case:
    """Dismissed on 20 March, closed."""
    case = a_case(holder="")
    decided(case, "dismiss", cast.analyst)
    close_ended(later(seconds=1))
    return case


@pytest.mark.parametrize("days", [-1, 1, 2])
def test_evidence_of_a_day_that_was_judged_opens_nothing(home: Home, cast: Cast, days: int) -> None:
    case = a_closed_case(cast)
    day = DAY + timedelta(days=days)
    assert take_in(home, a_control_day(a_finding(day=day), day=day), actor=SYSTEM, at=later(days=1)) == 0
    late = CaseFinding.objects.get(day=day)
    assert (late.case_id, late.cleared) == (case.pk, True)


def test_evidence_of_a_later_day_opens_a_new_case(home: Home, cast: Cast) -> None:
    case = a_closed_case(cast)
    day = DAY + timedelta(days=3)
    assert take_in(home, a_control_day(a_finding(day=day), day=day), actor=SYSTEM, at=later(days=2)) == 1
    assert Case.objects.exclude(state="closed").get().pk != case.pk


def test_a_watched_number_is_suspected_again_on_evidence_of_a_later_day_only(home: Home, cast: Cast) -> None:
    case = a_case(holder="")
    decided(case, "watch", cast.analyst)
    today = NOW.date()
    take_in(home, a_control_day(a_finding(day=today), day=today), actor=SYSTEM, at=later(hours=20))
    case.refresh_from_db()
    assert case.state == "watching"
    tomorrow = today + timedelta(days=1)
    take_in(home, a_control_day(a_finding(day=tomorrow), day=tomorrow), actor=SYSTEM, at=later(hours=40))
    case.refresh_from_db()
    assert (case.state, case.due_at) == ("suspected", later(hours=88))


def test_what_comes_between_decision_and_closing_is_not_lost(home: Home, cast: Cast) -> None:
    case = a_case(holder="")
    decided(case, "dismiss", cast.analyst)
    tomorrow = NOW.date() + timedelta(days=1)
    take_in(home, a_control_day(a_finding(day=tomorrow), day=tomorrow), actor=SYSTEM, at=later(hours=20))
    close_ended(later(hours=21))
    new = Case.objects.exclude(pk=case.pk).get()
    assert (new.state, [finding.day for finding in new.findings.all()]) == ("suspected", [tomorrow])
    assert [finding.day for finding in case.findings.all()] == [DAY]


def test_a_report_whose_file_was_withdrawn_opens_no_case_at_the_closing(home: Home, cast: Cast) -> None:
    case = a_case(holder="")
    decided(case, "dismiss", cast.analyst)
    report = Report.objects.create(key="r", number=case.number, reported_at=later(hours=1), batch="b")
    CaseReport.objects.create(
        case=case, report=report, taken_in_at=later(hours=2), withdrawn_at=later(hours=3)
    )
    close_ended(later(hours=21))
    assert Case.objects.count() == 1
