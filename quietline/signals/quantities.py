"""Dated figures that the signals themselves need (thresholds of controls stand in the controls)."""

from datetime import date

SHORT_CALL_MAX_S: tuple[tuple[date, int], ...] = ((date(1970, 1, 1), 6),)
"""Valid from → seconds of talk up to which an answered call is short. Anchor: a carrier's published rule, at most 6 s."""


def short_call_max_s(day: date) -> int:
    """Seconds of talk up to which an answered call counts as short on a calendar day."""
    return max(entry for entry in SHORT_CALL_MAX_S if entry[0] <= day)[1]
