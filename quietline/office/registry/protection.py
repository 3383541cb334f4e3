"""Which numbers lawfully call many people and are verified before any measure."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from quietline.domain.number_plan import NEVER_BLOCK
from quietline.home import City
from quietline.office.registry.models import ProtectedCaller

WARN_DAYS = 30
"""So long before its end an entry is said to end."""


def protections_on(day: date) -> QuerySet[ProtectedCaller]:
    """The entries that are valid on a calendar day of the city."""
    ends_later = Q(valid_until=None) | Q(valid_until__gte=day)
    is_with_its_holder = Q(lapsed_on=None) | Q(lapsed_on__gt=day)
    return ProtectedCaller.objects.filter(ends_later, is_with_its_holder, valid_from__lte=day)


def expiring_on(day: date) -> QuerySet[ProtectedCaller]:
    """Valid entries that end within `WARN_DAYS`, the first to end first: renewed in time, or a courier stands unprotected."""
    soon = protections_on(day).filter(valid_until__lt=day + timedelta(days=WARN_DAYS))
    return soon.order_by("valid_until", "number")


def protected_numbers(numbers: Collection[str], day: date) -> frozenset[str]:
    """Those of the numbers that are protected on the day."""
    return frozenset(protections_on(day).filter(number__in=numbers).values_list("number", flat=True))


def is_never_block(number: str, city: City) -> bool:
    """True for emergency, rescue and public hotlines and the operator's own: never a case, never a measure that harms."""
    return number in NEVER_BLOCK or number in {city.hotline, f"86{city.hotline}"}
