"""Opens the document of a case's holder for somebody who needs it: with a reason, within limits, and never unnoticed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from quietline.domain.errors import NotFound, Refused
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.models import Case
from quietline.office.cases.queries import case_for
from quietline.office.cases.reasons import clean_reason
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.models import User
from quietline.office.people.permissions import Permission
from quietline.office.vault.models import SealedDocument
from quietline.office.vault.sealing import number_in

VIEWED = "document.viewed"
WINDOW = timedelta(hours=1)


@dataclass(frozen=True)
class OpenDocument:
    """A document as it was shown once."""

    kind: str
    number: str


def document_of(case: Case) -> SealedDocument | None:
    """The sealed document of the case's holder, if the vault has one. Tells nothing of its number."""
    subscriber = case.holding.subscriber
    return SealedDocument.objects.filter(subscriber=subscriber).first() if subscriber else None


def view_document(*, case_id: int, reason: str, actor: Actor, at: datetime) -> OpenDocument:
    """The document's number. Each view leaves an entry with its reason; so does each that is refused.

    Raises Refused without the right or a reason, and beyond the views an hour that the city allows one person; NotFound for a case that
    the actor may not see or a holder without a document.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="document.view", object_kind="case", object_id=case_id, case=case_id
    )
    with refusals, transaction.atomic():
        person = require_person(actor, Permission.OPEN_DOCUMENT)
        case = case_for(actor, case_id)
        said = clean_reason(reason)
        # Two views of one person wait for each other, or the last one of the hour would be given twice.
        User.objects.select_for_update().get(pk=person.pk)
        _refuse_too_many(actor, at)
        document = document_of(case)
        if document is None:
            raise NotFound(
                "the vault has no document of this holder",
                mend="load it from the register with `quietline vault load`",
            )
        number = number_in(document, settings.HOME)
        record(
            actor=actor,
            at=at,
            action=VIEWED,
            object_kind="document",
            object_id=document.pk,
            case=case.pk,
            after={"kind": document.kind, "subscriber": document.subscriber},
            reason=said,
        )
    return OpenDocument(document.kind, number)


def _refuse_too_many(actor: Actor, at: datetime) -> None:
    limit = settings.HOME.city.vault_views_per_hour
    since = AuditEntry.objects.filter(actor=actor.name, action=VIEWED, at__gt=at - WINDOW, at__lte=at)
    if since.count() >= limit:
        raise Refused(
            f"you have opened {limit} documents within the hour, which is the limit",
            mend="go on in an hour, or ask the administrator",
        )
