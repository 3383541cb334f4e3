"""The oracle's memory: what the days before say of a busy caller, in slow, plain Python, from the definitions alone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import mean, median
from zoneinfo import ZoneInfo

from .judge import Signals, attempts
from .reader import Call, Holding

BUSY = 20
WEEK = 7
MONTH = 30


@dataclass(frozen=True)
class Reciprocity:
    """Whether those whom a busy caller calls know him."""

    days_before: int
    callees_known: int
    called_back: int
    reciprocity: float | None
    strangers: int | None
    stranger_share: float | None
    received: int | None
    outgoing_share: float | None


@dataclass(frozen=True)
class History:
    """What a busy caller used to do."""

    held_days: int | None
    days_known_7d: int
    days_known_30d: int
    active_days_7d: int
    active_days_30d: int
    mean_attempts_7d: float | None
    median_attempts_7d: float | None
    max_attempts_7d: int | None
    mean_callees_7d: float | None
    median_callees_7d: float | None
    max_callees_7d: int | None
    mean_attempts_30d: float | None
    median_attempts_30d: float | None
    max_attempts_30d: int | None
    mean_callees_30d: float | None
    median_callees_30d: float | None
    max_callees_30d: int | None
    callees_spread: float | None
    callees_deviation: float | None
    silent_days: int
    days_since_active: int | None
    first_seen_days: int | None


def reciprocities(
    calls: list[Call], day: date, holdings: list[Holding], zone: ZoneInfo
) -> dict[str, Reciprocity]:
    """Busy caller → who calls him back and who is a stranger, on a day."""
    week = [call for call in calls if day - timedelta(days=WEEK) < call.day <= day]
    own = {held.number for held in holdings if held.holds(day)}
    days_before = len({call.day for call in week if call.day < day})
    return {
        caller: _reciprocity(caller, today, week, own, days_before)
        for caller, today in _busy(calls, day, zone).items()
    }


def _busy(calls: list[Call], day: date, zone: ZoneInfo) -> dict[str, list[Call]]:
    """Caller → his attempts of the day, where they are twenty or more."""
    of_caller = _of_caller(calls, day, zone)
    return {caller: made for caller, made in of_caller.items() if len(made) >= BUSY}


def _of_caller(calls: list[Call], day: date, zone: ZoneInfo) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = defaultdict(list)
    for call in attempts(calls, day, zone):
        if call.day == day:
            found[call.caller].append(call)
    return found


def _reciprocity(
    caller: str, today: list[Call], week: list[Call], own: set[str], days_before: int
) -> Reciprocity:
    day = today[0].day
    made = [call for call in week if call.caller == caller]
    to_him = [call for call in week if call.callee == caller]
    sees = not today[0].by_called_side and all(
        call.incoming_carried for call in made if not call.by_called_side
    )
    ours = own | {call.callee for call in made if call.by_called_side}
    known = {call.callee for call in today if sees or call.callee in ours}
    back = known & {call.caller for call in to_him}
    before = {call.callee for call in made if call.day < day}
    before |= {call.caller for call in to_him if call.day < day}
    received = _received([call for call in to_him if call.day == day])
    return Reciprocity(
        days_before=days_before,
        callees_known=len(known),
        called_back=len(back),
        reciprocity=len(back) / len(known) if known else None,
        strangers=len(known - before) if days_before else None,
        stranger_share=len(known - before) / len(known) if known and days_before else None,
        received=received if sees else None,
        outgoing_share=len(today) / (len(today) + received) if sees else None,
    )


def _received(to_him: list[Call]) -> int:
    """Calls of each caller as his own side tells them, and as the called side does where his tells nothing."""
    sides: dict[str, list[bool]] = defaultdict(list)
    for call in to_him:
        sides[call.caller].append(call.by_called_side)
    return sum(told.count(False) or told.count(True) for told in sides.values())


def histories(calls: list[Call], day: date, holdings: list[Holding], zone: ZoneInfo) -> dict[str, History]:
    """Busy caller → what he did on the thirty days before, within the present holding of his number."""
    known = sorted({call.day for call in calls if day - timedelta(days=MONTH) <= call.day < day})
    past = {one: _of_caller(calls, one, zone) for one in known}
    return {
        caller: _history(caller, today, past, [one for one in holdings if one.number == caller])
        for caller, today in _busy(calls, day, zone).items()
    }


def _history(
    caller: str, today: list[Call], past: dict[date, dict[str, list[Call]]], holdings: list[Holding]
) -> History:
    day = today[0].day
    since = max((held.since for held in holdings if held.holds(day)), default=None)
    known = [one for one in past if since is None or one >= since]
    days = {one: [call.callee for call in past[one][caller]] for one in known if caller in past[one]}
    week = {one: callees for one, callees in days.items() if one >= day - timedelta(days=WEEK)}
    breadth = [len(set(callees)) for callees in days.values()]
    spread = _spread(breadth)
    distinct = len({call.callee for call in today})
    return History(
        held_days=(day - since).days if since else None,
        days_known_7d=sum(one >= day - timedelta(days=WEEK) for one in known),
        days_known_30d=len(known),
        active_days_7d=len(week),
        active_days_30d=len(days),
        **_figures("7d", list(week.values())),
        **_figures("30d", list(days.values())),
        callees_spread=spread,
        callees_deviation=(distinct - median(breadth)) / spread if spread else None,
        silent_days=sum(one > max(days) for one in known) if days else len(known),
        days_since_active=(day - max(days)).days if days else None,
        first_seen_days=(day - min(days)).days if days else None,
    )


def _spread(breadth: list[int]) -> float | None:
    if not breadth:
        return None
    middle = median(breadth)
    return max(1.4826 * median(abs(one - middle) for one in breadth), sqrt(middle), 1.0)


def _figures(window: str, days: list[list[str]]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for name, counts in (
        ("attempts", [len(callees) for callees in days]),
        ("callees", [len(set(callees)) for callees in days]),
    ):
        for figure, of in (("mean", mean), ("median", median), ("max", max)):
            found[f"{figure}_{name}_{window}"] = of(counts) if counts else None
    return found


CALLEES = {"mobile": 100, "landline": 200, "iot_card": 20, "unknown": 100}
LOW_RECIPROCITY = {"mobile": 30, "landline": 60, "iot_card": 20, "unknown": 30}
WAKES_UP = {"mobile": 20, "landline": 40, "iot_card": 20, "unknown": 20}


def findings_over_time(
    seen: dict[str, Signals], calls: list[Call], day: date, holdings: list[Holding], zone: ZoneInfo
) -> dict[tuple[str, str], str]:
    """(control, caller) → match or not_enough_history, of the controls that look at the days before."""
    said: dict[tuple[str, str], str] = {}
    past = histories(calls, day, holdings, zone)
    known = reciprocities(calls, day, holdings, zone)
    for caller, signals in seen.items():
        outcome = _strangers(signals, known.get(caller))
        if outcome:
            said["c103_distinct_callees", caller] = outcome
    for caller, back in known.items():
        signals = seen[caller]
        for control, outcome in (
            ("c105_low_reciprocity", _low_reciprocity(signals, back)),
            ("c113_sleeping_number", _sleeping(signals, back, past[caller])),
            ("c114_sudden_change", _changed(signals, back, past[caller])),
        ):
            if outcome:
                said[control, caller] = outcome
    return said


def _strangers(seen: Signals, back: Reciprocity | None) -> str:
    limit = CALLEES.get(seen.line_class)
    if limit is None:
        return ""
    works_through = seen.distinct_callees >= limit and seen.calls_per_callee <= 1.5
    if works_through and not _has_a_trade(seen, back):
        return "match"
    return "" if seen.unanswered_carried else "not_enough_history"


def _has_a_trade(seen: Signals, back: Reciprocity | None) -> bool:
    """Whether anything that is known speaks for him."""
    if seen.distinct_cells is not None and seen.distinct_cells > 10:
        return True
    if back is None:
        return False
    return (
        (back.stranger_share is not None and back.stranger_share < 0.8)
        or (back.reciprocity is not None and back.reciprocity > 0.1)
        or (back.outgoing_share is not None and back.outgoing_share < 0.9)
    )


def _low_reciprocity(seen: Signals, back: Reciprocity) -> str:
    limit = LOW_RECIPROCITY.get(seen.line_class)
    if limit is None or seen.distinct_callees < limit:
        return ""
    known = back.callees_known >= limit and back.days_before >= 1
    if known and (back.reciprocity is None or back.reciprocity > 0.05):
        return ""
    if back.outgoing_share is not None and back.outgoing_share < 0.95:
        return ""
    return "match" if known and back.outgoing_share is not None else "not_enough_history"


def _one_sided(back: Reciprocity, least: int, share: float = 0.0) -> bool | None:
    """Whether he calls strangers who do not call back; None is not known."""
    if back.strangers is None or back.stranger_share is None or back.outgoing_share is None:
        return None
    assert back.reciprocity is not None
    return (
        back.strangers >= least
        and back.stranger_share >= share
        and back.reciprocity <= 0.1
        and back.outgoing_share >= 0.9
    )


def _sleeping(seen: Signals, back: Reciprocity, past: History) -> str:
    limit = WAKES_UP.get(seen.line_class)
    if limit is None or seen.distinct_callees < limit:
        return ""
    if past.held_days is not None and past.held_days < 30:
        return ""
    slept = past.silent_days >= 7
    if not slept and (past.active_days_30d or past.days_known_30d >= 7):
        return ""
    one_sided = _one_sided(back, limit)
    if one_sided is False:
        return ""
    age_known = past.held_days is not None or past.active_days_30d > 0
    return "match" if one_sided and slept and age_known else "not_enough_history"


def _changed(seen: Signals, back: Reciprocity, past: History) -> str:
    limit = WAKES_UP.get(seen.line_class)
    if limit is None or seen.distinct_callees < limit:
        return ""
    habit_known = past.active_days_30d >= 5
    if habit_known and (past.callees_deviation is None or past.callees_deviation < 6):
        return ""
    one_sided = _one_sided(back, limit, share=0.8)
    if one_sided is False:
        return ""
    return "match" if one_sided and habit_known else "not_enough_history"
