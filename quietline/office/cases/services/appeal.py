"""Lodge an appeal for a holder, and take it back for him (clause 2.3)."""

from datetime import datetime, timedelta

from django.db import transaction

from quietline.domain.appeals import JUDGED_WITHIN_HOURS, AppealVia
from quietline.domain.case_states import HARMFUL
from quietline.domain.errors import NotFound, Refused
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.appeals import appeals_visible_to
from quietline.office.cases.models import (
    Appeal,
    AppealState,
    Case,
    MeasureState,
    VerificationOutcome,
    VerificationState,
)
from quietline.office.cases.queries import case_for
from quietline.office.cases.reasons import clean_reason
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def lodge_appeal(*, case_id: int, via: str, statement: str, actor: Actor, at: datetime) -> Appeal:
    """The holder's appeal against the case, to be judged by another person within `JUDGED_WITHIN_HOURS`.

    Raises Refused where nothing was done or confirmed against the holder, or an appeal waits already; NotFound outside the scope.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="appeal.lodge", object_kind="case", object_id=case_id, case=case_id
    )
    with refusals, transaction.atomic():
        person = require_person(actor, Permission.LODGE_APPEAL)
        take_turn(case_id)
        case = case_for(actor, case_id)
        check_may_be_appealed(case)
        appeal = Appeal(
            case=case,
            via=_via(via),
            statement=clean_reason(statement),
            lodged_by=person,
            lodged_at=at,
            due_at=at + timedelta(hours=JUDGED_WITHIN_HOURS),
        )
        return create_recorded(appeal, actor=actor, at=at)


def withdraw_appeal(*, appeal_id: int, reason: str, actor: Actor, at: datetime) -> Appeal:
    """The appeal, taken back because the holder says so. Raises Refused once it was judged."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="appeal.withdraw", object_kind="appeal", object_id=appeal_id
    )
    with refusals, transaction.atomic():
        person = require_person(actor, Permission.LODGE_APPEAL)
        appeal = open_appeal(actor, appeal_id)
        said = clean_reason(reason)
        ended = {"ended_by": person, "ended_at": at, "judgement": said}
        return change_state(appeal, to=AppealState.WITHDRAWN, actor=actor, at=at, reason=said, **ended)


def check_may_be_appealed(case: Case) -> None:
    """Returns where something was done or confirmed against the holder in the case and no appeal waits. Raises Refused otherwise."""
    if case.appeals.filter(state=AppealState.LODGED).exists():
        raise Refused("an appeal against this case waits already", mend="have it judged first")
    harmed = case.measures.filter(kind__in=HARMFUL, state=MeasureState.EFFECTIVE)
    confirmed = case.verifications.filter(
        state=VerificationState.COMPLETED, outcome=VerificationOutcome.CONFIRMED, overturned_at=None
    )
    if not (harmed.exists() or confirmed.exists()):
        raise Refused(
            "nothing was done or confirmed against the holder in this case",
            mend="appeal against the case that cut the number",
        )
    if case.appeals.filter(state=AppealState.GRANTED).exists() and not confirmed.exists():
        raise Refused("an appeal against this case was granted already", mend="nothing to do")


def appeal_for(actor: Actor, appeal_id: int) -> Appeal:
    """The appeal, where the actor may see its case. Raises NotFound otherwise."""
    found = appeals_visible_to(actor).filter(pk=appeal_id).first() if 0 < appeal_id < 2**63 else None
    if found is None:
        raise NotFound(
            f"there is no appeal {appeal_id} that you may see", mend="list them with `quietline appeals list`"
        )
    return found


def open_appeal(actor: Actor, appeal_id: int) -> Appeal:
    """The appeal, its case's turn taken, while it waits to be judged. Raises NotFound outside the scope, Refused afterwards."""
    take_turn(appeal_for(actor, appeal_id).case_id)
    appeal = appeal_for(actor, appeal_id)
    if appeal.state != AppealState.LODGED:
        raise Refused(f"the appeal is {appeal.state}", mend="the holder may lodge another one")
    return appeal


def _via(given: str) -> AppealVia:
    if given not in set(AppealVia):
        raise Refused(f"there is no way of lodging {given!r}", mend=f"it is one of {', '.join(AppealVia)}")
    return AppealVia(given)
