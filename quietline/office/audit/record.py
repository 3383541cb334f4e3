"""Appends one entry to the audit trail, in the transaction of the change itself."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from quietline.home import Home
from quietline.office.audit.canonical import encoded, instant, plain
from quietline.office.audit.models import AuditEntry
from quietline.office.people.actors import Actor


class Said(Protocol):
    """What an entry says, as a model or as a row read. `before` and `after` are plain (see `canonical.plain`)."""

    @property
    def uid(self) -> UUID: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def object_kind(self) -> str: ...
    @property
    def object_id(self) -> str: ...
    @property
    def case(self) -> int | None: ...
    @property
    def before(self) -> Any: ...
    @property
    def after(self) -> Any: ...
    @property
    def reason(self) -> str: ...
    @property
    def via(self) -> str: ...


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
    entry.mac = mac_of(content_of(entry), key_of(settings.HOME))
    entry.save(force_insert=True)
    return entry


def mac_of(content: bytes, key: bytes) -> str:
    """The keyed hash of what an entry says: HMAC-SHA256, hexadecimal."""
    return hmac.digest(key, content, "sha256").hex()


@cache
def key_of(home: Home) -> bytes:
    """The home's key for the hashes of entries."""
    return home.secret("audit")


def content_of(entry: Said) -> bytes:
    """All that the entry says, without the number that the database gave it.

    Raises ValueError, TypeError or AttributeError where the ledger holds what no entry of ours can.
    """
    return encoded(
        [
            str(entry.uid),
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
