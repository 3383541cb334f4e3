"""The figures that the SQL files of this room ask for, for a calendar day in a time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from quietline.signals.group_quantities import group_figures
from quietline.signals.quantities import (
    calling_hours,
    clone_tacs,
    least_attempts,
    least_received,
    one_ring_max_s,
    short_call_max_s,
)

QUARTER_S = 900


def figures_of(day: date, zone: ZoneInfo) -> dict[str, object]:
    """Every parameter that an SQL file may ask for, for a calendar day in a time zone."""
    first_hour, last_hour = calling_hours(day)
    return {
        "day": day,
        "day_start_s": day_start_s(day, zone),
        "clock_hours": _clock_hours(day, zone),
        "first_hour": first_hour,
        "last_hour": last_hour,
        "short_call_max_s": short_call_max_s(day),
        "one_ring_max_s": one_ring_max_s(day),
        "clone_tacs": list(clone_tacs(day)),
        "least_attempts": least_attempts(day),
        "least_received": least_received(day),
        **group_figures(day),
    }


def day_start_s(day: date, zone: ZoneInfo) -> int:
    """The instant with which a calendar day begins in a time zone, in epoch seconds UTC."""
    return int(datetime.combine(day, time(), zone).timestamp())


def _clock_hours(day: date, zone: ZoneInfo) -> list[int]:
    """The hour of the clock for each quarter of an hour of a day: clocks are put forward and back by whole quarters."""
    begin, end = day_start_s(day, zone), day_start_s(day + timedelta(days=1), zone)
    return [datetime.fromtimestamp(instant, zone).hour for instant in range(begin, end, QUARTER_S)]
