"""A bad row is never lost: it is corrected in the ledger, replayed through the same checks, and counts as open no more (clause 3.1)."""

from pathlib import Path

import pytest
import xlsxwriter
from django.utils import timezone

from quietline.domain.errors import Conflict, InputError, NotFound, Refused
from quietline.home import Home
from quietline.ingest import quarantine
from quietline.office.audit.models import AuditEntry
from quietline.office.intake.corrections import Wish, correct, give_up, undo
from quietline.office.intake.models import Batch, Correction
from quietline.office.intake.queries import lines_of, open_lines
from quietline.office.intake.replay import replay
from quietline.office.intake.services import ask_for_replay, ingest_file, take_in
from quietline.office.jobs.models import Job
from quietline.office.jobs.running import run_next
from quietline.warehouse.lake import Lake
from tests.ledger_builders import NOW, Cast, later
from tests.office.intake.corrected import BAD_DATE, BAD_NUMBER, GOOD, RIGHT_DATE, RIGHT_NUMBER, calls

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1")]


def versions_add_up() -> bool:
    """As many entries as changes."""
    entries = AuditEntry.objects.filter(object_kind="correction").count()
    return entries == sum(Correction.objects.values_list("version", flat=True))


def test_a_corrected_line_is_replayed_as_a_batch_that_says_what_it_corrects(
    home: Home, batch: Batch, cast: Cast
) -> None:
    ready = correct(home, batch, Wish(3, 0, RIGHT_DATE), actor=cast.analyst, at=NOW)
    assert (ready.state, ready.problem, open_lines(batch)) == ("ready", "", 2)
    done = replay(home, batch, actor=cast.analyst, at=later(minutes=1))
    assert (done.corrected, done.still_wrong, calls(home), open_lines(batch)) == (1, 0, 2, 1)
    take_in(home, actor=cast.analyst, at=later(minutes=1))
    second = Batch.objects.get(corrects=batch.batch)
    manifest = Lake(home).manifest(second.batch)
    assert (manifest.profile, manifest.corrects, manifest.corrected_lines) == ("csv", batch.batch, (3,))
    assert Correction.objects.get(line=3).replayed_as == second.batch
    assert (second.accepted, second.total, second.first_day) == (1, 1, Lake(home).days()[0])
    assert versions_add_up()


def test_a_line_that_is_still_wrong_stays_with_its_new_reason(home: Home, batch: Batch, cast: Cast) -> None:
    found = correct(home, batch, Wish(3, 0, BAD_DATE.replace("13-01", "02-30")), actor=cast.analyst, at=NOW)
    assert (found.state, found.column) == ("open", "start")
    assert "2026-02-30" in found.problem
    with pytest.raises(Refused, match="no line of the batch waits"):
        replay(home, batch, actor=cast.analyst, at=NOW)
    assert (calls(home), open_lines(batch)) == (1, 2)


def test_replaying_twice_changes_nothing(home: Home, batch: Batch, cast: Cast) -> None:
    correct(home, batch, Wish(3, 0, RIGHT_DATE), actor=cast.analyst, at=NOW)
    replay(home, batch, actor=cast.analyst, at=NOW)
    with pytest.raises(Refused, match="no line of the batch waits"):
        replay(home, batch, actor=cast.analyst, at=later(hours=1))
    with pytest.raises(Refused, match="was corrected and replayed by S-ANALYST"):
        correct(home, batch, Wish(3, 2, BAD_DATE), actor=cast.second, at=NOW)
    assert (calls(home), len(Lake(home).manifests())) == (2, 2)


def test_a_replay_that_was_killed_before_the_ledger_knew_is_completed(
    home: Home, batch: Batch, cast: Cast
) -> None:
    correct(home, batch, Wish(3, 0, RIGHT_DATE), actor=cast.analyst, at=NOW)
    replay(home, batch, actor=cast.analyst, at=later(minutes=1))
    Correction.objects.update(state="ready", replayed_as="")
    done = replay(home, batch, actor=cast.analyst, at=later(hours=1))
    assert (done.corrected, calls(home), len(Lake(home).manifests())) == (1, 2, 2)
    assert Correction.objects.get().replayed_as == Lake(home).manifests()[1].batch


def test_who_is_slower_is_told_who_was_faster_and_changes_nothing(
    home: Home, batch: Batch, cast: Cast
) -> None:
    correct(home, batch, Wish(3, 0, RIGHT_DATE), actor=cast.analyst, at=NOW)
    for version in (0, 2):
        with pytest.raises(Conflict, match=r"line 3 was changed by S-ANALYST meanwhile; look at it again"):
            correct(home, batch, Wish(3, version, BAD_DATE), actor=cast.second, at=NOW)
    assert Correction.objects.get().text == RIGHT_DATE


def test_a_correction_is_taken_back_before_it_is_replayed(home: Home, batch: Batch, cast: Cast) -> None:
    ready = correct(home, batch, Wish(3, 0, RIGHT_DATE), actor=cast.analyst, at=NOW)
    back = undo(home, batch, line=3, version=ready.version, actor=cast.second, at=NOW)
    assert (back.state, back.text, back.column, back.version) == ("open", BAD_DATE, "start", 2)
    assert versions_add_up()


