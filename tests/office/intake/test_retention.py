"""What is older than the city keeps it goes, by dated settings; aggregates, evidence and what is known of batches stay; a hold keeps more."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from quietline.domain.errors import InputError, NotFound, Refused
from quietline.home import City, Home, Retention
from quietline.ingest import quarantine
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.cases.runs import changed_pairs
from quietline.office.intake import retention
from quietline.office.intake.calendar import Calendar
from quietline.office.intake.holds import release_hold, set_hold
from quietline.office.intake.models import Batch, LegalHold
from quietline.office.intake.retention import months_before
from quietline.office.intake.services import ingest_file
from quietline.office.jobs.kinds import KINDS
from quietline.office.jobs.models import Job
from quietline.signals.roll_up import caller_day, signals_of
from quietline.signals.series import days_of
from quietline.warehouse.lake import Lake
from tests.ledger_builders import NOW, SYSTEM, Cast, later
from tests.office.intake.test_withdrawing import calls_file, loaded

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1")]

CALLER = "8613803910001"
DAY = date(2026, 3, 18)
AFTER = date(2026, 8, 19)
"""Five months later: the day of the calls has just left what is kept."""
BAD = "13803910001,15900009999,2026-13-18 11:00:00,30\n"


def counts(parts: list[retention.Part]) -> dict[str, int]:
    return {part.name: part.count for part in parts}


def rows(home: Home) -> int:
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls")
        found = con.execute("SELECT count(*) FROM calls").fetchone()
    assert found
    return int(found[0])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-08-19", 5, "2026-03-19"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-03-18", 25, "2024-02-18"),
        ("2024-03-30", 1, "2024-02-29"),
        ("2026-12-31", 12, "2025-12-31"),
    ],
)
def test_months_are_those_of_the_calendar(day: str, months: int, expected: str) -> None:
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_calls_go_and_their_measures_findings_and_batch_stay(home: Home, tmp_path: Path, cast: Cast) -> None:
    path = calls_file(tmp_path)
    batch = loaded(home, path, cast)
    evidence = list(CaseFinding.objects.values_list("key", "evidence"))
    measures = days_of(home, CALLER, DAY, DAY)
    assert counts(retention.planned(home, as_of=AFTER, actor=SYSTEM))["calls"] == 1
    assert rows(home) == 130
    parts = retention.remove(home, as_of=AFTER, actor=SYSTEM, at=later(days=154))
    assert (counts(parts)["calls"], rows(home), Lake(home).days()) == (1, 0, [])
    assert days_of(home, CALLER, DAY, DAY) == measures
    assert caller_day(home, DAY).exists()
    assert changed_pairs(home) == []
    assert list(CaseFinding.objects.values_list("key", "evidence")) == evidence
    assert (Case.objects.count(), Batch.objects.get(pk=batch.pk).accepted) == (1, 130)
    again = ingest_file(home, path, actor=cast.analyst, at=later(days=155))
    assert (again.accepted, again.duplicate, bool(again.known_as), rows(home)) == (0, 130, True, 0)
    entries = AuditEntry.objects.filter(object_kind="retention").order_by("pk")
    assert list(entries.values_list("action", "actor")) == [
        ("retention.began", "system:tests"),
        ("retention.ran", "system:tests"),
    ]
    assert entries[0].after["first_kept"]["calls"] == "2026-03-19"


def test_a_day_that_is_kept_stays_whole(home: Home, tmp_path: Path, cast: Cast) -> None:
    loaded(home, calls_file(tmp_path), cast)
    before = {name: path.stat().st_mtime_ns for name, path in signals_of(home, DAY).items()}
    parts = retention.remove(home, as_of=AFTER - timedelta(days=1), actor=SYSTEM, at=NOW)
    assert (counts(parts)["calls"], rows(home)) == (0, 130)
    assert {name: path.stat().st_mtime_ns for name, path in signals_of(home, DAY).items()} == before


def test_details_of_a_removed_day_are_not_made_from_nothing(home: Home, tmp_path: Path, cast: Cast) -> None:
    loaded(home, calls_file(tmp_path), cast)
    retention.remove(home, as_of=AFTER, actor=SYSTEM, at=NOW)
    with pytest.raises(InputError, match="beyond retention"):
        signals_of(home, DAY)


def test_new_rows_of_days_beyond_retention_are_unseen_and_the_load_says_so(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    loaded(home, calls_file(tmp_path), cast)
    retention.remove(home, as_of=AFTER, actor=SYSTEM, at=NOW)
    report = ingest_file(home, calls_file(tmp_path, 140, name="late.csv"), actor=cast.analyst, at=NOW)
    assert report.remark == "its rows of days before 2026-03-19 are beyond retention and are not kept"
    assert rows(home) == 0


def test_measures_and_findings_go_after_25_months(home: Home, tmp_path: Path, cast: Cast) -> None:
    loaded(home, calls_file(tmp_path), cast)
    parts = retention.remove(home, as_of=date(2028, 4, 19), actor=SYSTEM, at=NOW)
    assert counts(parts)["aggregates"] == 1
    assert counts(parts)["findings"] > 0
    assert days_of(home, CALLER, DAY, DAY) == []
    assert Case.objects.count() == 1


def test_quarantined_lines_and_uploads_go_and_stay_counted(home: Home, tmp_path: Path, cast: Cast) -> None:
    batch = loaded(home, calls_file(tmp_path, 3, bad=BAD), cast)
    uploaded = home.root / str(Job.objects.get(kind="ingest").arguments["path"])
    retention.remove(home, as_of=date(2028, 4, 19), actor=SYSTEM, at=NOW)
    assert (quarantine.rows(home, batch.batch), quarantine.count(home, batch.batch)) == ([], 1)
    assert not uploaded.exists()


class TestHolds:
    """Kept longer, with the reason and by whom."""

    def test_calls_of_a_held_number_stay_until_it_is_released(
        self, home: Home, tmp_path: Path, cast: Cast
    ) -> None:
        other = "13700000001,15900000001,2026-03-18 12:00:00,30\n"
        loaded(home, calls_file(tmp_path, 5, bad=other), cast)
        hold = set_hold(
            number="138 0391 0001", first=None, last=None, reason="公安调证", actor=cast.reviewer, at=NOW
        )
        parts = retention.remove(home, as_of=AFTER, actor=SYSTEM, at=NOW)
        assert (parts[0].kept_rows, rows(home)) == (5, 5)
        release_hold(hold_id=hold.pk, reason="结案", actor=cast.reviewer, at=NOW)
        retention.remove(home, as_of=AFTER, actor=SYSTEM, at=later(days=1))
        assert rows(home) == 0
        entries = AuditEntry.objects.filter(object_kind="legalhold").values_list("action", "reason")
        assert list(entries.order_by("pk")) == [
            ("legalhold.created", "公安调证"),
            ("legalhold.held->released", "结案"),
        ]

    @pytest.mark.parametrize(
        ("number", "first", "last", "reason", "message"),
        [
            ("", None, None, "x", "names a number, or"),
            ("", DAY, None, "x", "names a number, or"),
            ("", DAY, DAY - timedelta(days=1), "x", "is after"),
            ("138 0391 0001", None, None, " ", "reason"),
            ("abc", None, None, "x", "not a telephone number"),
        ],
    )
    def test_a_hold_says_what_and_why(
        self,
        cast: Cast,
        home: Home,
        number: str,
        first: date | None,
        last: date | None,
        reason: str,
        message: str,
    ) -> None:
        with pytest.raises(Refused, match=message):
            set_hold(number=number, first=first, last=last, reason=reason, actor=cast.reviewer, at=NOW)
        assert not LegalHold.objects.exists()

    @pytest.mark.parametrize("who", ["analyst", "branch", "auditor"])
    def test_who_may_not_hold_changes_nothing(self, cast: Cast, home: Home, who: str) -> None:
        with pytest.raises(Refused):
            set_hold(
                number="138 0391 0001", first=None, last=None, reason="x", actor=cast.by_name(who), at=NOW
            )

    def test_a_hold_that_is_over_is_not_released_again(self, cast: Cast, home: Home) -> None:
        hold = set_hold(
            number="138 0391 0001", first=None, last=None, reason="x", actor=cast.reviewer, at=NOW
        )
        release_hold(hold_id=hold.pk, reason="y", actor=cast.reviewer, at=NOW)
        with pytest.raises(NotFound):
            release_hold(hold_id=hold.pk, reason="y", actor=cast.reviewer, at=NOW)


class TestCalendar:
    """Once a day, after half past three by the city's clock."""

    @pytest.mark.parametrize(("hour_utc", "jobs"), [(19, 0), (20, 1)])
    def test_the_worker_asks_for_it_after_its_hour_and_once(
        self, home: Home, tmp_path: Path, cast: Cast, hour_utc: int, jobs: int
    ) -> None:
        loaded(home, calls_file(tmp_path, 3), cast)
        young = tmp_path / "young.csv"
        young.write_text(
            "caller,callee,start,duration\n13803910001,15900000001,2026-08-18 10:00:00,3\n", encoding="utf-8"
        )
        at = NOW.replace(month=8, day=18, hour=hour_utc, minute=10)
        ingest_file(home, young, actor=cast.analyst, at=at)
        for calendar in (Calendar(home), Calendar(home)):
            calendar.look(at)
            calendar.look(at)
        asked = Job.objects.filter(kind="retention")
        assert asked.count() == jobs
        for job in asked:
            KINDS["retention"](home, job, lambda done: None, lambda: False)
            assert rows(home) == 1

    def test_old_uploads_are_due_where_all_calls_are_young(
        self, home: Home, tmp_path: Path, cast: Cast
    ) -> None:
        loaded(home, calls_file(tmp_path, 3), cast)
        uploaded = home.root / str(Job.objects.get(kind="ingest").arguments["path"])
        kept = timedelta(days=Retention().uploads_days)
        for age, jobs in ((kept - timedelta(days=1), 0), (kept + timedelta(days=1), 1)):
            at = NOW.replace(month=4, day=10, hour=20)
            os.utime(uploaded, ((at - age).timestamp(),) * 2)
            Calendar(home).look(at)
            assert Job.objects.filter(kind="retention").count() == jobs
        KINDS["retention"](home, Job.objects.get(kind="retention"), lambda done: None, lambda: False)
        assert (uploaded.exists(), rows(home)) == (False, 3)

    def test_a_look_that_fails_is_made_again_on_the_same_day(
        self, home: Home, tmp_path: Path, cast: Cast
    ) -> None:
        loaded(home, calls_file(tmp_path, 3), cast)
        uploaded = home.root / str(Job.objects.get(kind="ingest").arguments["path"])
        os.utime(uploaded, (0, 0))
        calendar, at = Calendar(home), NOW.replace(month=4, day=10, hour=20)
        with transaction.atomic():
            transaction.set_rollback(True)
            with pytest.raises(TransactionManagementError):
                calendar.look(at)
        calendar.look(at)
        assert Job.objects.filter(kind="retention").count() == 1

    def test_a_clock_far_ahead_of_the_deliveries_removes_nothing(
        self, home: Home, tmp_path: Path, cast: Cast
    ) -> None:
        loaded(home, calls_file(tmp_path, 3), cast)
        at = NOW.replace(year=2030, hour=20)
        Calendar(home).look(at)
        assert not Job.objects.filter(kind="retention").exists()
        with pytest.raises(Refused, match="the youngest calls are of 2026-03-18"):
            retention.refuse_wrong_clock(home, at.date())


def test_rules_are_dated_settings_of_the_city(tmp_path: Path) -> None:
    rules = (Retention(), Retention(valid_from=date(2026, 7, 1), calls_months=12, uploads_days=7))
    found = Home(tmp_path / "city")
    found.create(City(retention=rules))
    read = Home(found.root).city
    assert read.retention == rules
    assert (
        read.retention_on(date(2026, 6, 30)).calls_months,
        read.retention_on(date(2026, 7, 1)).calls_months,
    ) == (5, 12)
    assert read.retention_on(date(1990, 1, 1)).calls_months == 5


@pytest.mark.parametrize("who", ["analyst", "branch", "auditor", "reviewer"])
def test_who_may_not_remove_removes_nothing(home: Home, cast: Cast, who: str) -> None:
    with pytest.raises(Refused):
        retention.remove(home, as_of=AFTER, actor=cast.by_name(who), at=NOW)
