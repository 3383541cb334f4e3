"""Carries out a bulk decision, case by case: each by the same services as a single one, in a transaction of its own.

So nobody who decides a single case waits longer than for one decision, and a worker that is killed goes on where it was.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from quietline.domain.errors import Conflict, NotFound, Refused
from quietline.office.audit.changes import change_state
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import (
    BulkDecision,
    BulkItem,
    BulkOutcome,
    BulkState,
    Measure,
    MeasureState,
)
from quietline.office.cases.services.bulk import CHUNK_CASES
from quietline.office.cases.services.decide import decide
from quietline.office.cases.services.second_person import agree
from quietline.office.cases.services.undo import undo
from quietline.office.people.actors import Actor

SAID = (Refused, NotFound, Conflict)


@dataclass(frozen=True)
class Watch:
    """Tells how far the work is, as a share, and whether it should stop."""

    progress: Callable[[float], None]
    cancelled: Callable[[], bool]


def carry_out(bulk: BulkDecision, watch: Watch) -> dict[str, int]:
    """How many cases were decided, refused and left when it was stopped. Every one is judged as it is now, by decider and second person."""
    decider, second = Actor.of(bulk.decided_by, via="job"), Actor.of(bulk.second_person, via="job")
    _each(bulk, "", watch, lambda item: _decide(bulk, item, decider, second, timezone.now()))
    if not bulk.items.filter(outcome="").exists() and bulk.state == BulkState.AGREED:
        with transaction.atomic():
            change_state(bulk, to=BulkState.DONE, actor=Actor.system("bulk", via="job"), at=timezone.now())
    return counts_of(bulk)


def take_back(bulk: BulkDecision, actor: Actor, watch: Watch) -> dict[str, int]:
    """The same counts after every case whose order has not left was taken back; of the others the note says the counter-measure."""
    _each(bulk, BulkOutcome.DECIDED, watch, lambda item: _undo(item, actor, timezone.now()))
    return counts_of(bulk)


def counts_of(bulk: BulkDecision) -> dict[str, int]:
    """How many cases of the decision have which outcome; `waiting` are those that nobody came to."""
    found = Counter(bulk.items.values_list("outcome", flat=True))
    return {outcome: found[outcome] for outcome in BulkOutcome.values} | {"waiting": found[""]}


def _each(bulk: BulkDecision, outcome: str, watch: Watch, work: Callable[[BulkItem], None]) -> None:
    """All items of an outcome in chunks, until somebody wants it stopped."""
    last, done = 0, 0
    while chunk := list(bulk.items.filter(outcome=outcome, pk__gt=last)[:CHUNK_CASES]):
        for item in chunk:
            if watch.cancelled():
                return
            work(item)
            last, done = item.pk, done + 1
            watch.progress(done / bulk.count)


def _decide(bulk: BulkDecision, item: BulkItem, decider: Actor, second: Actor, at: datetime) -> None:
    refusals = recorded_refusal(
        actor=decider,
        at=at,
        action=f"case.{bulk.measure}",
        object_kind="case",
        object_id=item.case_id,
        case=item.case_id,
    )
    try:
        with refusals, transaction.atomic():
            measure = decide(
                case_id=item.case_id,
                measure=bulk.measure,
                reason=bulk.reason,
                reason_code=bulk.reason_code,
                shutdown_kind=bulk.shutdown_kind,
                version=item.seen_version,
                actor=decider,
                at=at,
            )
            _agreed(measure, bulk.second_note, second, at)
            _settle(item, BulkOutcome.DECIDED, decision=measure)
    except SAID as refusal:
        _settle(item, BulkOutcome.REFUSED, note=str(refusal)[:500])


def _agreed(measure: Measure, note: str, second: Actor, at: datetime) -> None:
    """What needs a second person has him already."""
    if measure.state == MeasureState.PROPOSED or measure.review_due_at is not None:
        agree(measure_id=measure.pk, actor=second, at=at, note=note)


def _undo(item: BulkItem, actor: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            undo(measure_id=item.decision_id or 0, actor=actor, at=at)
            _settle(item, BulkOutcome.UNDONE)
    except SAID as refusal:
        _settle(item, BulkOutcome.DECIDED, note=str(refusal)[:500])


def _settle(item: BulkItem, outcome: BulkOutcome, **fields: object) -> None:
    BulkItem.objects.filter(pk=item.pk).update(outcome=outcome, **fields)
