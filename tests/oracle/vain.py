"""The oracle's own mind about strangers who ring one number all day, in vain."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from .groups import Registers, valid
from .judge import RATES, Signals, reach
from .reader import Call

Pair = tuple[str, str]
"""Callee and caller."""


def calling_in_vain(
    seen: dict[str, Signals], calls: list[Call], day: date, registers: Registers, zone: ZoneInfo
) -> Iterable[str]:
    """Callers of the day who have part in thirty vain attempts on one of our numbers, half of all that it received."""
    ours = {str(row["number"]) for row in registers.get("holdings", []) if valid(row, day)}
    received = {pair: made for pair, made in _received(calls, day, zone).items() if pair[0] in ours}
    week = [call for call in calls if day - timedelta(days=6) <= call.day <= day]
    vain: dict[str, dict[str, int]] = defaultdict(dict)
    for (callee, caller), made in received.items():
        if made >= 10 and _in_vain(callee, caller, made, week, day):
            vain[callee][caller] = made
    for callee, made_by in vain.items():
        total = sum(made for (called, _), made in received.items() if called == callee)
        if sum(made_by.values()) >= max(30, 0.5 * total):
            yield from (caller for caller in made_by if seen[caller].line_class in RATES)


def _received(calls: list[Call], day: date, zone: ZoneInfo) -> dict[Pair, int]:
    """Attempts of the day by callee and caller: told by the caller's side, or else by the called one's."""
    near = reach(calls, day, zone)
    own = {(call.callee, call.caller) for call in near if not call.by_called_side}
    made: dict[Pair, int] = defaultdict(int)
    for call in near:
        pair = call.callee, call.caller
        if call.day == day and (not call.by_called_side or pair not in own):
            made[pair] += 1
    return made


def _in_vain(callee: str, caller: str, made: int, week: list[Call], day: date) -> bool:
    forth = [call for call in week if (call.caller, call.callee) == (caller, callee)]
    if any((call.caller, call.callee) == (callee, caller) for call in week):
        return False
    if any(call.answered and call.talk >= 30 and call.day < day for call in forth):
        return False
    today = [call for call in forth if call.day == day]
    by_caller = [call for call in today if not call.by_called_side]
    return sum(call.answered for call in by_caller or today) <= 0.2 * made
