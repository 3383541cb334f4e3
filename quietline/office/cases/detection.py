"""Runs the controls over days and makes cases of what active ones found."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from django.db import IntegrityError, OperationalError, transaction

from quietline.domain.errors import Conflict
from quietline.domain.findings import Finding, Outcome
from quietline.home import Home
from quietline.office.audit.changes import change
from quietline.office.audit.record import record
from quietline.office.cases.marks import UNDECIDED
from quietline.office.cases.models import Case, CaseFinding, ControlRun
from quietline.office.cases.opening import Suspicion, join_case, standing_severity
from quietline.office.cases.runs import changed_pairs
from quietline.office.cases.withdrawal import withdraw_vanished
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.office.registry import holders
from quietline.rulebook.inputs import Pair
from quietline.rulebook.run import ControlDay, pairs_of, run_pairs
from quietline.rulebook.store import write_findings

CHUNK_FINDINGS = 200
"""A transaction's length: SQLite's writers wait for each other."""
ATTEMPTS = 3


def _no_progress(done: float) -> None:
    return None


def _never() -> bool:
    return False


def detect(
    home: Home,
    first: date,
    last: date,
    *,
    only: str | None = None,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> Iterator[ControlDay]:
    """Each control, or the one with the id `only`, on each calendar day of the city from `first` to `last`.

    Findings are stored, cases opened and grown, the run recorded. Running again over the same days changes nothing. Must be read to its end.
    """
    require(actor, Permission.DETECT)
    chosen = [pair for pair in pairs_of(home, first, last) if only in (None, pair.loaded.control.id)]
    yield from _judge(home, chosen, actor, at, progress, cancelled)


def detect_changed(
    home: Home,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = _no_progress,
    cancelled: Callable[[], bool] = _never,
) -> Iterator[ControlDay]:
    """As `detect`, for exactly those controls and days whose records, registers or control changed since they were judged, or never were.

    Running again at once judges nothing; what a killed or cancelled run left is judged by the next one. Must be read to its end.
    """
    require(actor, Permission.DETECT)
    yield from _judge(home, changed_pairs(home), actor, at, progress, cancelled)


def _judge(
    home: Home,
    chosen: Sequence[Pair],
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> Iterator[ControlDay]:
    for control_day in run_pairs(home, chosen, progress=progress, cancelled=cancelled):
        write_findings(home, control_day.day, control_day.findings, controls=[control_day.control.control.id])
        take_in(home, control_day, actor=actor, at=at)
        withdraw_vanished(control_day, actor=actor, at=at)
        # The run comes last: it says that all else of this control and day is done.
        _record_run(control_day, actor, at)
        yield control_day


def take_in(home: Home, control_day: ControlDay, *, actor: Actor, at: datetime) -> int:
    """How many cases the matches of an active control opened. A control in shadow opens none; a finding that is known changes nothing."""
    if control_day.control.shadow:
        return 0
    matches = [f for f in control_day.findings if f.outcome is Outcome.MATCH and f.subject_kind == "number"]
    rows = holders.look_up(home, {finding.subject for finding in matches}, control_day.day)
    source, remaining, opened = control_day.control.control.source, iter(matches), 0
    while chunk := list(islice(remaining, CHUNK_FINDINGS)):
        opened += _take_in_chunk(chunk, rows, source, actor, at)
    return opened


def _take_in_chunk(
    chunk: Sequence[Finding], rows: dict[str, holders.RegisterRow], source: str, actor: Actor, at: datetime
) -> int:
    """Somebody who takes in the same finding at the same time, or decides meanwhile, costs a second look."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _join_all(chunk, rows, source, actor, at)
        except (IntegrityError, OperationalError, Conflict):
            if attempt + 1 == ATTEMPTS:
                raise
    return 0


def _join_all(
    chunk: Sequence[Finding], rows: dict[str, holders.RegisterRow], source: str, actor: Actor, at: datetime
) -> int:
    known = {
        found.key: found
        for found in CaseFinding.objects.filter(key__in=[f.key for f in chunk]).select_related("case")
    }
    opened = 0
    for finding in chunk:
        if finding.key in known:
            _renew(known[finding.key], finding, actor, at)
            continue
        suspicion = Suspicion(rows[finding.subject], finding.day, source, finding.severity.value)
        joined = join_case(suspicion, actor=actor, at=at)
        if joined:
            _attach(finding, source, joined.case, joined.cleared, at)
            opened += joined.opened
    return opened


def _attach(finding: Finding, source: str, case: Case, cleared: bool, at: datetime) -> None:
    CaseFinding.objects.create(
        key=finding.key,
        case=case,
        control=finding.control,
        clause=finding.clause,
        source=source,
        day=finding.day,
        outcome=finding.outcome,
        cleared=cleared,
        taken_in_at=at,
        **_what_was_seen(finding),
    )


def _renew(known: CaseFinding, finding: Finding, actor: Actor, at: datetime) -> None:
    """Records that came late change the evidence of a case that nobody has decided; what was decided stays as it was seen."""
    seen = _what_was_seen(finding) | {"withdrawn_at": None}
    is_same = all(getattr(known, name) == value for name, value in seen.items())
    if is_same or known.case.state not in UNDECIDED:
        return
    CaseFinding.objects.filter(pk=known.pk).update(**seen)
    case = Case.objects.get(pk=known.case_id)
    change(
        case,
        action="case.evidence_renewed",
        actor=actor,
        at=at,
        reason=finding.control,
        severity=standing_severity(case),
    )


def _what_was_seen(finding: Finding) -> dict[str, object]:
    return {
        "version": finding.version,
        "severity": finding.severity.value,
        "evidence": dict(finding.evidence),
        "counterfactual": finding.counterfactual.as_dict() if finding.counterfactual else None,
    }


def _record_run(control_day: ControlDay, actor: Actor, at: datetime) -> None:
    control = control_day.control.control
    counts = {
        "evaluated": control_day.evaluated,
        "matched": control_day.matched,
        "no_match": control_day.no_match,
        "not_enough_history": control_day.not_enough_history,
        "error": control_day.error,
    }
    with transaction.atomic():
        run = ControlRun.objects.create(
            control=control.id,
            version=control.version,
            day=control_day.day,
            ran_at=at,
            shadow=control_day.control.shadow,
            inputs=control_day.inputs,
            **counts,
        )
        after = {"day": control_day.day, "version": control.version, "run": run.pk, **counts}
        record(
            actor=actor, at=at, action="control.ran", object_kind="control", object_id=control.id, after=after
        )
