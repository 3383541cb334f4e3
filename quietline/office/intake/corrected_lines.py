"""The lines of a batch of corrections, when that batch is withdrawn and when it comes back: none is loaded twice, none is lost."""

from collections.abc import Iterator
from datetime import datetime

from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.audit.changes import change_state
from quietline.office.intake.models import Batch, Correction, CorrectionState
from quietline.office.people.actors import Actor
from quietline.warehouse.lake import Lake


def give_lines_back(batch: Batch, actor: Actor, at: datetime) -> None:
    """Lines that a withdrawn batch of corrections had taken wait to be replayed again."""
    taken = Correction.objects.filter(replayed_as=batch.batch, state=CorrectionState.CORRECTED)
    for line in taken if batch.corrects else ():
        change_state(line, to=CorrectionState.READY, actor=actor, at=at, replayed_as="")


def take_lines_again(home: Home, batch: Batch, actor: Actor, at: datetime) -> None:
    """Lines of a batch of corrections that came back are corrected as they were before it was withdrawn."""
    for line in _lines_of(home, batch):
        if line.state == CorrectionState.READY:
            change_state(line, to=CorrectionState.CORRECTED, actor=actor, at=at, replayed_as=batch.batch)


def refuse_worked_on(home: Home, batch: Batch) -> None:
    """Raises Refused where a line of the withdrawn batch of corrections was replayed in another batch, or changed, since it was loaded."""
    changed = [str(line.line) for line in _lines_of(home, batch) if not _is_as_loaded(line, batch)]
    if changed:
        raise Refused(
            f"lines of the batch were worked on since: {', '.join(changed)}",
            mend="replay them instead",
        )


def _is_as_loaded(line: Correction, batch: Batch) -> bool:
    if line.state == CorrectionState.CORRECTED:
        return line.replayed_as == batch.batch
    return line.state == CorrectionState.READY and line.changed_at <= batch.loaded_at


def _lines_of(home: Home, batch: Batch) -> Iterator[Correction]:
    lines = Lake(home).manifest(batch.batch).corrected_lines if batch.corrects else ()
    for start in range(0, len(lines), 200):
        yield from Correction.objects.filter(batch__batch=batch.corrects, line__in=lines[start : start + 200])
