"""Protection stays with the holder for whom it was entered, not with the digits: who gets the number later is not protected by it (clause 1.2.3)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from quietline.home import Home
from quietline.office.audit.record import record
from quietline.office.people.actors import Actor
from quietline.office.registry import holders
from quietline.office.registry.models import ProtectedCaller


def keep_with_holders(home: Home, *, actor: Actor, at: datetime) -> int:
    """How many entries lapsed because somebody else has the number by now. Running it again changes nothing."""
    today = at.astimezone(home.zone).date()
    standing = list(ProtectedCaller.objects.filter(lapsed_on=None).order_by("pk"))
    now = holders.look_up(home, {entry.number for entry in standing}, today)
    _bind(home, [entry for entry in standing if not entry.subscriber], now)
    lapsed = [entry for entry in standing if _has_passed_on(entry, now[entry.number])]
    for entry in lapsed:
        entry.lapsed_on = now[entry.number].since or today
    with transaction.atomic():
        ProtectedCaller.objects.bulk_update(standing, ["subscriber", "lapsed_on"], batch_size=200)
        for entry in lapsed:
            record(
                actor=actor,
                at=at,
                action="protected_caller.lapsed",
                object_kind="protected_caller",
                object_id=entry.pk,
                after={"number": entry.number, "purpose": entry.purpose, "lapsed_on": entry.lapsed_on},
            )
    return len(lapsed)


def _bind(home: Home, entries: Collection[ProtectedCaller], now: dict[str, holders.RegisterRow]) -> None:
    """Each entry protects who held the number when it began; where no register knows him, who holds it now."""
    by_day: dict[date, list[ProtectedCaller]] = defaultdict(list)
    for entry in entries:
        by_day[entry.valid_from].append(entry)
    for day, of_day in by_day.items():
        then = holders.look_up(home, {entry.number for entry in of_day}, day)
        for entry in of_day:
            entry.subscriber = then[entry.number].subscriber or now[entry.number].subscriber


def _has_passed_on(entry: ProtectedCaller, now: holders.RegisterRow) -> bool:
    return bool(entry.subscriber and now.subscriber and now.subscriber != entry.subscriber)
