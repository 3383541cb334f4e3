"""One control over one day's `caller_day`, on a DuckDB connection that has it as table or view."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from quietline.domain.control import Control
from quietline.domain.errors import ControlError
from quietline.domain.findings import EvidenceValue, Finding, Outcome


@dataclass(frozen=True)
class Judgement:
    """What a control said. `evaluated` are the callers of the day in line classes for which it has values.

    `not_enough_history` counts its findings of that outcome and the callers below its minimum evidence, who get no finding.
    """

    evaluated: int
    matched: int
    not_enough_history: int
    findings: tuple[Finding, ...]


def judge(con: duckdb.DuckDBPyConnection, control: Control, day: date) -> Judgement:
    """Run the control. Raises ControlError when its parameters have no value on the day or its SQL breaks its word."""
    register_limits(con, control, day)
    try:
        found = con.execute(control.sql)
        columns = [column[0] for column in found.description or []]
        rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
        _assert_declared(control, columns)
        rows.sort(key=lambda row: str(row["subject"]))  # findings and cases come in one order, run after run
        findings = tuple(_finding(control, day, row) for row in rows)
        _assert_each_once(control, findings)
        evaluated, thin = _counts(con, control, findings)
    except duckdb.Error as error:
        raise ControlError(
            f"its SQL failed: {error}", where=control.id, mend="correct the SQL and raise the version"
        ) from error
    matched = sum(finding.outcome is Outcome.MATCH for finding in findings)
    return Judgement(evaluated, matched, len(findings) - matched + thin, findings)


def register_limits(con: duckdb.DuckDBPyConnection, control: Control, day: date) -> None:
    """Make the table `limits` of the control's values on a day. Raises ControlError when a parameter has none on the day."""
    limits = control.limits_on(day)
    if not limits:
        mend = "give each parameter a value with an earlier valid_from, for one line class at least"
        raise ControlError(f"no values of its parameters are valid on {day}", where=control.id, mend=mend)
    names = [parameter.name for parameter in control.parameters]
    columns = {name: [row[name] for row in limits.values()] for name in names}
    con.register("limits_as_arrow", pa.table({"line_class": [line.value for line in limits], **columns}))
    con.execute("create or replace temp table limits as select * from limits_as_arrow")
    con.unregister("limits_as_arrow")


def _finding(control: Control, day: date, row: dict[str, EvidenceValue]) -> Finding:
    try:
        outcome = Outcome(str(row["outcome"]))
    except ValueError as error:
        known = f'"{Outcome.MATCH}" or "{Outcome.NOT_ENOUGH_HISTORY}"'
        raise ControlError(
            f'outcome "{row["outcome"]}" of its SQL is not known', where=control.id, mend=f"give {known}"
        ) from error
    evidence = {column.name: _kept(control, column.name, row[column.name]) for column in control.evidence}
    return Finding(
        control=control.id,
        version=control.version,
        clause=control.clause,
        subject=str(row["subject"]),
        subject_kind=control.subject_kind,
        day=day,
        outcome=outcome,
        severity=control.severity,
        evidence=evidence,
        counterfactual=control.why_not(evidence) if outcome is Outcome.MATCH else None,
    )


def _kept(control: Control, name: str, value: object) -> EvidenceValue:
    """The value as evidence keeps it: decimals as floats, no number that is none. Raises ControlError for other types."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, int | float | str | bool):
        return value
    raise ControlError(
        f"its SQL gives {name} as {type(value).__name__}",
        where=control.id,
        mend="cast it to a number or to text",
    )


def _assert_declared(control: Control, columns: Iterable[str]) -> None:
    wanted = {"subject", "outcome", *(column.name for column in control.evidence)}
    if missing := sorted(wanted - set(columns)):
        raise ControlError(
            f"its SQL lacks the columns {', '.join(missing)}", where=control.id, mend="select them"
        )
    if extra := sorted(set(columns) - wanted):
        mend = "declare them in `evidence` or leave them out"
        raise ControlError(
            f"its SQL gives columns that are not declared: {', '.join(extra)}", where=control.id, mend=mend
        )


def _assert_each_once(control: Control, findings: tuple[Finding, ...]) -> None:
    subjects = {finding.subject for finding in findings}
    if len(subjects) < len(findings):
        mend = "return one row a subject"
        raise ControlError(
            f"its SQL gives {len(findings)} rows for {len(subjects)} subjects", where=control.id, mend=mend
        )


def _counts(
    con: duckdb.DuckDBPyConnection, control: Control, findings: tuple[Finding, ...]
) -> tuple[int, int]:
    """Callers judged at all, and those of them that lack the minimum evidence and have no finding."""
    con.register(
        "found_as_arrow",
        pa.table({"subject": pa.array([finding.subject for finding in findings], pa.string())}),
    )
    # minimum_evidence is part of a control, which is code
    counted = f"""
        select
            count(*),
            count(*) filter (where not coalesce({control.minimum_evidence}, false) and found_as_arrow.subject is null),
            count(found_as_arrow.subject)
        from caller_day
        inner join limits on limits.line_class = caller_day.line_class
        left join found_as_arrow on found_as_arrow.subject = caller_day.caller
    """  # noqa: S608
    ((evaluated, thin, known),) = con.execute(counted).fetchall()
    con.unregister("found_as_arrow")
    if known < len(findings):
        mend = "join `limits` on line_class, so that only callers with a value are judged"
        raise ControlError("its SQL gives subjects that it has no value for", where=control.id, mend=mend)
    return int(evaluated), int(thin)
