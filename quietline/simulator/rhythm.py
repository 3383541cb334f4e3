"""When people call: weights by hour for working days and weekends, and how long calls last."""

from datetime import date

SATURDAY = 5

# Weights of the 24 hours.
_WEEKDAY = (1, 1, 0, 0, 0, 1, 3, 9, 17, 21, 22, 20, 16, 12, 15, 18, 19, 20, 19, 16, 12, 8, 4, 2)
_WEEKEND = (2, 1, 1, 0, 0, 0, 1, 4, 10, 17, 21, 22, 18, 14, 14, 16, 18, 20, 22, 21, 15, 10, 6, 3)


def _hours(weights: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(hour for hour, weight in enumerate(weights) for _ in range(weight))


_HOURS = (_hours(_WEEKDAY), _hours(_WEEKEND))


def hours_of(day: date) -> tuple[int, ...]:
    """Hours of the day, each as often as it is likely for a private call."""
    return _HOURS[day.weekday() >= SATURDAY]


# Quantiles of seconds of talk.
CONVERSATION_S = (1, 8, 15, 22, 30, 40, 52, 68, 92, 130, 200, 380, 1500)
PITCH_S = (1, 2, 3, 4, 5, 6, 8, 10, 14, 22, 45, 160)
DELIVERY_S = (4, 9, 12, 15, 18, 22, 27, 35, 60)
NOTICE_S = (20, 30, 38, 44, 50, 58, 75)

# Quantiles of seconds of ringing.
RING_ANSWERED_S = (2, 4, 6, 8, 11, 15, 24)
RING_UNANSWERED_S = (5, 12, 20, 28, 40, 58)
