"""Controls as their files declare them, what they said of each day, and judging again from the page."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.detection import detect_changed
from quietline.office.cases.models import Case, CaseFinding
from quietline.office.jobs.models import Job
from quietline.rulebook.load import load_controls
from tests.console.page_cases import client_of
from tests.lake_builders import DAY, MOBILE, a_call, commit_rows
from tests.ledger_builders import NOW, OTHER_BRANCH, SYSTEM, Cast, decided
from tests.rulebook.builders import write_own

pytestmark = pytest.mark.usefixtures("db")
CONTROL = "c102_hourly_frequency"


def judged(home: Home, *, carried: bool = True) -> None:
    """A telemarketer's day, judged by every control."""
    calls = [
        a_call(f"{DAY} 10:{n % 60:02d}:{n // 60:02d}", callee=f"86159{n:08d}", unanswered_carried=carried)
        for n in range(70)
    ]
    commit_rows(home, "calls", calls)
    list(detect_changed(home, actor=SYSTEM, at=NOW))


def page_of(cast: Cast, who: str, name: str, *arguments: object, language: str = "en", **query: str) -> str:
    answer = client_of(cast, who, language=language).get(reverse(name, args=arguments), query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_control_has_its_page_with_all_that_its_file_says(
    cast: Cast, home: Home, language: str
) -> None:
    for loaded in load_controls(home):
        control = loaded.control
        text = page_of(cast, "auditor", "control", control.id, language=language)
        for label in (control.title, control.window, *(one.title for one in control.parameters)):
            assert escape(label.in_language(language)) in text
        assert "{quiet_" not in text
        assert all(escape(example.name) in text for example in control.examples)


def test_the_page_of_a_control_says_what_became_of_its_findings(cast: Cast, home: Home) -> None:
    judged(home)
    assert "unknown: none decided yet" in page_of(cast, "analyst", "control", CONTROL)
    decided(Case.objects.get(), "dismiss", cast.analyst, at=timezone.now())
    text = page_of(cast, "analyst", "control", CONTROL)
    assert "<dd>0%</dd>" in text
    row = next(
        row
        for row in client_of(cast, "analyst").get(reverse("controls")).context["rows"]
        if row.loaded.control.id == CONTROL
    )
    assert (row.figures.cases, row.figures.ended, row.figures.not_upheld) == (1, 1, 1)


def test_the_matrix_tells_a_match_no_match_lacking_and_failed_apart(cast: Cast, home: Home) -> None:
    write_own(home, ("'match' as outcome", "error('boom') as outcome"))
    judged(home, carried=False)
    rows = client_of(cast, "auditor").get(reverse("runs")).context["matrix"].rows
    states = {row.control: row.cells[0].state for row in rows}
    assert (states["c901_own"], states[CONTROL], states["c104_low_answer_rate"]) == (
        "error",
        "matched",
        "lacking",
    )
    assert states["c109_shared_device"] != "matched"
    assert {cell.state for row in rows for cell in row.cells[1:]} == {"missing"}
    only = client_of(cast, "auditor").get(reverse("runs"), {"state": "error"}).context["matrix"].rows
    assert [row.control for row in only] == ["c901_own"]


@pytest.mark.parametrize(("who", "is_shown"), [("analyst", True), ("reviewer", True), ("auditor", False)])
def test_a_control_that_fails_alarms_on_every_page_those_who_may_act(
    cast: Cast, home: Home, who: str, is_shown: bool
) -> None:
    path = write_own(home, ("'match' as outcome", "error('boom') as outcome"))
    judged(home)
    assert ("Controls failed" in page_of(cast, who, "cases")) is is_shown
    assert "boom" in page_of(cast, who, "clauses")
    assert "This control failed." in page_of(cast, who, "control", "c901_own")
    path.unlink()
    assert "Controls failed" not in page_of(cast, who, "cases")


def test_a_run_lists_the_numbers_that_matched_masked_and_as_doors(cast: Cast, home: Home) -> None:
    judged(home)
    text = page_of(cast, "auditor", "run", DAY, CONTROL)
    assert "138 **** 0001" in text
    assert MOBILE not in text
    assert "/numbers/" in text


def test_numbers_of_other_branches_are_not_among_a_runs_findings(cast: Cast, home: Home) -> None:
    judged(home)
    assert "138 **** 0001" not in page_of(cast, "outsider", "run", DAY, CONTROL)
    register = {
        "number": MOBILE,
        "line_class": "mobile",
        "branch": OTHER_BRANCH,
        "since": DAY.replace(year=2020),
    }
    commit_rows(home, "holdings", [register], "register")
    assert "138 **** 0001" in page_of(cast, "outsider", "run", DAY, CONTROL)


def test_the_file_holds_a_row_a_control_and_day_and_leaves_an_entry(cast: Cast, home: Home) -> None:
    judged(home)
    lines = page_of(cast, "auditor", "runs_file").splitlines()
    assert len(lines) == 1 + len(load_controls(home))
    assert any(line.startswith(f"{DAY},{CONTROL},2,1,1,0,0,") for line in lines)
    assert AuditEntry.objects.get(action="runs.exported").after["rows"] == len(load_controls(home))


@pytest.mark.parametrize("data", [{}, {"day": str(DAY), "control": CONTROL}])
def test_judging_again_is_a_job_and_asking_twice_makes_one(
    cast: Cast, home: Home, data: dict[str, str]
) -> None:
    client = client_of(cast, "analyst")
    for _ in range(2):
        assert client.post(reverse("run_again"), data).status_code == 302
    job = Job.objects.get()
    assert (job.kind, job.arguments.get("control")) == ("detect", data.get("control"))
    assert ("Judge 2026-03-18 by" if data else "Judge what changed") in page_of(cast, "analyst", "runs")


def test_pages_of_runs_that_are_none_are_not_found(cast: Cast, home: Home) -> None:
    judged(home)
    client = client_of(cast, "auditor")
    for day, control in (("2026-03-18", "c999"), ("2026-13-01", CONTROL), ("2025-01-01", CONTROL)):
        assert client.get(reverse("run", args=[day, control])).status_code == 404
    assert client.get(reverse("control", args=["c999_none"])).status_code == 404


def test_a_case_whose_findings_were_taken_back_says_so_and_proposes_to_dismiss(
    cast: Cast, home: Home
) -> None:
    judged(home)
    case = Case.objects.get()
    CaseFinding.objects.update(withdrawn_at=NOW)
    text = page_of(cast, "analyst", "case", case.pk)
    assert "Records that came late took every finding of this case back" in text
    assert "Finding taken back by late records" in text
    panel = client_of(cast, "analyst").get(reverse("case", args=[case.pk])).context["panel"]
    assert panel.decision.suggestion.en == "Dismiss"
    assert "findings taken back" in page_of(cast, "analyst", "queue")


@pytest.mark.parametrize("days", [1, 3])
def test_a_control_asks_as_often_whatever_it_found(
    cast: Cast, home: Home, days: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for day in range(days):
        commit_rows(home, "calls", [a_call(f"2026-03-{18 + day} 10:00:00")], f"batch-{day}")
    list(detect_changed(home, actor=SYSTEM, at=NOW))
    client = client_of(cast, "reviewer")
    with django_assert_num_queries(17):
        client.get(reverse("control", args=[CONTROL]))
