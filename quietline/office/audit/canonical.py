"""Values of audit entries in the one form that every database gives back as it was stored.

PostgreSQL stores JSON numbers as decimals and orders keys, SQLite stores text: both must give the same bytes to hash.
"""

import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def plain(value: object) -> Any:
    """The value as JSON can hold it and every database returns it: instants as UTC text, records as their key, 2.0 as 2.

    Raises TypeError for what has no such form, ValueError for numbers that are not finite.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return storable(str(value))
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Mapping):
        return {storable(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    raise TypeError(f"{type(value).__name__} cannot stand in an audit entry")


def canonical(value: object) -> bytes:
    """The value as bytes to hash: sorted keys, no blanks, ASCII."""
    return encoded(plain(value))


def encoded(value: object) -> bytes:
    """`canonical` of what is plain already, as a stored entry is. Raises TypeError or ValueError where somebody stored what is not."""
    return _ENCODER.encode(value).encode()


def storable(text: str) -> str:
    """The text as every database holds it: PostgreSQL knows neither NUL nor half a surrogate pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def instant(at: datetime) -> str:
    """An instant as UTC text with microseconds. Raises ValueError for one without a time zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _number(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a finite number")
    return int(value) if value.is_integer() else value
