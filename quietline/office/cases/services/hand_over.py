"""A letter was handed over, or a notice that could not be sent was told in another way (clause 3.1)."""

from datetime import datetime

from django.db import transaction

from quietline.domain.errors import Refused
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.letters import notice_for
from quietline.office.cases.models import Notice, OrderState
from quietline.office.cases.reasons import clean_reason
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission

UNSENT = frozenset({OrderState.REFUSED, OrderState.FAILED, OrderState.GIVEN_UP, OrderState.CANCELLED})


def hand_over(*, notice_id: int, note: str, actor: Actor, at: datetime) -> Notice:
    """The notice, told by a person: how and to whom says the note. Raises Refused where it was told already or is still on its way."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="notice.hand_over", object_kind="notice", object_id=notice_id
    )
    with refusals, transaction.atomic():
        user = require_person(actor, Permission.NOTIFY)
        notice = notice_for(actor, notice_id)
        if notice.order is not None and notice.order.state not in UNSENT:
            raise Refused(
                "the text message was sent or is on its way", mend="hand it over where it could not be sent"
            )
        told = {"handed_over_at": at, "handed_over_by": user, "handed_over_note": clean_reason(note)}
        if not Notice.objects.filter(pk=notice.pk, handed_over_at=None).update(**told):
            raise Refused("the notice was handed over already", mend="nothing to do")
        record(
            actor=actor,
            at=at,
            action="notice.handed_over",
            object_kind="notice",
            object_id=notice.pk,
            case=notice.case_id,
            reason=str(told["handed_over_note"]),
        )
        notice.refresh_from_db()
        return notice
