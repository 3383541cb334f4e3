"""The oracle's own mind about those who work through strangers: many from one device, and one of them day after day."""

from collections import defaultdict
from collections.abc import Iterable

from .cohorts import Week, devices
from .groups import approved
from .judge import Signals

IN_DEVICES = {"mobile", "iot_card"}
WEEK_LIMIT = {"mobile": 40, "landline": 80, "iot_card": 40, "unknown": 40}


def sharing_a_device(week: Week) -> Iterable[tuple[str, str]]:
    """Numbers of which four and more work through strangers from one device, with forty attempts together."""
    cards: dict[str, dict[str, int]] = defaultdict(dict)
    seen, reach = week.seen[week.day], week.reach[week.day]
    for number, reached in reach.items():
        for imei, made in devices(week.calls, number, week.day).items():
            if reached.share >= 0.9 and 2 * made >= seen[number].attempts:
                cards[imei][number] = made
    for made_by in cards.values():
        if len(made_by) >= 4 and sum(made_by.values()) >= 40:
            for number in made_by:
                if seen[number].line_class in IN_DEVICES:
                    yield number, "match" if reach[number].known else "not_enough_history"


def hearing_little(week: Week) -> Iterable[tuple[str, str]]:
    """Numbers to which too little came back on the days of the week on which they were at work."""
    for number in week.reach[week.day]:
        limit = WEEK_LIMIT.get(week.seen[week.day][number].line_class)
        if limit and not approved(number, week.day, week.registers):
            outcome = _of_the_week(week, number, limit)
            if outcome:
                yield number, outcome


def _of_the_week(week: Week, number: str, limit: int) -> str:
    seen_on = {
        near: seen[number] for near, seen in week.seen.items() if number in seen and _at_work(seen[number])
    }
    if week.day not in seen_on:
        return ""
    reached = {near: week.reach[near][number] for near in seen_on if number in week.reach.get(near, {})}
    strangers = sum(len(reach.strangers) for reach in reached.values())
    if strangers < limit or strangers < 0.75 * sum(seen.distinct_callees for seen in seen_on.values()):
        return ""
    if any(seen_on[near].asr is None for near in reached):
        return "not_enough_history"
    answers = sum(seen_on[near].answered + reach.back_today for near, reach in reached.items())
    if answers / sum(seen_on[near].attempts for near in reached) >= 0.65:
        return ""
    return "match" if all(reach.known for reach in reached.values()) else "not_enough_history"


def _at_work(seen: Signals) -> bool:
    return seen.distinct_callees >= 10 and seen.calls_per_callee <= 1.5
