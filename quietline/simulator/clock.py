"""Times of day as text, quickly: a file of calls has millions."""

_MINUTES = tuple(f"{minute // 60:02d}:{minute % 60:02d}:" for minute in range(24 * 60))
_SECONDS = tuple(f"{second:02d}" for second in range(60))


def time_of_day(second: int) -> str:
    """`HH:MM:SS` of a second of the day, 0 to 86,399."""
    return _MINUTES[second // 60] + _SECONDS[second % 60]
