"""Protected callers from the warehouse's register: who is verified before any measure (clause 1.2.3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from quietline.home import Home
from quietline.office.audit.record import record
from quietline.office.people.actors import Actor
from quietline.office.registry.models import ProtectedCaller
from quietline.warehouse.lake import Lake

CHUNK_ROWS = 200
_OF_BATCH = """
    SELECT number, purpose, any_value(evidence), valid_from, max(valid_until), bool_or(valid_until IS NULL) FROM protected_callers
    WHERE batch = $batch GROUP BY number, purpose, valid_from ORDER BY number, purpose, valid_from
"""


def take_in_protected_callers(home: Home, batch: str) -> int:
    """How many entries the batch has. An entry that is known gets the end and the evidence of the newer list."""
    entries = _entries(home, batch)
    for start in range(0, len(entries), CHUNK_ROWS):
        with transaction.atomic():
            _put(entries[start : start + CHUNK_ROWS])
    return len(entries)


def renew_protected_callers(home: Home, batches: Sequence[str], *, actor: Actor, at: datetime) -> None:
    """Bring the ledger's list to what the present batches say, after some of them were withdrawn or came back.

    One transaction: at no instant is a caller unprotected whom a present list names.
    """
    present = sorted(Lake(home).present("protected_callers"), key=lambda one: (one.loaded_at, one.batch))
    lists = {manifest.batch: _entries(home, manifest.batch) for manifest in present}
    with transaction.atomic():
        gone, _ = ProtectedCaller.objects.filter(batch__in=batches).delete()
        for entries in lists.values():
            for start in range(0, len(entries), CHUNK_ROWS):
                _put(entries[start : start + CHUNK_ROWS])
        record(
            actor=actor,
            at=at,
            action="protected_callers.renewed",
            object_kind="batch",
            object_id=batches[0],
            before={"entries": gone, "batches": list(batches)},
            after={"entries": {batch: len(entries) for batch, entries in lists.items()}},
        )


def _entries(home: Home, batch: str) -> list[ProtectedCaller]:
    lake = Lake(home)
    with lake.connect() as connection:
        lake.create_view(connection, "protected_callers")
        rows = connection.execute(_OF_BATCH, {"batch": batch}).fetchall()
    return [
        ProtectedCaller(
            number=number,
            purpose=(purpose or "")[:64],
            evidence=(evidence or "")[:256],
            valid_from=valid_from,
            valid_until=None if is_open else valid_until,
            batch=batch,
        )
        for number, purpose, evidence, valid_from, valid_until, is_open in rows
    ]


def _put(entries: Sequence[ProtectedCaller]) -> None:
    ProtectedCaller.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["number", "purpose", "valid_from"],
        update_fields=["evidence", "valid_until", "batch"],
    )
