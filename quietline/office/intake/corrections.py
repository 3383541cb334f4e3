"""Quarantined lines are corrected one by one: each text goes through the checks of a load, and waits to be replayed (clause 3.1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from quietline.domain.errors import Conflict, InputError, NotFound, QuietlineError, Refused
from quietline.home import Home
from quietline.ingest import quarantine
from quietline.ingest.checking import complaints_about
from quietline.ingest.quarantine import QuarantinedRow
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.intake.models import Batch, BatchState, Correction, CorrectionState
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.warehouse.lake import Lake

TEXT_MAX = 2**20
NOTE_MAX = 500
WORKED_ON = (CorrectionState.OPEN, CorrectionState.READY)
_SETTLED_WORDS = {
    CorrectionState.CORRECTED: "was corrected and replayed",
    CorrectionState.GIVEN_UP: "was given up",
}


@dataclass(frozen=True)
class Wish:
    """What somebody wants a line to be. `version` is that of the line he looked at, 0 for one that nobody had touched."""

    line: int
    version: int
    text: str


def correct(home: Home, batch: Batch, wish: Wish, *, actor: Actor, at: datetime) -> Correction:
    """The line with its new text: ready where a load would take it, else open with what is wrong now.

    Raises InputError for a text that is no line, NotFound for a line that is not in quarantine, Refused where it is settled, Conflict
    where somebody else was faster.
    """
    (found,) = correct_all(home, batch, [wish], actor=actor, at=at)
    if not isinstance(found, Correction):
        raise found
    return found


def correct_all(
    home: Home, batch: Batch, wishes: Sequence[Wish], *, actor: Actor, at: datetime
) -> list[Correction | QuietlineError]:
    """As `correct` for many lines, checked in one go; what stands against one line stops no other and is given in its place."""
    require(actor, Permission.INGEST)
    refuse_withdrawn(batch)
    texts = [" ".join(wish.text.splitlines()) for wish in wishes]
    wrong = complaints_about(home, Lake(home).manifest(batch.batch), texts, at=at)
    delivered = _delivered(home, batch, [wish.line for wish in wishes])
    results: list[Correction | QuietlineError] = []
    for wish, complaint in zip(wishes, wrong, strict=True):
        try:
            row = _row(delivered, wish.line)
            results.append(_correct(batch, row, wish, complaint, actor, at))
        except QuietlineError as error:
            results.append(error)
    return results


def give_up(
    home: Home, batch: Batch, *, line: int, version: int, note: str, actor: Actor, at: datetime
) -> Correction:
    """The line, given up for a reason: it does not count as open any more, and stays readable. Raises as `correct` does."""
    require(actor, Permission.INGEST)
    refuse_withdrawn(batch)
    note = note.strip()[:NOTE_MAX]
    if not note:
        raise Refused("a line is given up for a reason", mend="say why nobody can correct it")
    row = _row(_delivered(home, batch, [line]), line)
    return _put(batch, row, version, CorrectionState.GIVEN_UP, actor, at, note=note)


def undo(home: Home, batch: Batch, *, line: int, version: int, actor: Actor, at: datetime) -> Correction:
    """The line open again, as it was delivered. Raises Refused where it was replayed: its row is loaded; or its batch withdrawn."""
    require(actor, Permission.INGEST)
    refuse_withdrawn(batch)
    row = _row(_delivered(home, batch, [line]), line)
    if _known(batch, line) is None:
        raise Refused(f"line {line} was not touched", mend="there is nothing to take back")
    return _put(
        batch, row, version, CorrectionState.OPEN, actor, at, leaves=(*WORKED_ON, CorrectionState.GIVEN_UP)
    )


def _correct(
    batch: Batch, row: QuarantinedRow, wish: Wish, wrong: QuarantinedRow | None, actor: Actor, at: datetime
) -> Correction:
    text = wish.text.strip("\r\n")
    if "\n" in text or "\r" in text:
        raise InputError("the text has more than one line", mend="write it on one line")
    if len(text) > TEXT_MAX:
        raise InputError(f"the text has {len(text)} letters", mend=f"at most {TEXT_MAX} letters")
    if wrong is None:
        return _put(
            batch, QuarantinedRow(row.line, "", "", "", text), wish.version, CorrectionState.READY, actor, at
        )
    now = QuarantinedRow(row.line, wrong.column, wrong.reason, wrong.expected, text)
    return _put(batch, now, wish.version, CorrectionState.OPEN, actor, at)


def _put(
    batch: Batch,
    row: QuarantinedRow,
    version: int,
    to: CorrectionState,
    actor: Actor,
    at: datetime,
    *,
    note: str = "",
    leaves: tuple[CorrectionState, ...] = WORKED_ON,
) -> Correction:
    """The line as `row` says, made or changed where its version is still the one that was looked at."""
    said = {
        "text": row.raw,
        "column": row.column,
        "problem": row.reason,
        "expected": row.expected,
        "note": note,
    }
    fields = {**said, "changed_by": actor.name, "changed_at": at}
    known = _known(batch, row.line)
    if known is None and not version:
        return _create(Correction(batch=batch, line=row.line, state=to, **fields), actor, at, note)
    if known is not None and known.state not in leaves:
        words = _SETTLED_WORDS[CorrectionState(known.state)]
        raise Refused(f"line {row.line} {words} by {known.changed_by}", mend="look at it again, then decide")
    if known is None or known.version != version:
        raise _faster(row.line, known.changed_by if known else actor.name)
    return change_state(known, to=to, actor=actor, at=at, reason=note, **fields)


def _create(correction: Correction, actor: Actor, at: datetime, reason: str) -> Correction:
    try:
        with transaction.atomic():
            return create_recorded(correction, actor=actor, at=at, reason=reason)
    except IntegrityError as error:
        other = _known(correction.batch, correction.line)
        raise _faster(correction.line, other.changed_by if other else "") from error


def _faster(line: int, who: str) -> Conflict:
    return Conflict(
        f"line {line} was changed by {who} meanwhile", mend="look at it again; what you typed is kept here"
    )


def _known(batch: Batch, line: int) -> Correction | None:
    return Correction.objects.filter(batch=batch, line=line).first()


def _delivered(home: Home, batch: Batch, lines: Collection[int]) -> dict[int, QuarantinedRow]:
    found = quarantine.rows(home, batch.batch, only=set(lines), limit=max(len(lines), 1))
    return {row.line: row for row in found}


def _row(delivered: dict[int, QuarantinedRow], line: int) -> QuarantinedRow:
    if line not in delivered:
        raise NotFound(f"line {line} is not in quarantine", mend="take it from the list of quarantined lines")
    return delivered[line]


def refuse_withdrawn(batch: Batch) -> None:
    """Raises Refused where the batch was withdrawn: its lines are not worked on, and none of them is loaded."""
    if batch.state == BatchState.WITHDRAWN:
        raise Refused(
            f"batch {batch.batch} was withdrawn",
            mend="undo the withdrawal, or load the file again, then correct",
        )
