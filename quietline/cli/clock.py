"""Instants as people at the command line read them: the city's clock."""

from datetime import datetime

from quietline.home import Home


def shown(home: Home, instant: object) -> str:
    """`2026-03-20 10:00:05` in the city's time zone, of an instant in ISO 8601; `-` where there is none."""
    if not isinstance(instant, str):
        return "-"
    return f"{datetime.fromisoformat(instant).astimezone(home.zone):%Y-%m-%d %H:%M:%S}"
