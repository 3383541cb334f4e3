"""Loading, correcting, withdrawing and keeping by commands: what they print, what they refuse (clause 3.1)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from quietline.cli.acting import acting
from quietline.cli.commands.batches import _done
from quietline.home import Home
from quietline.office.intake.models import Batch
from quietline.office.intake.withdrawing import ask_for_withdrawal
from quietline.office.jobs.models import JobState
from quietline.office.jobs.services import LEASE_S, claim
from quietline.office.people.actors import Actor
from quietline.warehouse.lake import Lake
from tests.cli.delivered import HEAD, calls_file
from tests.cli.said import said
from tests.ledger_builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("operator"), pytest.mark.clause("3.1")]

GOOD = "13803910001,15900000001,2026-03-18 10:00:00,30\n"
BAD = "13803910001,15900000002,2026-13-18 10:00:00,30\n"


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    path = tmp_path / "calls.csv"
    path.write_text(HEAD + GOOD + BAD, encoding="utf-8")
    assert said("ingest", path).code == 0
    return Batch.objects.get()


def test_ingest_tells_what_became_of_each_line(tmp_path: Path) -> None:
    bad = "13803910001,15900000001,2026-13-01 10:00:00,30\n"
    path = calls_file(tmp_path, 3, bad)
    found = said("ingest", path, "--json")
    (answer,) = found.lines
    assert [answer[name] for name in ("accepted", "duplicate", "quarantined", "total")] == [3, 0, 1, 4]
    (problem,) = answer["files"][0]["problems"]
    assert (problem["line"], problem["column"]) == (5, "start")
    assert "2026-13-01" in problem["reason"]
    again = said("ingest", path)
    assert again.code == 0
    assert "nothing was written" in again.out


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    good, empty = calls_file(tmp_path, 3), tmp_path / "empty.csv"
    empty.touch()
    found = said("ingest", empty, tmp_path / "none.csv", good, "--json")
    assert (found.code, json.loads(found.out)["accepted"]) == (1, 3)
    assert [name for name in ("empty.csv", "none.csv", "calls.csv") if name in found.err] == [
        "empty.csv",
        "none.csv",
    ]
    assert "Traceback" not in found.err


def test_ingest_takes_all_files_of_a_folder(tmp_path: Path) -> None:
    calls_file(tmp_path, 3)
    (tmp_path / ".hidden.csv").write_text("no", encoding="utf-8")
    assert json.loads(said("ingest", tmp_path, "--json").out)["total"] == 3


def test_a_path_that_is_none_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    found = said("ingest", "", "a" * 300, tmp_path / "nothing", calls_file(tmp_path, 3), "--json")
    assert (found.code, json.loads(found.out)["accepted"]) == (1, 3)
    for reason in ("the path is empty", "File name too long", "there is no file in the folder"):
        assert reason in found.err


def test_an_unknown_profile_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    found = said("ingest", calls_file(tmp_path), "--profile", "cvs")
    assert found.code == 1
    assert "csv" in found.err


def test_a_list_of_quarantined_lines_leaves_is_corrected_and_comes_back(batch: Batch, tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    assert (
        said("batches", "quarantine", batch.batch, "--out", lines).out == f"{lines}: 1 lines in quarantine\n"
    )
    text = lines.read_text(encoding="utf-8-sig")
    lines.write_text(text.replace(BAD.strip(), BAD.strip().replace("13-18", "03-18")), encoding="utf-8-sig")
    (answer,) = said("ingest", "--replay", lines, "--json").lines
    assert [answer[name] for name in ("accepted", "duplicate", "quarantined", "total")] == [1, 0, 0, 1]
    (answer,) = said("ingest", "--replay", lines, "--json").lines
    assert [answer[name] for name in ("accepted", "duplicate", "quarantined", "total")] == [0, 1, 0, 1]
    listed = {row["batch"]: row for row in json.loads(said("batches", "list", "--json").out)}
    assert (listed[batch.batch]["open"], len(listed)) == (0, 2)


def test_another_file_is_no_list_to_replay(batch: Batch, tmp_path: Path) -> None:
    found = said("ingest", "--replay", tmp_path / "calls.csv")
    assert found.code == 1
    assert "is no list of quarantined lines" in found.err


def test_a_batch_is_withdrawn_after_a_second_look_and_brought_back(batch: Batch, home: Home) -> None:
    refused = said("batches", "withdraw", batch.batch, "--rows", 7, "--reason", "误接入")
    assert (refused.code, len(Lake(home).files("calls"))) == (1, 1)
    assert "1 rows vanish with the batch, not 7" in refused.err
    done = said("batches", "withdraw", batch.batch, "--rows", 1, "--reason", "误接入")
    assert done.out == f"batch {batch.batch} is withdrawn: 1 rows, 0 findings of cases marked\n"
    assert Lake(home).files("calls") == []
    assert said("batches", "return", batch.batch).code == 0
    assert len(Lake(home).files("calls")) == 1


def test_a_job_that_a_worker_holds_is_waited_for(batch: Batch, home: Home) -> None:
    with acting(home, None) as actor:
        ask_for_withdrawal(batch=batch.batch, rows=1, reason="误接入", actor=actor, at=NOW)
        # Its worker is dead, which is known one second from now.
        worker, at = Actor.system("jobs", via="worker"), timezone.now() - timedelta(seconds=LEASE_S - 1)
        held = claim(actor=worker, at=at)
        assert held
        assert _done(home, held).state == JobState.DONE
    assert Lake(home).files("calls") == []


def test_retention_lists_first_removes_then_and_keeps_what_is_held(batch: Batch, home: Home) -> None:
    assert (
        said("retention", "hold", "--number", "13803910001", "--reason", "公安调证").out == "hold 1 is set\n"
    )
    plan = json.loads(said("retention", "--dry-run", "--as-of", "2026-09-01", "--json").out)
    assert (plan["calls"]["first_kept"], plan["calls"]["kept_rows"]) == ("2026-04-01", 1)
    assert Lake(home).kept_from() is None
    assert said("retention", "--as-of", "2026-09-01").code == 0
    assert len(Lake(home).files("calls")) == 1
    assert "公安调证" in said("retention", "holds").out
    assert said("retention", "release", 1, "--reason", "结案").code == 0
    assert said("retention", "--as-of", "2026-09-01").code == 0
    assert Lake(home).files("calls") == []


def test_a_clock_that_runs_ahead_removes_nothing(batch: Batch, home: Home) -> None:
    found = said("retention")  # the calls are months older than now
    assert (found.code, Lake(home).kept_from()) == (1, None)
    assert "the youngest calls are of 2026-03-18" in found.err
