"""Appends one entry to the audit trail, in the transaction of the change itself."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from uuid import uuid4

from django.conf import settings
from django.db import connection

from quietline.home import Home
from quietline.office.audit.canonical import canonical, instant, plain
from quietline.office.audit.models import AuditEntry
from quietline.office.people.actors import Actor


def record(
    *,
    actor: Actor,
    at: datetime,
    action: str,
    object_kind: str,
    object_id: object,
    case: int | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> AuditEntry:
    """The entry, written. Raises RuntimeError outside a transaction: an entry without its change, or a change without it, proves nothing."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"audit entry {action!r} outside a transaction")
    entry = AuditEntry(
        uid=uuid4(),
        at=at,
        actor=plain(actor.name)[:64],
        action=plain(action)[:64],
        object_kind=object_kind,
        object_id=plain(str(object_id))[:64],
        case=case,
        before=plain(before),
        after=plain(after),
        reason=plain(reason)[:500],
        via=actor.via[:32],
    )
    entry.mac = mac_of(entry, settings.HOME)
    entry.save(force_insert=True)
    return entry


def mac_of(entry: AuditEntry, home: Home) -> str:
    """The keyed hash of what the entry says: HMAC-SHA256, hexadecimal."""
    return hmac.new(_key(home), content_of(entry), hashlib.sha256).hexdigest()


def content_of(entry: AuditEntry) -> bytes:
    """All that the entry says, without the number that the database gave it."""
    return canonical(
        [
            entry.uid,
            instant(entry.at),
            entry.actor,
            entry.action,
            entry.object_kind,
            entry.object_id,
            entry.case,
            entry.before,
            entry.after,
            entry.reason,
            entry.via,
        ]
    )


@cache
def _key(home: Home) -> bytes:
    return home.secret("audit")
