"""When people call: weights by hour for working days and weekends, and how long calls last, each as a table to pick from."""

from datetime import date
from itertools import pairwise

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


def _spread(*quantiles: int) -> tuple[int, ...]:
    """Equally likely values of the distribution with these equally spaced quantiles, 32 to a step."""
    return tuple(low + (high - low) * part // 32 for low, high in pairwise(quantiles) for part in range(32))


CONVERSATION_S = _spread(1, 8, 15, 22, 30, 40, 52, 68, 92, 130, 200, 380, 1500)
PITCH_S = _spread(1, 2, 3, 4, 5, 6, 8, 10, 14, 22, 45, 160)
SHORT_PITCH_S = _spread(1, 2, 3, 4, 5, 6, 8, 12)
DELIVERY_S = _spread(4, 9, 12, 15, 18, 22, 27, 35, 60)
SHORT_DELIVERY_S = _spread(4, 7, 9, 11, 13, 16, 20)
NOTICE_S = _spread(20, 30, 38, 44, 50, 58, 75)

RING_ANSWERED_S = _spread(2, 4, 6, 8, 11, 15, 24)
RING_UNANSWERED_S = _spread(5, 12, 20, 28, 40, 58)
