"""The oracle's own mind: signals and findings of the controls in slow, plain Python, from their definitions alone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from .reader import Call

SHORT = 6
ONE_RING = 3
IN_HOURS = range(8, 21)
MINUTE = 60
HOUR = 3600
LEAST_ATTEMPTS = 20

FREQUENCY = {"mobile": 60, "landline": 60, "iot_card": 20, "unknown": 60}
RATES = {"mobile", "landline", "trunk", "iot_card", "unknown"}
COPIED = {"00000000", "00499901", "01234567", "12345678", "13579024"}
SHORT_CALLS = {"mobile", "landline", "trunk", "unknown"}


@dataclass(frozen=True)
class Signals:
    """What a caller did on a day; None is not known."""

    line_class: str
    attempts: int
    answered: int
    distinct_callees: int
    calls_per_callee: float
    asr: float | None
    acd: float | None
    short_call_ratio: float | None
    attempts_60s: int
    attempts_60min: int
    distinct_callees_60min: int | None
    unanswered_carried: bool
    talks_known: int
    active_hours: int
    out_of_hours_share: float
    one_ring_share: float | None
    distinct_imeis: int | None
    distinct_cells: int | None
    distinct_counties: int | None


def signals(
    calls: list[Call],
    day: date,
    register: dict[str, str],
    zone: ZoneInfo,
    counties: dict[str, str] | None = None,
) -> dict[str, Signals]:
    """Caller → signals of the day. Calls of other days serve the windows that reach back over midnight."""
    of_caller: dict[str, list[Call]] = defaultdict(list)
    for call in attempts(calls, day, zone):
        of_caller[call.caller].append(call)
    return {
        caller: _signals(
            found,
            [call for call in found if call.day == day],
            register.get(caller) or class_of(caller),
            zone,
            counties or {},
        )
        for caller, found in of_caller.items()
        if any(call.day == day for call in found)
    }


def _signals(
    all_calls: list[Call], today: list[Call], line_class: str, zone: ZoneInfo, counties: dict[str, str]
) -> Signals:
    answered = [call for call in today if call.answered]
    carried = all(call.unanswered_carried for call in today)
    callees = {call.callee for call in today}
    hours = [datetime.fromtimestamp(call.start, zone).hour for call in today]
    return Signals(
        line_class=line_class,
        attempts=len(today),
        answered=len(answered),
        distinct_callees=len(callees),
        calls_per_callee=len(today) / len(callees),
        asr=len(answered) / len(today) if carried else None,
        acd=sum(call.talk for call in answered) / len(answered) if answered else None,
        short_call_ratio=sum(call.talk <= SHORT for call in answered) / len(answered) if answered else None,
        attempts_60s=max(len(_within(MINUTE, last, all_calls)) for last in today),
        attempts_60min=max(len(_within(HOUR, last, all_calls)) for last in today),
        distinct_callees_60min=max(
            len({call.callee for call in _within(HOUR, last, all_calls)}) for last in today
        )
        if len(today) >= LEAST_ATTEMPTS
        else None,
        unanswered_carried=carried,
        talks_known=len(answered),
        active_hours=len(set(hours)),
        out_of_hours_share=sum(hour not in IN_HOURS for hour in hours) / len(hours),
        one_ring_share=_one_ring_share(today) if carried else None,
        distinct_imeis=len({call.imei[:14] for call in today if names_a_device(call.imei)}) or None,
        distinct_cells=len({call.cell for call in today if call.cell}) or None,
        distinct_counties=len({counties[call.cell] for call in today if call.cell in counties}) or None,
    )


def attempts(calls: list[Call], day: date, zone: ZoneInfo) -> list[Call]:
    """The attempts of the day and the hour before it: of a caller whose own side tells nothing there, what the called side tells."""
    near = reach(calls, day, zone)
    own = {call.caller for call in near if not call.by_called_side}
    return [call for call in near if not call.by_called_side or call.caller not in own]


def reach(calls: list[Call], day: date, zone: ZoneInfo) -> list[Call]:
    """What was told of the day and the hour before it."""
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
    return [call for call in calls if midnight - HOUR < call.start and call.day <= day]


def _within(seconds: int, last: Call, calls: list[Call]) -> list[Call]:
    return [call for call in calls if last.start - seconds < call.start <= last.start]


def names_a_device(imei: str) -> bool:
    """Whether an IMEI tells one device from all others."""
    if not imei.isdigit() or len(imei) not in {15, 16} or len(set(imei[:14])) == 1 or imei[:8] in COPIED:
        return False
    if len(imei) == 16:
        return True
    doubled = [str(int(digit) * (1 + place % 2)) for place, digit in enumerate(imei)]
    return sum(int(digit) for number in doubled for digit in number) % 10 == 0


def _one_ring_share(today: list[Call]) -> float | None:
    rings = [call.ring for call in today if not call.answered]
    if any(ring is None for ring in rings):
        return None
    return sum(ring is not None and ring <= ONE_RING for ring in rings) / len(today)


def class_of(number: str) -> str:
    """The line class that the digits tell."""
    if not number.startswith("86"):
        foreign = len(number) >= 10 and number[0] != "0" and not number.startswith("10")
        return (
            "foreign" if foreign else "service_code" if number.startswith(("95", "96", "10")) else "unknown"
        )
    rest = number[2:]
    if rest.startswith(("10647", "10648", "10649", "1440", "1441", "146", "148", "149")):
        return "iot_card"
    if len(rest) == 11 and rest[0] == "1" and rest[1] in "3456789":
        return "mobile"
    if rest.startswith(("400", "800")) and len(rest) == 10:
        return "service_code"
    return "landline" if rest[0] in "23456789" or rest.startswith("10") else "unknown"


def findings(
    found: dict[str, Signals], calls: list[Call], day: date, zone: ZoneInfo
) -> dict[tuple[str, str], str]:
    """(control, caller) → match or not_enough_history; who is not here has no finding."""
    said = {}
    bombing = _bombing(reach(calls, day, zone), day)
    for caller, seen in found.items():
        if seen.line_class in RATES and (caller in bombing or not seen.unanswered_carried):
            said["c108_call_bombing", caller] = "match" if caller in bombing else "not_enough_history"
    for caller, seen in found.items():
        for control, judge in (
            ("c102_hourly_frequency", _hourly_frequency),
            ("c104_low_answer_rate", _low_answer_rate),
            ("c106_short_calls", _short_calls),
            ("c107_one_ring", _one_ring),
        ):
            outcome = judge(seen)
            if outcome:
                said[control, caller] = outcome
    return said


def _bombing(calls: list[Call], day: date) -> set[str]:
    """Callers with a fifth of the first of the fullest hours of a callee who received 60 attempts within it."""
    own = {(call.callee, call.caller) for call in calls if not call.by_called_side}
    received: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if not call.by_called_side or (call.callee, call.caller) not in own:
            received[call.callee].append(call)
    found: set[str] = set()
    for attempts in received.values():
        hours = [
            (last.start, [call for call in attempts if last.start - HOUR < call.start <= last.start])
            for last in attempts
            if last.day == day
        ]
        if len(attempts) < 60 or not hours:
            continue
        _, burst = min(hours, key=lambda hour: (-len(hour[1]), hour[0]))
        if len(burst) >= 60:
            callers = [call.caller for call in burst]
            found |= {caller for caller in callers if callers.count(caller) >= 0.2 * len(burst)}
    return found


def _hourly_frequency(seen: Signals) -> str:
    limit = FREQUENCY.get(seen.line_class)
    if limit is None:
        return ""
    if seen.attempts_60min > limit:
        return "match"
    return "" if seen.unanswered_carried else "not_enough_history"


def _low_answer_rate(seen: Signals) -> str:
    if seen.line_class not in RATES or seen.distinct_callees < 20:
        return ""
    if seen.asr is None:
        return "not_enough_history"
    low = seen.asr < 0.4 and (seen.answered == 0 or (seen.acd is not None and seen.acd < 30))
    return "match" if low else ""


def _short_calls(seen: Signals) -> str:
    if seen.line_class not in SHORT_CALLS or seen.answered < 40:
        return ""
    return "match" if seen.short_call_ratio is not None and seen.short_call_ratio >= 0.3 else ""


def _one_ring(seen: Signals) -> str:
    if seen.line_class not in RATES or seen.distinct_callees < 20:
        return ""
    if seen.one_ring_share is None:
        return "not_enough_history"
    return "match" if seen.one_ring_share >= 0.5 else ""
