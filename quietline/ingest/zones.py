"""How long a zone's clocks have stood the same way: within that span local time is UTC and a fixed number of seconds.

The engine's own conversion asks the zone's rules for each row; most rows of a delivery lie in the span that ends now.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_S = 86_400


@dataclass(frozen=True)
class SteadySpan:
    """From `since_s` to `until_s`, both included and in epoch seconds UTC, local time is UTC plus `offset_s`."""

    since_s: int
    until_s: int
    offset_s: int


@lru_cache(maxsize=64)
def steady_span(zone: str, *, earliest_s: int, until_s: int) -> SteadySpan:
    """The zone's steady span that ends at `until_s`, not reaching back behind `earliest_s`.

    A day lies between it and the last change of the clocks, so that no local time of the span is one that came twice.
    """
    rules = ZoneInfo(zone)
    offset_s = _offset_s(rules, until_s)
    since_s = until_s
    while since_s - DAY_S >= earliest_s and _offset_s(rules, since_s - DAY_S) == offset_s:
        since_s -= DAY_S
    return SteadySpan(min(since_s + DAY_S, until_s), until_s, offset_s)


def _offset_s(rules: ZoneInfo, instant_s: int) -> int:
    offset = datetime.fromtimestamp(instant_s, UTC).astimezone(rules).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0
