"""What people report: mostly the nuisance callers that they spoke with, now and then somebody innocent."""

from collections.abc import Iterator, Sequence
from datetime import date

from quietline.domain.number_plan import displayed
from quietline.simulator.calls import DAY_S, Call
from quietline.simulator.clock import time_of_day
from quietline.simulator.draws import Draws
from quietline.simulator.people import Population

HEADER = ("number", "reported_at", "reporter", "category", "text")

_DELAY_S = (300, 5 * 3600)
_TEXTS = (
    ("推销", "推销贷款,说了不需要还一直打"),
    ("推销", "卖房的,一天打来两次"),
    ("推销", "问要不要给孩子报班"),
    ("骚扰", "响一声就挂,回拨没人接"),
    ("骚扰", '对方自称"客服",问个人信息'),
    ("疑似诈骗", "说我有快递丢失要赔付,让加好友"),
)


def reports_of_day(
    seed: int, population: Population, calls: Sequence[Call], day: date
) -> Iterator[tuple[str, ...]]:
    """Rows of reports of one day; numbers and reporters are written as people write them, without country code."""
    draws = Draws(seed, "reports", day.isoformat())
    reported = {
        line.number: line.role.habit.reported
        for line in population.lines
        if line.role and line.role.habit.reported
    }
    for call in calls:
        if not call.answered or call.caller not in reported or call.callee not in population.by_number:
            continue
        if draws.happens(reported[call.caller]):
            reported_s = min(call.start_s + draws.between(*_DELAY_S), DAY_S - 1)
            category, text = draws.pick(_TEXTS)
            yield (
                displayed(call.caller),
                f"{day} {time_of_day(reported_s)}",
                displayed(call.callee),
                category,
                text,
            )
