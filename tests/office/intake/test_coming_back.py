"""What a withdrawn file leaves undone comes back whole: its reports, its corrected lines, and nothing twice (clause 3.1)."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.cases.evidence import frozen_evidence, sources_of
from quietline.office.cases.models import Case, CaseReport
from quietline.office.cases.timeline import timeline
from quietline.office.intake import corrections
from quietline.office.intake.corrections import Wish, correct, give_up
from quietline.office.intake.models import Batch, Correction
from quietline.office.intake.replay import replay
from quietline.office.intake.services import ask_for_replay, take_in
from quietline.office.intake.withdrawing import ask_for_return, ask_for_withdrawal, undo
from quietline.office.jobs.models import Job
from quietline.office.jobs.running import run_next
from quietline.warehouse.lake import Lake
from tests.console.page_cases import client_of
from tests.ledger_builders import NOW, Cast, a_case
from tests.office.intake.test_withdrawing import CALLER, calls_file, loaded, run_jobs, withdrawn

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1")]

BAD = f"{CALLER},15900009999,2026-13-18 11:00:00,30\n"
RIGHT = BAD.strip().replace("13-18", "03-18")


def reports_file(folder: Path, *, bad: str = "") -> Path:
    path = folder / "reports.csv"
    row = f"{CALLER},2026-03-18 12:00:00,13900000001,推销,卖房\n"
    path.write_text(f"number,reported_at,reporter,category,text\n{row}{bad}", encoding="utf-8")
    return path


def returned(home: Home, batch: Batch, cast: Cast) -> Job:
    ask_for_return(batch=batch.batch, actor=cast.reviewer, at=timezone.now())
    return run_jobs(home)


def replayed(home: Home, batch: Batch, text: str, cast: Cast, *, line: int = 5) -> Batch:
    """The batch that one corrected line was replayed as."""
    correct(home, batch, Wish(line, 0, text), actor=cast.analyst, at=NOW)
    replay(home, batch, actor=cast.analyst, at=timezone.now())
    take_in(home, actor=cast.analyst, at=timezone.now())
    return Batch.objects.get(corrects=batch.batch)


def rows(home: Home) -> int:
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls")
        found = con.execute("SELECT count(*) FROM calls").fetchone()
    assert found
    return int(found[0])


class TestReports:
    """Reports by people stand and fall with the file that brought them."""

    def test_they_stand_again_on_the_file_that_is_loaded_again(
        self, home: Home, tmp_path: Path, cast: Cast
    ) -> None:
        path = reports_file(tmp_path)
        first = loaded(home, path, cast)
        withdrawn(home, first, cast, 1)
        assert not CaseReport.objects.get().stands
        second = loaded(home, path, cast)
        joined = CaseReport.objects.get()
        assert (joined.stands, joined.report.batch) == (True, second.batch)

    def test_they_stand_again_on_the_first_file_when_the_second_was_withdrawn_too(
        self, home: Home, tmp_path: Path, cast: Cast
    ) -> None:
        path = reports_file(tmp_path)
        first = loaded(home, path, cast)
        withdrawn(home, first, cast, 1)
        withdrawn(home, loaded(home, path, cast), cast, 1)
        returned(home, first, cast)
        joined = CaseReport.objects.get()
        assert (joined.stands, joined.report.batch) == (True, first.batch)

    def test_those_of_corrected_lines_are_marked_with_their_file(
        self, home: Home, tmp_path: Path, cast: Cast
    ) -> None:
        bad = f"{CALLER},2026-13-18 13:00:00,13900000002,推销,贷款\n"
        first = loaded(home, reports_file(tmp_path, bad=bad), cast)
        replayed(home, first, bad.strip().replace("13-18", "03-18"), cast, line=3)
        withdrawn(home, first, cast, 2)
        assert CaseReport.objects.filter(withdrawn_at=None).count() == 0

    def test_a_withdrawn_one_counts_nowhere_and_the_timeline_says_so(
        self, home: Home, tmp_path: Path, cast: Cast
    ) -> None:
        a_case(f"86{CALLER}", holder="")
        withdrawn(home, loaded(home, reports_file(tmp_path), cast), cast, 1)
        case = Case.objects.get(reports__isnull=False)
        assert "user_report" not in sources_of(case)
        frozen = frozen_evidence(case, timezone.now())["reports"]
        assert [one["withdrawn"] for one in frozen] == [True]  # type: ignore[attr-defined]
        states = [step.state for step in timeline(case, cast.analyst) if step.kind == "report"]
        assert states == ["withdrawn", ""]
        client = client_of(cast, "analyst")
        assert "举报 ×1" not in client.get(reverse("queue")).content.decode()
        text = page_of(client, case)
        assert "举报已随其文件撤回" in text


def page_of(client: Client, case: Case) -> str:
    return client.get(reverse("case", args=[case.pk])).content.decode()


def test_lines_of_a_withdrawn_file_are_neither_replayed_nor_changed(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    batch = loaded(home, calls_file(tmp_path, 3, bad=BAD), cast)
    line = correct(home, batch, Wish(5, 0, RIGHT), actor=cast.analyst, at=NOW)
    withdrawn(home, batch, cast, 3)
    batch.refresh_from_db()
    said = {"actor": cast.analyst, "at": NOW}
    for attempt in (
        lambda: ask_for_replay(batch.batch, **said),
        lambda: replay(home, batch, **said),
        lambda: give_up(home, batch, line=5, version=line.version, note="x", **said),
        lambda: corrections.undo(home, batch, line=5, version=line.version, **said),
    ):
        with pytest.raises(Refused, match="was withdrawn"):
            attempt()
    assert (Correction.objects.get().state, Lake(home).files("calls")) == ("ready", [])


def test_the_number_of_rows_is_looked_at_again_when_the_job_begins(
    home: Home, tmp_path: Path, cast: Cast
) -> None:
    batch = loaded(home, calls_file(tmp_path, 3, bad=BAD), cast)
    ask_for_withdrawal(batch=batch.batch, rows=3, reason="误接入", actor=cast.reviewer, at=timezone.now())
    replayed(home, batch, RIGHT, cast)
    run_next(home, timezone.now())
    job = Job.objects.latest("pk")
    assert (job.state, rows(home)) == ("failed", 4)
    assert "4 rows vanish with the batch, not 3" in job.error


class TestCorrections:
    """A batch of corrected lines that was withdrawn, alone or with its file."""

    @pytest.fixture
    def batch(self, home: Home, tmp_path: Path, cast: Cast) -> Batch:
        return loaded(home, calls_file(tmp_path, 3, bad=BAD), cast)

    @pytest.fixture
    def correction(self, home: Home, batch: Batch, cast: Cast) -> Batch:
        return replayed(home, batch, RIGHT, cast)

    def test_one_that_was_withdrawn_before_its_file_stays_so_when_the_file_returns(
        self, home: Home, batch: Batch, correction: Batch, cast: Cast
    ) -> None:
        withdrawn(home, correction, cast, 1)
        withdrawn(home, batch, cast, 3)
        returned(home, batch, cast)
        correction.refresh_from_db()
        assert (correction.state, rows(home)) == ("withdrawn", 3)

    def test_its_lines_are_corrected_again_when_it_returns(
        self, home: Home, batch: Batch, correction: Batch, cast: Cast
    ) -> None:
        withdrawn(home, correction, cast, 1)
        returned(home, correction, cast)
        line = Correction.objects.get()
        assert (line.state, line.replayed_as, rows(home)) == ("corrected", correction.batch, 4)
        with pytest.raises(Refused, match="no line of the batch waits"):
            replay(home, batch, actor=cast.analyst, at=timezone.now())

    def test_it_does_not_return_where_a_line_was_changed_since(
        self, home: Home, batch: Batch, correction: Batch, cast: Cast
    ) -> None:
        withdrawn(home, correction, cast, 1)
        line = Correction.objects.get()
        other = RIGHT.replace("11:00:00", "12:00:00")
        correct(home, batch, Wish(5, line.version, other), actor=cast.analyst, at=timezone.now())
        with pytest.raises(Refused, match="lines of the batch were worked on since: 5"):
            undo(home, correction.batch, actor=cast.reviewer, at=timezone.now())
        assert rows(home) == 3

    def test_it_does_not_return_where_a_line_was_replayed_in_another_batch(
        self, home: Home, batch: Batch, correction: Batch, cast: Cast
    ) -> None:
        withdrawn(home, correction, cast, 1)
        replay(home, batch, actor=cast.analyst, at=timezone.now())
        with pytest.raises(Refused, match="worked on since"):
            undo(home, correction.batch, actor=cast.reviewer, at=timezone.now())
        assert rows(home) == 4

    def test_it_returns_with_its_file_and_not_alone(
        self, home: Home, batch: Batch, correction: Batch, cast: Cast
    ) -> None:
        withdrawn(home, batch, cast, 4)
        with pytest.raises(Refused, match="was withdrawn together with"):
            undo(home, correction.batch, actor=cast.reviewer, at=timezone.now())
        returned(home, batch, cast)
        correction.refresh_from_db()
        assert (correction.state, rows(home)) == ("loaded", 4)
