"""Attempts that were refused leave an entry too: an audit trail that knows successes only hides the interesting half."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from quietline.domain.errors import NotFound, Refused
from quietline.office.audit.record import record
from quietline.office.people.actors import Actor

_NOBODY = Actor(name="nobody", via="unknown")


@contextmanager
def recorded_refusal(
    *,
    actor: Actor | None,
    at: datetime,
    action: str,
    object_kind: str,
    object_id: object,
    case: int | None = None,
) -> Iterator[None]:
    """Runs the block; where it is refused, or what it names is not within scope, an entry `<action>.refused` stays behind.

    Put it around the transaction: what the block wrote is rolled back, the entry is not.
    """
    try:
        yield
    except (Refused, NotFound) as refusal:
        with transaction.atomic():
            record(
                actor=actor or _NOBODY,
                at=at,
                action=f"{action}.refused",
                object_kind=object_kind,
                object_id=object_id,
                case=case if case is None or case < 2**63 else None,
                reason=str(refusal),
            )
        raise