def test_a_line_is_given_up_for_a_reason_and_taken_up_again(home: Home, batch: Batch, cast: Cast) -> None:
    with pytest.raises(Refused, match="for a reason"):
        give_up(home, batch, line=4, version=0, note="  ", actor=cast.analyst, at=NOW)
    gone = give_up(home, batch, line=4, version=0, note="来源已确认为测试数据", actor=cast.analyst, at=NOW)
    assert (gone.state, open_lines(batch)) == ("given_up", 1)
    with pytest.raises(Refused, match="was given up by S-ANALYST"):
        correct(home, batch, Wish(4, 1, RIGHT_NUMBER), actor=cast.analyst, at=NOW)
    undo(home, batch, line=4, version=1, actor=cast.analyst, at=NOW)
    assert open_lines(batch) == 2


@pytest.mark.parametrize(
    ("line", "text", "error"),
    [(2, GOOD, NotFound), (99, GOOD, NotFound)],
    ids=["a line that is right", "no line of the file"],
)
def test_only_quarantined_lines_are_corrected(
    home: Home, batch: Batch, cast: Cast, line: int, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        correct(home, batch, Wish(line, 0, text), actor=cast.analyst, at=NOW)


@pytest.mark.parametrize("text", ["", "   ", f"{RIGHT_DATE}\n{RIGHT_NUMBER}"])
def test_a_text_that_is_not_one_line_is_not_taken(home: Home, batch: Batch, cast: Cast, text: str) -> None:
    if "\n" in text:
        with pytest.raises(InputError, match="more than one line"):
            correct(home, batch, Wish(3, 0, text), actor=cast.analyst, at=NOW)
        return
    assert correct(home, batch, Wish(3, 0, text), actor=cast.analyst, at=NOW).state == "open"


@pytest.mark.parametrize("who", ["branch", "auditor", "administrator"])
def test_who_may_not_ingest_corrects_nothing(home: Home, batch: Batch, cast: Cast, who: str) -> None:
    actor = cast.by_name(who)
    with pytest.raises(Refused):
        correct(home, batch, Wish(3, 0, RIGHT_DATE), actor=actor, at=NOW)
    with pytest.raises(Refused):
        give_up(home, batch, line=3, version=0, note="x", actor=actor, at=NOW)
    with pytest.raises(Refused):
        replay(home, batch, actor=actor, at=NOW)
    assert not Correction.objects.exists()


def test_lines_of_a_gb18030_file_are_corrected_in_chinese(home: Home, tmp_path: Path, cast: Cast) -> None:
    head, bad = "number,purpose,valid_from,valid_until,evidence\n", "x,快递员,2026-01-01,,公司函"
    path = tmp_path / "white.csv"
    path.write_text(head + bad + "\n", encoding="gb18030")
    profile = "protected_callers"
    report = ingest_file(home, path, actor=cast.analyst, at=NOW)
    assert (report.profile, report.quarantined) == (profile, 1)
    found = Batch.objects.get()
    correct(home, found, Wish(2, 0, bad.replace("x", "13803910009")), actor=cast.analyst, at=NOW)
    assert replay(home, found, actor=cast.analyst, at=NOW).corrected == 1
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "protected_callers")
        assert con.execute("SELECT number, purpose FROM protected_callers").fetchall() == [
            ("8613803910009", "快递员")
        ]


def test_lines_of_a_workbook_are_corrected_as_the_text_that_their_sheet_is(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    path = tmp_path / "calls.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("calls")
    sheet.write_row(0, 0, ["caller", "callee", "start", "duration"])
    sheet.write_row(1, 0, ["13803910001", "x", 46099.5, 30])  # Excel's own instant: 2026-03-18 12:00
    book.close()
    ingest_file(home, path, actor=cast.analyst, at=NOW)
    found = Batch.objects.get()
    (line,) = lines_of(home, found)
    correct(home, found, Wish(2, 0, line.text.replace("x", "15900000001")), actor=cast.analyst, at=NOW)
    assert (replay(home, found, actor=cast.analyst, at=NOW).corrected, calls(home)) == (1, 1)
    assert [str(day) for day in Lake(home).days()] == ["2026-03-18"]


def test_a_replay_is_a_job_that_judges_the_days_it_touched(home: Home, batch: Batch, cast: Cast) -> None:
    correct(home, batch, Wish(3, 0, RIGHT_DATE), actor=cast.analyst, at=NOW)
    job = ask_for_replay(batch.batch, actor=cast.analyst, at=NOW)
    run_next(home, timezone.now())
    job = Job.objects.get(pk=job.pk)
    assert job.state == "done", job.error
    assert job.result is not None
    assert (job.result["corrected"], job.result["detected_from"], job.result["detected_to"]) == (
        1,
        "2026-03-17",
        "2026-03-18",
    )
    assert Batch.objects.filter(corrects=batch.batch).count() == 1


def test_the_lines_as_delivered_stay_in_the_warehouse(home: Home, batch: Batch, cast: Cast) -> None:
    correct(home, batch, Wish(3, 0, RIGHT_DATE), actor=cast.analyst, at=NOW)
    replay(home, batch, actor=cast.analyst, at=NOW)
    assert [row.raw for row in quarantine.rows(home, batch.batch)] == [BAD_DATE, BAD_NUMBER]
