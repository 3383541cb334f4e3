"""Raw calls for the examples of controls: small builders with good defaults."""

from collections.abc import Sequence
from dataclasses import dataclass

EXAMPLE_CALLER = "8613803910001"
"""Who calls in the examples: a mobile by the number plan."""

CLOCK_DEFAULT = "10:00:00"


@dataclass(frozen=True)
class ExampleCall:
    """One outgoing call. `at_s` counts seconds from the midnight with which the example's day begins; negative is the day before.

    `talk_s` is the seconds of talk, 0 when unanswered, None when not known; `ring_s` the seconds it rang, None when not known.
    """

    at_s: int
    caller: str
    callee: str
    answered: bool
    talk_s: int | None
    unanswered_carried: bool = True
    ring_s: int | None = 15
    imei: str | None = None


def calls(
    count: int,
    *,
    every_s: int,
    first_at: str = CLOCK_DEFAULT,
    callees: int | None = None,
    answered_share: float = 0.6,
    talk_s: int | None = 45,
    caller: str = EXAMPLE_CALLER,
    unanswered_carried: bool = True,
    ring_s: int | None = 15,
    imei: str | None = None,
) -> tuple[ExampleCall, ...]:
    """`count` calls of one caller, one every `every_s` seconds from the clock time `first_at` (HH:MM:SS; "-" before it: the day before).

    They go round `callees` called parties (default: each call another one); the first `answered_share` of the calls is answered and
    lasts `talk_s`. Every call rings `ring_s` and comes from the device `imei`.
    """
    start = seconds_of_day(first_at)
    called = _called_parties(callees or count)
    answered = round(count * answered_share)
    return tuple(
        ExampleCall(
            at_s=start + position * every_s,
            caller=caller,
            callee=called[position % len(called)],
            answered=position < answered,
            talk_s=talk_s if position < answered else 0,
            unanswered_carried=unanswered_carried,
            ring_s=ring_s,
            imei=imei,
        )
        for position in range(count)
    )


def seconds_of_day(clock: str) -> int:
    """Seconds after midnight of `HH:MM:SS`; `-HH:MM:SS` is that time on the day before."""
    hours, minutes, seconds = (int(part) for part in clock.removeprefix("-").split(":"))
    of_day = hours * 3600 + minutes * 60 + seconds
    return of_day - 86_400 if clock.startswith("-") else of_day


def _called_parties(count: int) -> Sequence[str]:
    return [f"86159{position:08d}" for position in range(count)]
