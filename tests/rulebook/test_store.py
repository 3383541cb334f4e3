"""Findings in the lake: what is written comes back, and a new run replaces the old one of its control and day."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from quietline.domain.findings import Finding, Outcome, Severity
from quietline.domain.labels import Label
from quietline.rulebook.store import read, write_findings
from tests.lake_builders import DAY, MOBILE, a_city


def a_finding(
    subject: str = MOBILE, control: str = "c102_hourly_frequency", day: date = DAY, **more: object
) -> Finding:
    given = {
        "version": 1,
        "clause": "3.1",
        "subject_kind": "number",
        "outcome": Outcome.MATCH,
        "severity": Severity.HIGH,
        "evidence": {"attempts_60min": 142, "asr": 0.25, "acd": None, "text": "中文", "carried": True},
        "counterfactual": Label("中文", "English"),
    }
    return Finding(control=control, subject=subject, day=day, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "finding",
    [
        a_finding(),
        a_finding(outcome=Outcome.NOT_ENOUGH_HISTORY, counterfactual=None),
        a_finding("", outcome=Outcome.ERROR, counterfactual=None, evidence={"error": "boom"}),
        a_finding(evidence={}),
    ],
    ids=["match", "not enough history", "error", "no evidence"],
)
def test_a_finding_comes_back_as_it_was(tmp_path: Path, finding: Finding) -> None:
    home = a_city(tmp_path)
    write_findings(home, DAY, [finding])
    assert read(home, DAY, DAY) == [finding]


def test_a_new_run_replaces_the_findings_of_its_control_and_day_only(tmp_path: Path) -> None:
    home, eve = a_city(tmp_path), DAY - timedelta(days=1)
    others = [a_finding(control="c103_distinct_callees"), a_finding(day=eve)]
    write_findings(home, DAY, [a_finding(), others[0]])
    write_findings(home, eve, [others[1]])
    write_findings(home, DAY, [a_finding("8613800000000")], controls=["c102_hourly_frequency"])
    assert read(home, eve, DAY) == [others[1], a_finding("8613800000000"), others[0]]


def test_a_run_that_found_nothing_clears_what_was_found_before(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    write_findings(home, DAY, [a_finding()])
    write_findings(home, DAY, [], controls=["c102_hourly_frequency"])
    assert read(home, DAY, DAY) == []


def test_only_the_days_asked_for_are_read(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    for step in range(4):
        day = DAY + timedelta(days=step)
        write_findings(home, day, [a_finding(day=day)])
    assert [finding.day for finding in read(home, DAY + timedelta(days=1), DAY + timedelta(days=2))] == [
        DAY + timedelta(days=1),
        DAY + timedelta(days=2),
    ]
    assert read(a_city(tmp_path / "other"), DAY, DAY) == []


def test_no_draft_is_left_and_none_is_read(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    write_findings(home, DAY, [a_finding()])
    folder = home.lake / "findings" / "day=2026-03-18"
    assert [path.name for path in folder.iterdir()] == ["c102_hourly_frequency.parquet"]
    (folder / ".c103.parquet.1.abc").write_bytes(b"half a file")
    assert len(read(home, DAY, DAY)) == 1
