"""Findings in the lake: one Parquet file a day and control, replaced as a whole when the control runs again."""

import json
import os
import secrets
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from quietline.domain.findings import Finding, Outcome, Severity
from quietline.domain.labels import Label
from quietline.home import Home

SCHEMA = pa.schema(
    {
        "control": pa.string(),
        "version": pa.int32(),
        "clause": pa.string(),
        "subject": pa.string(),
        "subject_kind": pa.string(),
        "day": pa.date32(),
        "outcome": pa.string(),
        "severity": pa.string(),
        "evidence": pa.string(),  # JSON object
        "counterfactual_zh": pa.string(),
        "counterfactual_en": pa.string(),
    }
)


def write_findings(
    home: Home, day: date, findings: Iterable[Finding], *, controls: Iterable[str] = ()
) -> None:
    """Replace what the day holds of each control among the findings, and of each named in `controls`, by these findings.

    Name a control that ran and found nothing, else its older findings of the day stay.
    """
    by_control: dict[str, list[Finding]] = {control: [] for control in controls}
    for finding in findings:
        by_control.setdefault(finding.control, []).append(finding)
    for control, found in by_control.items():
        _replace(_folder(home, day) / f"{control}.parquet", found)


def read(home: Home, first: date, last: date) -> list[Finding]:
    """The findings of the calendar days from `first` to `last`, both included, by day, control and subject."""
    files = _files(home, first, last)
    return [_finding(row) for path in files for row in pq.read_table(path, schema=SCHEMA).to_pylist()]


def read_of(home: Home, day: date, control: str) -> list[Finding]:
    """The findings of one control on one calendar day, by subject; empty where it found nothing or never ran."""
    path = _folder(home, day) / f"{control}.parquet"
    if not path.is_file():
        return []
    return [_finding(row) for row in pq.read_table(path, schema=SCHEMA).to_pylist()]


def read_subject(home: Home, subject: str, first: date, last: date) -> list[Finding]:
    """What was found of one subject on the calendar days from `first` to `last`, both included, the youngest first."""
    rows: list[dict[str, object]] = []
    for path in _files(home, first, last):
        rows += pq.read_table(path, schema=SCHEMA, filters=[("subject", "=", subject)]).to_pylist()
    found = [_finding(row) for row in rows]
    return sorted(found, key=lambda finding: (-finding.day.toordinal(), finding.control))


def _files(home: Home, first: date, last: date) -> list[Path]:
    files = sorted((home.lake / "findings").glob("day=*/[!.]*.parquet"))
    return [
        path
        for path in files
        if first.isoformat() <= path.parent.name.removeprefix("day=") <= last.isoformat()
    ]


def _folder(home: Home, day: date) -> Path:
    return home.lake / "findings" / f"day={day.isoformat()}"


def _replace(path: Path, findings: list[Finding]) -> None:
    rows = [_row(finding) for finding in sorted(findings, key=lambda finding: finding.subject)]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), draft, compression="zstd")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _row(finding: Finding) -> dict[str, object]:
    said = finding.counterfactual
    return {
        "control": finding.control,
        "version": finding.version,
        "clause": finding.clause,
        "subject": finding.subject,
        "subject_kind": finding.subject_kind,
        "day": finding.day,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "evidence": json.dumps(dict(finding.evidence), ensure_ascii=False),
        "counterfactual_zh": said.zh if said else None,
        "counterfactual_en": said.en if said else None,
    }


def _finding(row: dict[str, object]) -> Finding:
    zh, en = row.pop("counterfactual_zh"), row.pop("counterfactual_en")
    said = Label(zh=str(zh), en=str(en)) if zh is not None else None
    judged = {"outcome": Outcome(str(row["outcome"])), "severity": Severity(str(row["severity"]))}
    return Finding(**{**row, **judged, "evidence": json.loads(str(row["evidence"])), "counterfactual": said})
