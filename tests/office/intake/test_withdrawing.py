"""A file loaded by mistake is withdrawn as a whole; its days are judged anew, and cases that stood on it are told (clause 3.1)."""

from pathlib import Path

import pytest
from django.utils import timezone

from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case, CaseFinding, CaseReport
from quietline.office.cases.withdrawal import is_baseless
from quietline.office.intake.corrections import Wish, correct
from quietline.office.intake.models import Batch, Correction
from quietline.office.intake.protected import renew_protected_callers
from quietline.office.intake.replay import replay
from quietline.office.intake.services import ingest_file, take_in, upload
from quietline.office.intake.withdrawing import ask_for_return, ask_for_withdrawal
from quietline.office.jobs.models import Job
from quietline.office.jobs.running import run_next
from quietline.office.registry.models import ProtectedCaller
from quietline.warehouse.lake import Lake
from tests.ledger_builders import NOW, SYSTEM, Cast, decided, later

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1")]

CALLER = "13803910001"


def calls_file(folder: Path, calls: int = 130, *, name: str = "calls.csv", bad: str = "") -> Path:
    """So many calls within an hour to as many strangers."""
    rows = "".join(
        f"{CALLER},159{n:08d},2026-03-18 10:{n * 25 // 60:02d}:{n * 25 % 60:02d},30\n" for n in range(calls)
    )
    path = folder / name
    path.write_text(f"caller,callee,start,duration\n{rows}{bad}", encoding="utf-8")
    return path


def run_jobs(home: Home) -> Job:
    """Do what waits; the last job, which must have succeeded."""
    while run_next(home, timezone.now()):
        pass
    job = Job.objects.latest("pk")
    assert job.state == "done", job.error
    return job


def loaded(home: Home, path: Path, cast: Cast) -> Batch:
    """The file, uploaded, loaded and judged."""
    with path.open("rb") as content:
        upload(home, path.name, content, actor=cast.analyst, at=NOW)
    run_jobs(home)
    return Batch.objects.latest("pk")


def is_told(case: Case) -> bool:
    """Whether its pages say that it stands on withdrawn records only."""
    return is_baseless(case)


def withdrawn(home: Home, batch: Batch, cast: Cast, rows: int) -> Job:
    ask_for_withdrawal(batch=batch.batch, rows=rows, reason="误接入", actor=cast.reviewer, at=timezone.now())
    return run_jobs(home)


