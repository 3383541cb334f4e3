"""Chains what was committed, then publishes the signed head outside the ledger.

Writers never touch a shared head: they append, the sealer chains after them. Whoever seals holds a lock, so that two sealers
never make two links at one position.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from quietline.home import Home
from quietline.office.audit import heads
from quietline.office.audit.chain import GENESIS, digest_of
from quietline.office.audit.models import AuditEntry, Seal
from quietline.office.audit.record import content_of
from quietline.office.audit.stored import unsealed_entries

CHUNK_ENTRIES = 1_000
LATE_ENTRIES = 10_000
"""An entry whose transaction committed after this many later ones is left to `seal_all`."""
_ADVISORY_LOCK = 0x71_75_69_65_74


def seal(home: Home, at: datetime) -> int:
    """How many entries were chained. Looks only behind the last `LATE_ENTRIES` links, so that it costs the same at any size."""
    window = Seal.objects.order_by("-position").values_list("entry", flat=True)[:LATE_ENTRIES]
    return _seal_after(home, min(window, default=0), at)


def seal_all(home: Home, at: datetime) -> int:
    """How many entries were chained, wherever in the trail they stand. Reads the whole trail."""
    return _seal_after(home, 0, at)


def _seal_after(home: Home, floor: int, at: datetime) -> int:
    sealed = 0
    while chunk := _seal_chunk(floor, at):
        sealed += chunk
    heads.publish(home, Seal.objects.order_by("-position").first())
    return sealed


def _seal_chunk(floor: int, at: datetime) -> int:
    if not _unsealed(floor).exists():
        return 0
    with transaction.atomic():
        _take_lock()
        last = Seal.objects.order_by("-position").first()
        position, digest = (last.position, last.digest) if last else (0, GENESIS)
        seals = []
        for entry in _unsealed(floor)[:CHUNK_ENTRIES]:
            position += 1
            digest = digest_of(entry.pk, entry.mac, content_of(entry), digest)
            seals.append(Seal(position=position, entry=entry.pk, digest=digest, sealed_at=at))
        Seal.objects.bulk_create(seals)
    return len(seals)


def _unsealed(floor: int) -> QuerySet[AuditEntry]:
    return unsealed_entries().filter(pk__gt=floor)


def _take_lock() -> None:
    """SQLite holds its write lock since the transaction began; PostgreSQL gets an advisory one until commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
