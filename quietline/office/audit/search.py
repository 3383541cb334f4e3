"""What an auditor asks the trail for, and the entries that answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from quietline.office.audit.counts import WHICH
from quietline.office.audit.models import AuditEntry

PAGE_SIZE = 50


@dataclass(frozen=True)
class EntryFilter:
    """Empty means that it is not asked. `action` is the beginning of one, `what` a kind of `counts.KINDS`, days are the city's."""

    actor: str = ""
    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    case: int | None = None
    first: date | None = None
    last: date | None = None
    what: str = ""

    def apply(self, entries: QuerySet[AuditEntry], zone: ZoneInfo) -> QuerySet[AuditEntry]:
        """Those of the entries that are asked for."""
        exact = {
            "actor": self.actor,
            "action__startswith": self.action,
            "object_kind": self.object_kind,
            "object_id": self.object_id,
            "case": self.case,
            "at__gte": _midnight(self.first, zone),
            "at__lt": _midnight(self.last + timedelta(days=1), zone) if self.last else None,
        }
        asked = {name: value for name, value in exact.items() if value not in ("", None)}
        found = entries.filter(**asked)
        return found.filter(WHICH[self.what]) if self.what in WHICH else found


@dataclass(frozen=True)
class EntryPage:
    """A page of entries, newest first. `older` is the number to ask for the next one with, None at the end."""

    entries: Sequence[AuditEntry]
    older: int | None


def page_of(found: QuerySet[AuditEntry], before: int | None) -> EntryPage:
    """The newest entries, or those before an entry. Counts nothing: the trail may hold millions."""
    rows = found.order_by("-pk") if before is None else found.filter(pk__lt=before).order_by("-pk")
    taken = list(rows[: PAGE_SIZE + 1])
    shown = taken[:PAGE_SIZE]
    return EntryPage(shown, shown[-1].pk if len(taken) > PAGE_SIZE else None)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
