"""Dated figures that the signals themselves need (thresholds of controls stand in the controls)."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

SINCE_EVER = date(1970, 1, 1)

SHORT_CALL_MAX_S: tuple[tuple[date, int], ...] = ((SINCE_EVER, 6),)
"""Valid from → seconds of talk up to which an answered call is short. Anchor: a carrier's published rule, at most 6 s."""

ONE_RING_MAX_S: tuple[tuple[date, int], ...] = ((SINCE_EVER, 3),)
"""Valid from → seconds of ringing after which a caller who hangs up wanted to be seen and not answered. Our reading: one ring."""

CALLING_HOURS: tuple[tuple[date, tuple[int, int]], ...] = ((SINCE_EVER, (8, 21)),)
"""Valid from → hour of the city's clock from which, and until which, calling strangers disturbs nobody. Our reading: 8:00 to 21:00."""

CLONE_TACS: tuple[tuple[date, tuple[str, ...]], ...] = (
    (SINCE_EVER, ("00000000", "00499901", "01234567", "12345678", "13579024")),
)
"""Valid from → type codes that copies and devices without an IMEI of their own bear. Our reading: placeholders and maker's defaults."""

LEAST_RECEIVED: tuple[tuple[date, int], ...] = ((SINCE_EVER, 20),)
"""Valid from → attempts that a number receives before how they come is looked at. A vendor's practice for callers; our reading here."""

LEAST_ATTEMPTS: tuple[tuple[date, int], ...] = ((SINCE_EVER, 20),)
"""Valid from → attempts in a day before whom a caller calls, and what he used to do, is looked at. A vendor's practice."""

Value = TypeVar("Value")


def short_call_max_s(day: date) -> int:
    """Seconds of talk up to which an answered call counts as short on a calendar day."""
    return _on(day, SHORT_CALL_MAX_S)


def one_ring_max_s(day: date) -> int:
    """Seconds of ringing up to which an unanswered attempt counts as one ring on a calendar day."""
    return _on(day, ONE_RING_MAX_S)


def calling_hours(day: date) -> tuple[int, int]:
    """First hour of the city's clock in which calling is in hours, and the first in which it no longer is."""
    return _on(day, CALLING_HOURS)


def clone_tacs(day: date) -> tuple[str, ...]:
    """Type codes (the first eight digits of an IMEI) that name no single device on a calendar day."""
    return _on(day, CLONE_TACS)


def least_received(day: date) -> int:
    """Attempts below which a called party is not looked at on a calendar day."""
    return _on(day, LEAST_RECEIVED)


def least_attempts(day: date) -> int:
    """Attempts below which it is not looked at over several days whom a caller calls and what he used to do."""
    return _on(day, LEAST_ATTEMPTS)


def _on(day: date, values: Sequence[tuple[date, Value]]) -> Value:
    return max((entry for entry in values if entry[0] <= day), key=lambda entry: entry[0])[1]
