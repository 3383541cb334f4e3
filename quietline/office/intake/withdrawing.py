"""A batch that was loaded by mistake is withdrawn: its rows vanish, its days are judged anew, cases that stand on it are told."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.audit.changes import change_state
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.intake.corrected_lines import give_lines_back, refuse_worked_on, take_lines_again
from quietline.office.intake.models import Batch, BatchState
from quietline.office.intake.protected import renew_protected_callers
from quietline.office.intake.queries import batch_for
from quietline.office.intake.reports import REPORTING, claim_marked
from quietline.office.jobs.models import Job
from quietline.office.jobs.services import enqueue
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.warehouse import withdrawal
from quietline.warehouse.absence import Withdrawal
from quietline.warehouse.lake import Lake

REASON_MAX = 500


def rows_of(batch: Batch) -> int:
    """How many rows vanish with the batch: its own, and those of its lines that were corrected and replayed."""
    return sum(one.accepted for one in _with_corrections(batch))


def goes_with(batch: Batch) -> list[str]:
    """The names of the batch and of those that correct its lines and are in the same state."""
    return [one.batch for one in _with_corrections(batch)]


def ask_for_withdrawal(*, batch: str, rows: int | None, reason: str, actor: Actor, at: datetime) -> Job:
    """A job that withdraws the batch and judges its days anew. `rows` is how many rows vanish, as the person typed it.

    Raises Refused where the number is another, without a reason, or where the batch is withdrawn already; NotFound.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="batch.withdraw", object_kind="batch", object_id=batch
    )
    with refusals:
        require(actor, Permission.WITHDRAW)
        found = batch_for(actor, batch)
        if found.state == BatchState.WITHDRAWN:
            raise Refused(f"batch {found.batch} was withdrawn", mend="there is nothing to take back")
        _refuse_other_number(found, rows)
        if not reason.strip():
            raise Refused("a reason is required", mend="say in a sentence why")
        arguments = {"batch": found.batch, "path": found.file_name, "reason": reason.strip()[:REASON_MAX]}
        return enqueue(kind="withdraw", arguments={**arguments, "rows": rows}, actor=actor, at=at)


def ask_for_return(*, batch: str, actor: Actor, at: datetime) -> Job:
    """A job that undoes the withdrawal and judges the days anew. Raises Refused where the batch is not withdrawn; NotFound."""
    require(actor, Permission.WITHDRAW)
    found = batch_for(actor, batch)
    if found.state != BatchState.WITHDRAWN:
        raise Refused(f"batch {found.batch} is not withdrawn", mend="there is nothing to take back")
    arguments = {"batch": found.batch, "path": found.file_name}
    return enqueue(kind="return", arguments=arguments, actor=actor, at=at)


def withdraw(
    home: Home, batch: str, *, rows: int | None = None, reason: str, actor: Actor, at: datetime
) -> list[date]:
    """The days whose rows vanished. Doing it again completes what a killed process left.

    Raises Refused as the warehouse does, and where another number of rows than `rows` would vanish by now; None: whatever it is.
    """
    require(actor, Permission.WITHDRAW)
    found = batch_for(actor, batch)
    if rows is not None and found.state == BatchState.LOADED:
        _refuse_other_number(found, rows)
    chosen = _with_corrections(found)
    lake = Lake(home)
    named = tuple(one.batch for one in chosen)
    withdrawal.withdraw(lake, Withdrawal(batches=named, at=at, by=actor.name, reason=reason))
    _say(home, chosen, BatchState.WITHDRAWN, reason, actor, at)
    return _after(home, chosen, actor, at)


def undo(home: Home, batch: str, *, actor: Actor, at: datetime) -> list[date]:
    """The days whose rows are back. Doing it again completes what a killed process left.

    Raises Refused where something of them was loaded meanwhile, or the files are gone; where the batch went with the one whose lines it
    corrects; and where one of its lines was worked on since.
    """
    require(actor, Permission.WITHDRAW)
    found = batch_for(actor, batch)
    lake = Lake(home)
    refuse_worked_on(home, found)
    withdrawal.undo(lake, found.batch)
    present = {one.batch for one in lake.present(found.kind)}
    if found.batch not in present:
        raise Refused(
            f"batch {found.batch} was withdrawn together with {found.corrects}",
            mend="undo the withdrawal of that one",
        )
    chosen = [one for one in _with_corrections(found) if one.batch in present]
    _say(home, chosen, BatchState.LOADED, "", actor, at)
    for one in chosen:
        if one.kind in REPORTING:
            claim_marked(home, one.kind, one.batch)
    return _after(home, chosen, actor, at)


def _refuse_other_number(batch: Batch, rows: int | None) -> None:
    if rows != rows_of(batch):
        raise Refused(
            f"{rows_of(batch)} rows vanish with the batch, not {rows}",
            mend="look again, then type the number",
        )


def _with_corrections(batch: Batch) -> list[Batch]:
    """The batch, and those that its corrected lines were replayed as; a batch of corrected lines stands for itself."""
    return [batch, *Batch.objects.filter(corrects=batch.batch, state=batch.state).order_by("pk")]


def _say(
    home: Home, chosen: Sequence[Batch], state: BatchState, reason: str, actor: Actor, at: datetime
) -> None:
    with transaction.atomic():
        for batch in chosen:
            if batch.state != state:
                change_state(batch, to=state, actor=actor, at=at, reason=reason)
        if state == BatchState.WITHDRAWN:
            give_lines_back(chosen[0], actor, at)
        else:
            take_lines_again(home, chosen[0], actor, at)


def _after(home: Home, chosen: Sequence[Batch], actor: Actor, at: datetime) -> list[date]:
    if any(one.kind == "protected_callers" for one in chosen):
        renew_protected_callers(home, [one.batch for one in chosen], actor=actor, at=at)
    lake = Lake(home)
    return withdrawal.days_of(lake.manifest(one.batch) for one in chosen if one.kind == "calls")
