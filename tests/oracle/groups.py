"""The oracle's own mind about groups: who reaches out to strangers, whose lists overlap, whose number belongs to a unit.

Slow, plain Python from the definitions alone. Registers are rows as delivered, days as dates and what is missing as None.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from .judge import Signals, attempts
from .reader import CLASSES, Call

DAY = timedelta(days=1)
JUDGED = {"mobile", "landline", "trunk", "iot_card", "unknown"}
STAFF_LIMIT = {"mobile": 20, "landline": 40, "trunk": 100, "iot_card": 10, "unknown": 20}
MARKETING_LIMIT = {"mobile": 30, "landline": 60, "trunk": 300, "iot_card": 15, "unknown": 30}
HOT = 30
POOL = 5000

Row = dict[str, object]
Registers = dict[str, list[Row]]


@dataclass(frozen=True)
class Reach:
    """Whom a caller reached out to on a day, by called party his calls; who called him; the share of called parties among all."""

    strangers: dict[str, list[Call]]
    back: frozenset[str]
    share: float
    known: bool = True
    back_today: int = 0


@dataclass(frozen=True)
class Pair:
    """Two lists that overlap: how many strangers each and both have, and n of once in 10^n."""

    own: int
    other: int
    shared: int
    odds: int


def reaches(calls: list[Call], day: date, found: dict[str, Signals], zone: ZoneInfo) -> dict[str, Reach]:
    """Caller → whom he reached out to, for callers of the day who called at least one stranger."""
    today = [call for call in attempts(calls, day, zone) if call.day == day]
    near = [call for call in calls if call.day in (day, day - DAY)]
    wide = {
        caller
        for caller, seen in found.items()
        if seen.line_class in JUDGED and seen.distinct_callees >= 5 and seen.calls_per_callee <= 1.5
    }
    result = {}
    for caller in wide:
        reach = _reach(caller, near, today, found[caller].distinct_callees)
        if reach.strangers and reach.share >= 0.75:
            result[caller] = reach
    return result


def _reach(caller: str, near: list[Call], today: list[Call], distinct_callees: int) -> Reach:
    back = frozenset(call.caller for call in near if call.callee == caller)
    his, day = [call for call in near if call.caller == caller], today[0].day
    talked = {call.callee for call in his if call.answered and call.day < day}
    strangers: dict[str, list[Call]] = defaultdict(list)
    for call in today:
        if call.caller == caller and is_subscriber(call.callee) and call.callee not in back | talked:
            strangers[call.callee].append(call)
    is_of_this_network = any(not call.by_called_side for call in his)
    share = distinct_callees / (distinct_callees + len(back))
    known = is_of_this_network and all(
        call.incoming_carried for calls in strangers.values() for call in calls
    )
    back_today = {call.caller for call in near if call.callee == caller and call.day == day}
    return Reach(dict(strangers), back, share, known, len(back_today))


def is_subscriber(number: str) -> bool:
    """A mainland number that is neither code nor hotline."""
    return number.startswith("86") and len(number) >= 10 and number[2:5] not in {"400", "800"}


def lists(calls: list[Call], day: date, reach_on: dict[date, dict[str, Reach]]) -> dict[str, set[str]]:
    """Caller → strangers of the two days on which he called hardly anybody else."""
    found: dict[str, set[str]] = defaultdict(set)
    for near in (day, day - DAY):
        for caller, reach in reach_on.get(near, {}).items():
            if reach.share >= 0.9:
                found[caller] |= set(reach.strangers)
    return dict(found)


def pairs(
    calls: list[Call], day: date, reach_on: dict[date, dict[str, Reach]]
) -> dict[tuple[str, str], Pair]:
    """(caller of the day, partner) → their overlap, where odds of one in 10^3 or more speak against chance."""
    names = lists(calls, day, reach_on)
    of_day = {caller for caller in names if reach_on[day].get(caller, Reach({}, frozenset(), 0)).share >= 0.9}
    cold = {callee for entries in names.values() for callee in entries} - _hot(names, calls, day)
    found = {}
    for own in of_day:
        for other in names.keys() - {own}:
            shared = len(names[own] & names[other] & cold)
            against = _pair_odds(len(names[own]), len(names[other]), shared)
            if shared >= 3 and against >= 3:
                found[own, other] = Pair(len(names[own]), len(names[other]), shared, against)
    return found


def _hot(names: dict[str, set[str]], calls: list[Call], day: date) -> set[str]:
    """Who stands on more than thirty lists, or was called by more than thirty numbers on the day."""
    on_lists = Counter(callee for entries in names.values() for callee in entries)
    callers: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        if call.day == day:
            callers[call.callee].add(call.caller)
    called_much = {callee for callee, found in callers.items() if len(found) > HOT}
    return called_much | {callee for callee, count in on_lists.items() if count > HOT}


def _pair_odds(own: int, other: int, shared: int) -> int:
    return odds(own * other / max(POOL, own, other), shared)


def odds(expected: float, seen: int) -> int:
    """n, where so many or more come about by chance less often than once in 10^n (Chernoff); 0 where chance gives more."""
    if seen <= expected:
        return 0
    return math.floor((expected - seen + seen * math.log(seen / expected)) / math.log(10))


def organised(seen: dict[str, Signals], reach: dict[str, Reach], day: date, registers: Registers) -> set[str]:
    of_units = unit_numbers(registers, day)
    return {
        caller
        for caller, reached in reach.items()
        if caller in of_units
        and reached.share >= 0.8
        and len(reached.strangers) >= STAFF_LIMIT[seen[caller].line_class]
    }


def unit_numbers(registers: Registers, day: date) -> set[str]:
    """Numbers that the register of channels lists on the day, and all other numbers of their holders."""
    listed = {
        str(row["number"]) for row in registers.get("channels", []) if row.get("number") and valid(row, day)
    }
    held = [row for row in registers.get("holdings", []) if row.get("subscriber") and valid(row, day)]
    staff = {row["subscriber"] for row in held if row["number"] in listed}
    return listed | {str(row["number"]) for row in held if row["subscriber"] in staff}


def overlapping(
    seen: dict[str, Signals], reach: dict[str, Reach], found: dict[tuple[str, str], Pair]
) -> Iterable[tuple[str, str]]:
    for (own, _), pair in found.items():
        asr = seen[own].asr
        if pair.own >= 20 and pair.odds >= 9 and (asr is None or asr < 0.75):
            yield own, "match" if asr is not None and reach[own].known else "not_enough_history"


def marketing(
    seen: dict[str, Signals], reach: dict[str, Reach], day: date, registers: Registers
) -> Iterable[tuple[str, str]]:
    for caller, reached in reach.items():
        of_day = seen[caller]
        many = len(reached.strangers) >= MARKETING_LIMIT[of_day.line_class] and reached.share >= 0.9
        if many and not approved(caller, day, registers):
            few = None if of_day.asr is None else of_day.asr < 0.5
            short = None if of_day.talks_known < 10 else (of_day.short_call_ratio or 0) >= 0.3
            if (few or short) and reached.known:
                yield caller, "match"
            elif few or short or few is None or short is None:
                yield caller, "not_enough_history"


def approved(caller: str, day: date, registers: Registers) -> bool:
    """Whether the caller is an approved platform or an extension of one."""
    return any(
        caller.startswith(str(row["code"]))
        for row in registers.get("outbound_platforms", [])
        if valid(row, day, "valid_from", "valid_until") and len(str(row["code"])) >= 5
    )


def line_classes(registers: Registers, day: date) -> dict[str, str]:
    """Number → line class of the youngest holding that is valid on the day."""
    held = [row for row in registers.get("holdings", []) if row.get("line_class") and valid(row, day)]
    held.sort(key=lambda row: str(row["since"]))
    return {str(row["number"]): CLASSES.get(str(row["line_class"]), str(row["line_class"])) for row in held}


def valid(row: Row, day: date, begin: str = "since", end: str = "until") -> bool:
    """Whether the row holds on the day."""
    first, last = row.get(begin), row.get(end)
    return (not isinstance(first, date) or first <= day) and (not isinstance(last, date) or last >= day)
