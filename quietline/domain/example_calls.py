"""Raw calls for the examples of controls: small builders with good defaults."""

from dataclasses import dataclass

EXAMPLE_CALLER = "8613803910001"
"""Who calls in the examples: a mobile by the number plan."""

CLOCK_DEFAULT = "10:00:00"


@dataclass(frozen=True)
class ExampleCall:
    """One record, of an outgoing call unless `direction` says otherwise. `at_s` counts seconds from the midnight with which the
    example's day begins; negative is before it, down to 30 days.

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
    cell: str | None = None
    incoming_carried: bool = True
    direction: str = "outgoing"


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
    cell: str | None = None,
    incoming_carried: bool = True,
    days_before: int = 0,
    first_callee: int = 0,
) -> tuple[ExampleCall, ...]:
    """`count` calls of one caller, one every `every_s` seconds from the clock time `first_at` (HH:MM:SS; "-" before it: the day before),
    `days_before` days earlier.

    They go round `callees` called parties (default: each call another one), counted from `first_callee` on; the first `answered_share`
    of the calls is answered and lasts `talk_s`. Every call rings `ring_s` and comes from the device `imei` in the cell `cell`.
    """
    start = seconds_of_day(first_at) - 86_400 * days_before
    called = [called_party(first_callee + position) for position in range(callees or count)]
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
            cell=cell,
            incoming_carried=incoming_carried,
        )
        for position in range(count)
    )


def calls_back(
    count: int,
    *,
    first_caller: int = 0,
    first_at: str = "18:00:00",
    to: str = EXAMPLE_CALLER,
    direction: str = "outgoing",
    days_before: int = 0,
) -> tuple[ExampleCall, ...]:
    """A call of 30 s from each of `count` called parties, counted from `first_caller` on, to the number that called them, one a minute
    from the clock time `first_at`. `direction` "incoming" has it told by the called side alone.
    """
    start = seconds_of_day(first_at) - 86_400 * days_before
    return tuple(
        ExampleCall(
            at_s=start + position * 60,
            caller=called_party(first_caller + position),
            callee=to,
            answered=True,
            talk_s=30,
            direction=direction,
        )
        for position in range(count)
    )


def seconds_of_day(clock: str) -> int:
    """Seconds after midnight of `HH:MM:SS`; `-HH:MM:SS` is that time on the day before."""
    hours, minutes, seconds = (int(part) for part in clock.removeprefix("-").split(":"))
    of_day = hours * 3600 + minutes * 60 + seconds
    return of_day - 86_400 if clock.startswith("-") else of_day


def called_party(position: int) -> str:
    """The number of a called party of the examples, counted from 0."""
    return f"86159{position:08d}"
