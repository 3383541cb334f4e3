"""Files become batches, reports and protected callers of the ledger, once, however often they come."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone

from quietline.domain.errors import InputError, Refused
from quietline.home import Home
from quietline.ingest.profile import named
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case, CaseReport, Order
from quietline.office.cases.queries import summary
from quietline.office.cases.services.closing import close_ended
from quietline.office.intake.models import Batch, Report
from quietline.office.intake.services import ingest, ingest_file, take_in, upload
from quietline.office.jobs.models import Job
from quietline.office.jobs.running import run_next
from quietline.office.registry.models import ProtectedCaller
from tests.ingest.workbook_builders import a_workbook
from tests.ledger_builders import NOW, SYSTEM, Cast, a_case, decided, later

pytestmark = pytest.mark.django_db

REPORTS = "number,reported_at,reporter,category,text\n"
ROW = "13803910001,2026-03-18 12:00:00,13900000001,推销,卖房的\n"
CALLS = "caller,callee,start,duration\n13803910001,15900000001,2026-03-18 10:00:00,30\n13803910001,x,2026-03-18 10:00:00,30\n"
PROTECTED = "number,purpose,valid_from,valid_until,evidence\n"


def a_file(folder: Path, content: str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_file_becomes_a_batch_that_adds_up(home: Home, tmp_path: Path) -> None:
    report = ingest_file(home, a_file(tmp_path, CALLS), actor=SYSTEM, at=NOW)
    batch = Batch.objects.get()
    assert (batch.accepted, batch.duplicate, batch.quarantined, batch.total) == (1, 0, 1, 2)
    assert (batch.batch, batch.file_name, batch.loaded_by) == (report.batch, "file.csv", "system:tests")
    assert AuditEntry.objects.filter(object_kind="batch", action="batch.created").count() == 1


def test_the_same_file_again_changes_nothing_but_is_remembered(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, REPORTS + ROW)
    first = ingest_file(home, path, actor=SYSTEM, at=NOW)
    again = ingest_file(home, a_file(tmp_path, REPORTS + ROW, "another-name.csv"), actor=SYSTEM, at=NOW)
    assert (first.accepted, again.accepted, again.duplicate, again.total) == (1, 0, 1, 1)
    assert (Batch.objects.count(), Report.objects.count(), Case.objects.count()) == (1, 1, 1)
    assert AuditEntry.objects.filter(action="file.known").count() == 1


@pytest.mark.clause("3.1")
def test_a_report_opens_a_case_with_its_own_clock(home: Home, tmp_path: Path) -> None:
    ingest_file(home, a_file(tmp_path, REPORTS + ROW), actor=SYSTEM, at=NOW)
    case = Case.objects.get()
    found = summary(case, NOW)
    assert (found["number"], found["sources"], found["due"]) == (
        "8613803910001",
        ["user_report"],
        later(hours=24).isoformat(),
    )
    report = Report.objects.get()
    assert (report.text, report.holding, report.case_report.case) == ("卖房的", case.holding, case)


@pytest.mark.clause("3.1")
def test_a_report_joins_the_case_that_is_there_and_brings_its_clock_forward(
    home: Home, tmp_path: Path
) -> None:
    case = a_case(holder="", branch="")
    ingest_file(home, a_file(tmp_path, REPORTS + ROW), actor=SYSTEM, at=later(hours=2))
    case.refresh_from_db()
    assert summary(case, NOW)["sources"] == ["user_report", "call_frequency"]
    assert case.due_at == later(hours=24)


def test_a_report_of_a_hotline_is_kept_and_opens_no_case(home: Home, tmp_path: Path) -> None:
    ingest_file(
        home,
        a_file(tmp_path, REPORTS + "110,2026-03-18 12:00:00,13900000001,推销,打错\n"),
        actor=SYSTEM,
        at=NOW,
    )
    assert Report.objects.get().holding is None
    assert not Case.objects.exists()


def test_a_report_from_before_the_judgement_opens_nothing(home: Home, tmp_path: Path, cast: Cast) -> None:
    case = a_case(holder="", branch="")
    decided(case, "dismiss", cast.analyst)
    close_ended(later(seconds=1))
    ingest_file(home, a_file(tmp_path, REPORTS + ROW), actor=SYSTEM, at=later(days=1))
    joined = CaseReport.objects.get()
    assert (joined.case, joined.cleared, Case.objects.count()) == (case, True, 1)


def test_a_report_from_after_the_decision_opens_a_case_on_the_same_day(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    case = a_case(holder="", branch="")
    decided(case, "dismiss", cast.analyst)  # at 10:00
    close_ended(later(seconds=1))
    after = "13803910001,2026-03-20 15:00:00,13900000001,推销,又打来了\n"
    ingest_file(home, a_file(tmp_path, REPORTS + after), actor=SYSTEM, at=later(days=1))
    joined = CaseReport.objects.get()
    assert (joined.cleared, joined.case.state, joined.case_id == case.pk) == (False, "suspected", False)


def test_a_report_between_decision_and_closing_is_not_lost(home: Home, tmp_path: Path, cast: Cast) -> None:
    case = a_case(holder="", branch="")
    decided(case, "refer", cast.analyst)  # its order waits, so the case stays open
    after = "13803910001,2026-03-20 15:00:00,13900000001,推销,又打来了\n"
    ingest_file(home, a_file(tmp_path, REPORTS + after), actor=SYSTEM, at=later(hours=6))
    Order.objects.update(state="done")
    close_ended(later(hours=7))
    new = Case.objects.exclude(pk=case.pk).get()
    assert (new.state, CaseReport.objects.get().case, new.due_at) == ("suspected", new, later(hours=31))


def test_taking_in_what_a_killed_process_left_is_completed(home: Home, tmp_path: Path) -> None:
    ingest_file(home, a_file(tmp_path, REPORTS + ROW), actor=SYSTEM, at=NOW)
    Batch.objects.all().delete()  # killed before it could say that all is in
    assert len(take_in(home, actor=SYSTEM, at=NOW)) == 1
    assert (Report.objects.count(), Case.objects.count(), CaseReport.objects.count()) == (1, 1, 1)
    assert take_in(home, actor=SYSTEM, at=NOW) == []


@pytest.mark.clause("1.2.3")
def test_a_newer_list_of_protected_callers_gives_their_new_end(home: Home, tmp_path: Path) -> None:
    ingest_file(
        home,
        a_file(tmp_path, PROTECTED + "13803910001,快递,2026-01-01,2026-12-31,函\n"),
        actor=SYSTEM,
        at=NOW,
    )
    ingest_file(
        home,
        a_file(tmp_path, PROTECTED + "13803910001,快递,2026-01-01,2026-03-31,函\n"),
        actor=SYSTEM,
        at=NOW,
    )
    entry = ProtectedCaller.objects.get()
    assert (entry.number, entry.purpose, str(entry.valid_until)) == ("8613803910001", "快递", "2026-03-31")


def test_the_first_file_that_cannot_be_read_ends_the_delivery_and_leaves_an_entry(
    home: Home, tmp_path: Path
) -> None:
    good, bad = a_file(tmp_path, CALLS), a_file(tmp_path, "hello\n", "bad.csv")
    with pytest.raises(InputError, match=r"bad\.csv"):
        ingest(home, [good, bad], actor=SYSTEM, at=NOW)
    assert Batch.objects.count() == 1
    assert AuditEntry.objects.get(action="file.refused").object_id == "bad.csv"


def test_a_delivery_is_taken_in_as_a_whole_whatever_the_order_of_its_files(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    holdings = "number,subscriber,holder_name,line_class,branch,channel,since\n13803910001,s1,张三,mobile,解放区,,2025-01-01\n"
    files = [a_file(tmp_path, REPORTS + ROW, "a.csv"), a_file(tmp_path, holdings, "b.csv")]
    ingest(home, files, actor=SYSTEM, at=NOW)
    case = Case.objects.get()
    assert (case.holding.holder_name, case.branch, case.version) == ("张三", "解放区", 1)


@pytest.mark.parametrize("who", ["branch", "auditor", "administrator"])
def test_who_may_not_ingest_changes_nothing(cast: Cast, home: Home, tmp_path: Path, who: str) -> None:
    with pytest.raises(Refused):
        ingest_file(home, a_file(tmp_path, CALLS), actor=cast.by_name(who), at=NOW)
    assert not Batch.objects.exists()


def test_an_uploaded_file_is_loaded_and_judged_as_a_job(cast: Cast, home: Home) -> None:
    rows = "".join(
        f"13803910001,159{n:08d},2026-03-18 10:{n // 2:02d}:{n % 2 * 30:02d},30\n" for n in range(61)
    )
    content = "caller,callee,start,duration\n" + rows
    job = upload(home, "C:\\files\\..\\calls.csv", BytesIO(content.encode()), actor=cast.analyst, at=NOW)
    run_next(home, timezone.now())
    job = Job.objects.get(pk=job.pk)
    assert job.state == "done"
    assert job.result is not None
    assert (job.result["file_name"], job.result["accepted"], job.result["detected_from"]) == (
        "calls.csv",
        61,
        "2026-03-18",
    )
    assert Case.objects.count() == 1
    assert Batch.objects.get().loaded_by == "S-ANALYST"


@pytest.mark.parametrize("name", ["", "..", "/", "a/..", "."])
def test_an_upload_needs_a_name(cast: Cast, home: Home, name: str) -> None:
    with pytest.raises(InputError, match="not a file name"):
        upload(home, name, BytesIO(b"x"), actor=cast.analyst, at=NOW)


def test_each_file_in_an_archive_is_loaded_and_what_cannot_be_read_is_told(
    home: Home, tmp_path: Path
) -> None:
    path = tmp_path / "april.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", CALLS)
        archive.writestr("b.csv", "what is this\n")
        archive.writestr("c.csv", REPORTS + ROW)
    with pytest.raises(InputError, match=r"april\.zip b\.csv line 1: none of the profiles"):
        ingest(home, [path], actor=SYSTEM, at=NOW)
    assert {row.file_name for row in Batch.objects.all()} == {"april.zip/a.csv", "april.zip/c.csv"}
    assert Report.objects.count() == 1


CALLS_SHEET = [
    ["caller", "callee", "start", "duration"],
    ["13803910001", "15900000001", "2026-03-18 10:00:00", 30],
]
NOTES = [["制表", "张三"], ["说明", "本表每日生成"]]


@pytest.mark.parametrize("profile", [None, "csv"])
def test_a_sheet_of_notes_beside_calls_is_left_aside_and_told(
    home: Home, tmp_path: Path, profile: str | None
) -> None:
    path = a_workbook(tmp_path, CALLS_SHEET, sheet="话单", more={"说明": NOTES})
    (report,) = ingest(home, [path], profile=named(home, profile) if profile else None, actor=SYSTEM, at=NOW)
    assert (report.accepted, report.remark) == (1, "the sheet 说明 holds no records")
    assert not AuditEntry.objects.filter(action="file.refused").exists()


def test_a_sheet_that_nearly_is_a_table_is_told_as_a_failure(home: Home, tmp_path: Path) -> None:
    path = a_workbook(tmp_path, CALLS_SHEET, more={"b": [["caller", "calle"], [13803910001, 1]]})
    with pytest.raises(InputError, match="it lacks 'callee'"):
        ingest(home, [path], actor=SYSTEM, at=NOW)


def test_a_workbook_of_notes_alone_is_refused(home: Home, tmp_path: Path) -> None:
    path = a_workbook(tmp_path, NOTES, more={"b": NOTES})
    with pytest.raises(InputError, match="none of the profiles"):
        ingest(home, [path], actor=SYSTEM, at=NOW)
    assert AuditEntry.objects.filter(action="file.refused").count() == 2


def test_a_complaint_joins_the_case_of_its_number_as_a_report_does(home: Home, tmp_path: Path) -> None:
    ingest_file(home, a_file(tmp_path, REPORTS + ROW), actor=SYSTEM, at=NOW)
    complaint = "被投诉号码,投诉时间,投诉人,投诉类别,渠道,投诉内容\n13803910001,2026-03-18 13:00:00,13900000002,,10010热线,又打来了\n"
    for name in ("complaints.csv", "again.csv"):
        ingest_file(
            home, a_file(tmp_path, complaint + "\n" * (name == "again.csv"), name), actor=SYSTEM, at=NOW
        )
    assert Case.objects.count() == 1
    assert CaseReport.objects.count() == 2
    assert Report.objects.get(reporter="13900000002").category == "10010热线"
