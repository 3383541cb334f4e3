"""Take a case, or leave it to the others."""

from datetime import datetime

from django.db import transaction

from quietline.office.audit.changes import change
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Case
from quietline.office.cases.permissions import check_is_above_unit
from quietline.office.cases.queries import case_for
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def assign(*, case_id: int, actor: Actor, at: datetime) -> Case:
    """The case, taken by the actor. Raises NotFound outside his scope."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="case.assign", object_kind="case", object_id=case_id, case=case_id
    )
    with refusals, transaction.atomic():
        user = require_person(actor, Permission.VERIFY)
        take_turn(case_id)
        case = case_for(actor, case_id)
        check_is_above_unit(case, actor)
        return (
            case
            if case.assignee_id == user.pk
            else change(case, action="case.assigned", actor=actor, at=at, assignee=user)
        )
