"""One control over one day's signals, on a DuckDB connection that has them as tables or views.

Only matches leave the engine: who lacks history is counted there, for a source without unanswered attempts makes that millions of callers.
"""

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from quietline.domain.control import Control
from quietline.domain.errors import ControlError
from quietline.domain.findings import EvidenceValue, Finding, Outcome

MOST_MATCHES = 100_000
"""Matches a day beyond which a control accuses everybody: nobody could read them, and they would not fit into memory at any size."""

KNOWN_OUTCOMES = (Outcome.MATCH.value, Outcome.NOT_ENOUGH_HISTORY.value)
PLAIN_TYPES = frozenset(
    {"BOOLEAN", "VARCHAR", "FLOAT", "DOUBLE", "DECIMAL", '"NULL"', "NULL"}
    | {f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")}
    | {"INTEGER", "UINTEGER"}
)
"""Types of evidence that JSON and people can read."""

_PLAIN = (int, str, bool)


@dataclass(frozen=True)
class Judgement:
    """What a control said. `evaluated` are the callers of the day in line classes for which it has values; `findings` are its matches.

    `not_enough_history` counts whom it could not judge: by its own word, or because the minimum evidence is not there.
    """

    evaluated: int
    matched: int
    not_enough_history: int
    findings: tuple[Finding, ...]


def judge(con: duckdb.DuckDBPyConnection, control: Control, day: date) -> Judgement:
    """Run the control. Raises ControlError when its parameters have no value on the day or its SQL breaks its word."""
    try:
        _find(con, control, day)
        matched, lacking = _outcomes_counted(con, control)
        evaluated, thin = _evaluated(con, control, matched + lacking)
        findings = _matches(con, control, day) if matched else ()
    except duckdb.Error as error:
        raise ControlError(
            f"its SQL failed: {error}", where=control.id, mend="correct the SQL and raise the version"
        ) from error
    return Judgement(evaluated, matched, lacking + thin, findings)


def outcomes(con: duckdb.DuckDBPyConnection, control: Control, day: date) -> dict[str, Outcome]:
    """Subject → what the control says of it, those without enough history among them: for examples and small days. Raises as `judge`."""
    judge(con, control, day)
    return {
        subject: Outcome(outcome)
        for subject, outcome in con.execute("select subject, outcome from found").fetchall()
    }


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


def _find(con: duckdb.DuckDBPyConnection, control: Control, day: date) -> None:
    """Make the table `found` of what the SQL gives. Raises ControlError where its columns are not those declared."""
    register_limits(con, control, day)
    con.execute(f"create or replace temp table found as {control.sql}")
    given = {name: kind for name, kind, *_ in con.execute("describe found").fetchall()}
    _assert_declared(control, list(given))
    for column in control.evidence:
        kind = given[column.name].partition("(")[0]
        if kind not in PLAIN_TYPES:
            raise ControlError(
                f"its SQL gives {column.name} as {kind.lower()}",
                where=control.id,
                mend="cast it to a number or to text",
            )


def _outcomes_counted(con: duckdb.DuckDBPyConnection, control: Control) -> tuple[int, int]:
    """How many subjects match and how many lack history. Raises ControlError for other words, doubles, and matches beyond any use."""
    rows = con.execute("select outcome, count(*) from found group by outcome order by outcome").fetchall()
    counted = {str(outcome): int(count) for outcome, count in rows}
    if strange := [outcome for outcome in counted if outcome not in KNOWN_OUTCOMES]:
        known = " or ".join(f'"{outcome}"' for outcome in KNOWN_OUTCOMES)
        raise ControlError(
            f'outcome "{strange[0]}" of its SQL is not known', where=control.id, mend=f"give {known}"
        )
    matched, lacking = (counted.get(outcome, 0) for outcome in KNOWN_OUTCOMES)
    if matched > MOST_MATCHES:
        raise ControlError(
            f"it matches {matched} subjects, more than {MOST_MATCHES} a day",
            where=control.id,
            mend="raise its thresholds: nobody reads so many",
        )
    if matched + lacking:
        _assert_each_once(con, control, matched + lacking)
    return matched, lacking


def _assert_each_once(con: duckdb.DuckDBPyConnection, control: Control, rows: int) -> None:
    ((subjects,),) = con.execute("select count(distinct subject) from found").fetchall()
    if subjects < rows:
        raise ControlError(
            f"its SQL gives {rows} rows for {subjects} subjects",
            where=control.id,
            mend="return one row a subject",
        )


def _evaluated(con: duckdb.DuckDBPyConnection, control: Control, found: int) -> tuple[int, int]:
    """Callers judged at all, and those of them that lack the minimum evidence and are not among the found."""
    evaluated, thin = _callers(con, control, "")
    if not found:
        return evaluated, thin
    known, found_thin = _callers(con, control, "semi join found on found.subject = caller_day.caller")
    if known < found:
        mend = "join `limits` on line_class, so that only callers with a value are judged"
        raise ControlError("its SQL gives subjects that it has no value for", where=control.id, mend=mend)
    return evaluated, thin - found_thin


def _callers(con: duckdb.DuckDBPyConnection, control: Control, of_whom: str) -> tuple[int, int]:
    """Callers with a value, and those of them without the minimum evidence."""
    if control.minimum_evidence == "true" and not of_whom:
        judged = "select count(*) from caller_day where line_class in (from limits select line_class)"
        ((callers,),) = con.execute(judged).fetchall()
        return int(callers), 0
    # minimum_evidence is part of a control, which is code
    counted = f"""
        select count(*), count(*) filter (where not coalesce({control.minimum_evidence}, false))
        from caller_day
        inner join limits on limits.line_class = caller_day.line_class
        {of_whom}
    """  # noqa: S608
    ((callers, thin),) = con.execute(counted).fetchall()
    return int(callers), int(thin)


def _matches(con: duckdb.DuckDBPyConnection, control: Control, day: date) -> tuple[Finding, ...]:
    """The matches by subject: findings and cases come in one order, run after run."""
    names = [column.name for column in control.evidence]
    listed = ", ".join(f'"{name}"' for name in names)
    found = con.execute(
        f"select subject, {listed} from found where outcome = '{Outcome.MATCH}' order by subject"  # noqa: S608
    )
    return tuple(
        _finding(control, day, str(subject), dict(zip(names, values, strict=True)))
        for subject, *values in found.fetchall()
    )


def _finding(control: Control, day: date, subject: str, seen: dict[str, object]) -> Finding:
    evidence = {name: _kept(value) for name, value in seen.items()}
    return Finding(
        control=control.id,
        version=control.version,
        clause=control.clause,
        subject=subject,
        subject_kind=control.subject_kind,
        day=day,
        outcome=Outcome.MATCH,
        severity=control.severity,
        evidence=evidence,
        counterfactual=control.why_not(evidence),
    )


def _kept(value: object) -> EvidenceValue:
    """The value as evidence keeps it: decimals as floats, no number that is none."""
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, _PLAIN) else None


def _assert_declared(control: Control, columns: list[str]) -> None:
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
