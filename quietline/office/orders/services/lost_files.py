"""Stop waiting for the answer to a batch: its orders without one wait for a person from now on."""

from datetime import datetime

from django.db import transaction

from quietline.domain.errors import Refused
from quietline.office.audit.changes import change_state
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Order, OrderState
from quietline.office.cases.reasons import clean_reason
from quietline.office.orders import outbox
from quietline.office.orders.models import OrderFile, OrderFileState
from quietline.office.orders.queries import file_for
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def stop_waiting(*, file_id: int, reason: str, actor: Actor, at: datetime) -> OrderFile:
    """The batch, counted as answered. Its orders keep their keys: where the answer comes all the same, it is taken in."""
    with (
        recorded_refusal(
            actor=actor, at=at, action="orderfile.stop_waiting", object_kind="orderfile", object_id=file_id
        ),
        transaction.atomic(),
    ):
        require_person(actor, Permission.HANDLE_ORDERS)
        file = file_for(actor, file_id)
        if file.state != OrderFileState.WRITTEN:
            raise Refused(f"the batch is {file.state}", mend="nothing to do")
        words = clean_reason(reason)
        for order in Order.objects.filter(lines__file=file, state=OrderState.SENDING):
            outbox.give_to_a_person(order, f"no answer to batch {file.pk}: {words}", actor=actor, at=at)
        return change_state(
            file, to=OrderFileState.ANSWERED, actor=actor, at=at, reason=words, answered_at=at
        )