def test_rows_vanish_cases_are_told_and_the_file_can_come_again(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    path = calls_file(tmp_path)
    batch = loaded(home, path, cast)
    case = Case.objects.get()
    assert not is_told(case)
    job = withdrawn(home, batch, cast, 130)
    batch.refresh_from_db()
    assert (batch.state, batch.version, Lake(home).files("calls")) == ("withdrawn", 2, [])
    assert job.result is not None
    assert CaseFinding.objects.filter(case=case, withdrawn_at=None).count() == 0
    assert is_told(Case.objects.get())
    assert AuditEntry.objects.get(action="batch.loaded->withdrawn").reason == "误接入"
    again = loaded(home, path, cast)
    assert (again.batch, again.accepted, again.state) == (f"{batch.batch}-2", 130, "loaded")
    assert not is_told(Case.objects.get())


def test_what_was_decided_stays_as_it_was_and_is_told(home: Home, tmp_path: Path, cast: Cast) -> None:
    batch = loaded(home, calls_file(tmp_path), cast)
    case = Case.objects.get()
    decided(case, "shutdown", cast.analyst, at=timezone.now())
    job = withdrawn(home, batch, cast, 130)
    case.refresh_from_db()
    assert (case.state, is_told(case)) == ("shut_down", True)
    assert job.result is not None
    assert job.result["marked"] == case.findings.count() > 0


def test_a_withdrawal_is_undone(home: Home, tmp_path: Path, cast: Cast) -> None:
    batch = loaded(home, calls_file(tmp_path), cast)
    withdrawn(home, batch, cast, 130)
    ask_for_return(batch=batch.batch, actor=cast.reviewer, at=timezone.now())
    run_jobs(home)
    batch.refresh_from_db()
    assert (batch.state, batch.version, len(Lake(home).files("calls"))) == ("loaded", 3, 1)
    assert not CaseFinding.objects.exclude(withdrawn_at=None).exists()


def test_rows_that_a_later_file_left_out_come_with_that_file_again(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    first = loaded(home, calls_file(tmp_path, 50, name="a.csv"), cast)
    second = calls_file(tmp_path, 60, name="b.csv")
    assert loaded(home, second, cast).accepted == 10
    withdrawn(home, first, cast, 50)
    assert loaded(home, second, cast).accepted == 50
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls")
        assert con.execute("SELECT count(*), count(DISTINCT callee) FROM calls").fetchone() == (60, 60)


@pytest.mark.parametrize(
    ("rows", "reason", "message"),
    [
        (129, "误接入", "130 rows vanish with the batch, not 129"),
        (None, "误接入", "130 rows"),
        (130, " ", "reason"),
    ],
)
def test_a_second_look_and_a_reason_are_needed(
    home: Home, tmp_path: Path, cast: Cast, rows: int | None, reason: str, message: str
) -> None:
    batch = loaded(home, calls_file(tmp_path), cast)
    with pytest.raises(Refused, match=message):
        ask_for_withdrawal(batch=batch.batch, rows=rows, reason=reason, actor=cast.reviewer, at=NOW)
    assert AuditEntry.objects.filter(action="batch.withdraw.refused").count() == 1


@pytest.mark.parametrize("who", ["analyst", "branch", "auditor", "administrator"])
def test_who_may_not_withdraw_changes_nothing(home: Home, tmp_path: Path, cast: Cast, who: str) -> None:
    ingest_file(home, calls_file(tmp_path, 3), actor=cast.analyst, at=NOW)
    batch = Batch.objects.get()
    with pytest.raises(Refused):
        ask_for_withdrawal(batch=batch.batch, rows=3, reason="误接入", actor=cast.by_name(who), at=NOW)
    assert not Job.objects.exists()


def test_corrected_lines_go_with_their_file(home: Home, tmp_path: Path, cast: Cast) -> None:
    bad = f"{CALLER},15900009999,2026-13-18 11:00:00,30\n"
    batch = loaded(home, calls_file(tmp_path, 3, bad=bad), cast)
    correct(home, batch, Wish(5, 0, bad.strip().replace("13-18", "03-18")), actor=cast.analyst, at=NOW)
    replay(home, batch, actor=cast.analyst, at=timezone.now())
    take_in(home, actor=cast.analyst, at=timezone.now())
    withdrawn(home, batch, cast, 4)
    assert (Lake(home).files("calls"), Batch.objects.filter(state="withdrawn").count()) == ([], 2)


def test_lines_of_a_withdrawn_correction_wait_again(home: Home, tmp_path: Path, cast: Cast) -> None:
    bad = f"{CALLER},15900009999,2026-13-18 11:00:00,30\n"
    batch = loaded(home, calls_file(tmp_path, 3, bad=bad), cast)
    correct(home, batch, Wish(5, 0, bad.strip().replace("13-18", "03-18")), actor=cast.analyst, at=NOW)
    replay(home, batch, actor=cast.analyst, at=timezone.now())
    take_in(home, actor=cast.analyst, at=timezone.now())
    withdrawn(home, Batch.objects.get(corrects=batch.batch), cast, 1)
    assert Correction.objects.get().state == "ready"
    assert replay(home, batch, actor=cast.analyst, at=timezone.now()).corrected == 1
    assert Correction.objects.get().replayed_as.endswith("-2")


def test_reports_and_protected_callers_follow_their_file(home: Home, tmp_path: Path, cast: Cast) -> None:
    reports = tmp_path / "reports.csv"
    reports.write_text(
        f"number,reported_at,reporter,category,text\n{CALLER},2026-03-18 12:00:00,13900000001,推销,卖房\n",
        encoding="utf-8",
    )
    white = tmp_path / "white.csv"
    white.write_text(
        f"number,purpose,valid_from,valid_until,evidence\n{CALLER},快递,2026-01-01,,函\n", encoding="utf-8"
    )
    for path in (reports, white):
        ingest_file(home, path, actor=cast.analyst, at=later(hours=1))
    for batch in Batch.objects.all():
        withdrawn(home, batch, cast, 1)
    assert CaseReport.objects.get().withdrawn_at is not None
    assert not ProtectedCaller.objects.exists()


def test_a_worker_that_died_in_the_middle_is_completed_by_the_next(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    batch = loaded(home, calls_file(tmp_path), cast)
    withdrawn(home, batch, cast, 130)
    Batch.objects.filter(pk=batch.pk).update(state="loaded")
    CaseFinding.objects.update(withdrawn_at=None)
    Job.objects.filter(kind="withdraw").update(state="queued", finished_at=None)
    run_jobs(home)
    batch.refresh_from_db()
    assert batch.state == "withdrawn"
    assert not CaseFinding.objects.filter(withdrawn_at=None).exists()


def protected_list(folder: Path, name: str, *numbers: str) -> Path:
    """A register of protected callers."""
    rows = "".join(f"{number},快递,2026-01-01,,函 {name}\n" for number in numbers)
    path = folder / f"{name}.csv"
    path.write_text(f"number,purpose,valid_from,valid_until,evidence\n{rows}", encoding="utf-8")
    return path


class TestProtectedCallers:
    """Two lists name the caller; the younger one, which the ledger's entry is of, is withdrawn."""

    @pytest.fixture
    def lists(self, home: Home, tmp_path: Path, cast: Cast) -> list[str]:
        for hour, name in enumerate(("old", "young")):
            ingest_file(
                home, protected_list(tmp_path, name, CALLER), actor=cast.analyst, at=later(hours=hour)
            )
        return [Batch.objects.get(file_name=f"{name}.csv").batch for name in ("old", "young")]

    def test_a_renewal_that_dies_in_the_middle_leaves_nobody_unprotected(
        self, home: Home, lists: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def die(*arguments: object, **named: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(ProtectedCaller.objects, "bulk_create", die)
        with pytest.raises(KeyboardInterrupt):
            renew_protected_callers(home, lists[1:], actor=SYSTEM, at=NOW)
        assert ProtectedCaller.objects.get().batch == lists[1]

    def test_what_the_other_list_says_comes_back_and_is_recorded(
        self, home: Home, lists: list[str], cast: Cast
    ) -> None:
        withdrawn(home, Batch.objects.get(batch=lists[1]), cast, 1)
        assert ProtectedCaller.objects.get().batch == lists[0]
        entry = AuditEntry.objects.get(action="protected_callers.renewed")
        assert (entry.before["entries"], entry.after) == (1, {"entries": {lists[0]: 1}})
