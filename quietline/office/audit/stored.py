"""Entries as the ledger holds them, read in the order of the chain or of their numbers, in chunks and without a model around each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from quietline.office.audit.models import AuditEntry, Seal

CHUNK = 2_000


class StoredEntry(NamedTuple):
    """A row of the trail, read."""

    pk: int
    uid: UUID
    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    case: int | None
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    reason: str
    via: str
    mac: str


@dataclass(frozen=True)
class Unreadable:
    """An entry that was changed so that it cannot even be read."""

    pk: int


class Link(NamedTuple):
    """A link of the chain with its entry, None where it is gone."""

    position: int
    entry: int
    digest: str
    stored: StoredEntry | Unreadable | None


def links() -> Iterator[Link]:
    """The chain from its first link on."""
    position = 0
    while chunk := _seals_behind(position):
        found = _entries([entry for _, entry, _ in chunk])
        for position, entry, digest in chunk:
            yield Link(position, entry, digest, found.get(entry))


def unsealed() -> Iterator[StoredEntry | Unreadable]:
    """The entries that no link holds yet, by their numbers."""
    last = 0
    while keys := list(unsealed_entries().filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK]):
        found = _entries(keys)
        yield from (found[key] for key in keys if key in found)
        last = keys[-1]


def unsealed_entries() -> QuerySet[AuditEntry]:
    """The same as a query."""
    return AuditEntry.objects.filter(~Exists(Seal.objects.filter(entry=OuterRef("pk")))).order_by("pk")


def _seals_behind(position: int) -> Sequence[tuple[int, int, str]]:
    behind = Seal.objects.filter(position__gt=position).order_by("position")
    return list(behind.values_list("position", "entry", "digest")[:CHUNK])


def _entries(keys: Sequence[int]) -> Mapping[int, StoredEntry | Unreadable]:
    """The entries of these numbers, and perhaps some that stand between them."""
    try:
        return {entry.pk: entry for entry in map(StoredEntry._make, _rows(keys))}
    except (ValueError, TypeError):
        if len(keys) == 1:
            return {keys[0]: Unreadable(keys[0])}
    middle = len(keys) // 2
    return {**_entries(keys[:middle]), **_entries(keys[middle:])}


def _rows(keys: Sequence[int]) -> Iterable[tuple[object, ...]]:
    first, last = min(keys), max(keys)
    # A range is the quicker question; where late entries stand among the keys it would ask for too much.
    dense = last - first < 2 * len(keys)
    asked = Q(pk__gte=first, pk__lte=last) if dense else Q(pk__in=keys)
    return AuditEntry.objects.filter(asked).order_by("pk").values_list(*StoredEntry._fields)
