"""Decide many cases at once: a typed count, and a second person before anything happens (clauses 1.2.3 and 3.1)."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from quietline.domain.case_states import MeasureKind
from quietline.domain.errors import NotFound, Refused
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import BulkDecision, BulkItem, BulkState
from quietline.office.cases.queries import cases_visible_to
from quietline.office.cases.reasons import clean_reason
from quietline.office.jobs.models import Job, JobState
from quietline.office.jobs.services import enqueue
from quietline.office.people.actors import Actor, require, require_person
from quietline.office.people.permissions import Permission
from quietline.office.policy.reason_codes import required_reason

MAX_CASES = 5_000
"""Cases of one bulk decision: what a person can still answer for."""
CHUNK_CASES = 200
BULK_MEASURES = frozenset(MeasureKind) - {MeasureKind.REFER}
"""A referral names the receiver of each number, so it is decided one by one."""


def propose_bulk(
    *,
    case_ids: Collection[int],
    count: int,
    measure: str,
    reason: str,
    reason_code: str = "",
    shutdown_kind: str = "",
    actor: Actor,
    at: datetime,
) -> BulkDecision:
    """The bulk decision, waiting for a second person. Each case is judged by itself when it is carried out.

    Raises Refused where the typed count is not that of the cases, NotFound where one of them is not within scope.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="bulk.propose", object_kind="bulkdecision", object_id=""
    )
    with refusals, transaction.atomic():
        person = require_person(actor, Permission.DECIDE)
        chosen = sorted(set(case_ids))
        _check_count(len(chosen), count)
        if measure not in BULK_MEASURES:
            raise Refused(f"{measure} is not decided in bulk", mend="decide each case by itself")
        day = at.astimezone(settings.HOME.zone).date()
        required_reason(reason_code, MeasureKind(measure), day)
        seen = _seen(chosen, actor)
        bulk = BulkDecision(
            measure=measure,
            count=count,
            reason=clean_reason(reason),
            reason_code=reason_code,
            shutdown_kind=shutdown_kind,
            decided_by=person,
            decided_at=at,
        )
        create_recorded(bulk, actor=actor, at=at, reason=bulk.reason)
        items = (BulkItem(bulk=bulk, case_id=pk, seen_version=version) for pk, version in seen.items())
        BulkItem.objects.bulk_create(items, batch_size=CHUNK_CASES)
        return bulk


def agree_bulk(*, bulk_id: int, actor: Actor, at: datetime, note: str = "") -> BulkDecision:
    """The bulk decision, agreed to by another person; a job carries it out. Raises Refused for the decider himself."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="bulk.agree", object_kind="bulkdecision", object_id=bulk_id
    )
    with refusals, transaction.atomic():
        bulk = _to_judge(bulk_id, actor)
        spoken = {"second_person": actor.user, "second_person_at": at, "second_note": note[:500]}
        change_state(bulk, to=BulkState.AGREED, actor=actor, at=at, reason=note, **spoken)
        enqueue(kind="bulk", arguments={"bulk": bulk.pk}, actor=actor, at=at, key=f"bulk:{bulk.pk}")
        return bulk


def reject_bulk(*, bulk_id: int, note: str, actor: Actor, at: datetime) -> BulkDecision:
    """The bulk decision, rejected with a reason: nothing happens to any case. Raises as `agree_bulk` does."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="bulk.reject", object_kind="bulkdecision", object_id=bulk_id
    )
    with refusals, transaction.atomic():
        bulk, said = _to_judge(bulk_id, actor), clean_reason(note)
        spoken = {"second_person": actor.user, "second_person_at": at, "second_note": said}
        return change_state(bulk, to=BulkState.REJECTED, actor=actor, at=at, reason=said, **spoken)


def undo_bulk(*, bulk_id: int, actor: Actor, at: datetime) -> BulkDecision:
    """Asks to take back every case whose order has not left. For the decider and reviewers; raises Refused while it is carried out."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="bulk.undo", object_kind="bulkdecision", object_id=bulk_id
    )
    with refusals, transaction.atomic():
        bulk = bulk_for(actor, bulk_id)
        is_his = bulk.decided_by.staff_number == actor.name and actor.may(Permission.DECIDE)
        if not is_his:
            require(actor, Permission.SECOND_PERSON)
        under_way = Job.objects.filter(
            key=f"bulk:{bulk.pk}", state__in=[JobState.QUEUED, JobState.RUNNING]
        ).exists()
        if under_way or bulk.state not in {BulkState.AGREED, BulkState.DONE}:
            raise Refused(
                "the bulk decision is not carried out yet, or over",
                mend="stop its job first, or let the second person reject it",
            )
        change_state(bulk, to=BulkState.UNDONE, actor=actor, at=at)
        enqueue(kind="bulk_undo", arguments={"bulk": bulk.pk}, actor=actor, at=at, key=f"undo:{bulk.pk}")
        return bulk


def bulk_visible_to(actor: Actor) -> QuerySet[BulkDecision]:
    """One's own bulk decisions; all for who is second person or audits the whole city."""
    found = BulkDecision.objects.select_related("decided_by", "second_person")
    if actor.is_city_wide and (actor.may(Permission.SECOND_PERSON) or actor.may(Permission.SEE_AUDIT)):
        return found
    return found.filter(decided_by=actor.user) if actor.user else found.none()


def bulk_for(actor: Actor, bulk_id: int) -> BulkDecision:
    """The bulk decision, its turn taken. Raises NotFound where the actor may not see it."""
    visible = (
        bulk_visible_to(actor).filter(pk=bulk_id) if 0 < bulk_id < 2**63 else BulkDecision.objects.none()
    )
    found = visible.select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound(
            f"there is no bulk decision {bulk_id} that you may see",
            mend="list them with `quietline bulk list`",
        )
    return found


def _to_judge(bulk_id: int, actor: Actor) -> BulkDecision:
    require_person(actor, Permission.SECOND_PERSON)
    bulk = bulk_for(actor, bulk_id)
    if bulk.decided_by.staff_number == actor.name:
        raise Refused("nobody is his own second person", mend="ask another reviewer")
    if bulk.state != BulkState.PROPOSED:
        raise Refused(f"the bulk decision is {bulk.state}", mend="nothing to do")
    return bulk


def _check_count(chosen: int, typed: int) -> None:
    if chosen != typed:
        raise Refused(f"{chosen} cases are marked and {typed} was typed", mend="look at the marks again")
    if not 1 < chosen <= MAX_CASES:
        raise Refused(f"a bulk decision has 2 to {MAX_CASES} cases, not {chosen}", mend="mark fewer, or more")


def _seen(chosen: list[int], actor: Actor) -> dict[int, int]:
    """Case → the version that is there now. Raises NotFound where one is not within scope."""
    seen: dict[int, int] = {}
    visible = cases_visible_to(actor).order_by()
    for start in range(0, len(chosen), CHUNK_CASES):
        part = chosen[start : start + CHUNK_CASES]
        seen |= dict(visible.filter(pk__in=part).values_list("pk", "version"))
    missing = next((pk for pk in chosen if pk not in seen), None)
    if missing is not None:
        raise NotFound(
            f"there is no case {missing} that you may see", mend="list yours with `quietline cases list`"
        )
    return seen
