"""What people say about the calls that they get: reports of numbers, and complaints."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from quietline.domain.number_plan import displayed
from quietline.simulator.calls import PRIVATE, Calls
from quietline.simulator.draws import Draws, places
from quietline.simulator.spreads import time_of_day
from quietline.simulator.town import Town

REPORTS_HEADER = ("被举报号码", "举报时间", "举报人", "举报类别", "举报内容")
COMPLAINTS_HEADER = ("被投诉号码", "投诉时间", "投诉人", "投诉类别", "渠道", "投诉内容")

Row = tuple[str, ...]

_DELAY_S = (300, 5 * 3600)
_LAST_SECOND = 86_399
_CHANNELS = ("10010热线", "营业厅", "12300申诉", "线上客服")
_PITCHES = (
    ("推销", "推销贷款,说了不需要还一直打"),
    ("推销", "卖房的,一天打来两次"),
    ("推销", "问要不要给孩子报班"),
    ("推销", "说是营业厅的,让换套餐"),
)
_TEXTS = {
    "one_ring": (("骚扰", "响一声就挂,回拨没人接"),),
    "call_bombing": (("骚扰", "一直打,接起来就挂"),),
    "sim_box": (("疑似诈骗", "陌生号码,说话有延迟,自称公检法"),),
    "fraudster": (("疑似诈骗", "说我有快递丢失要赔付,让加好友"), ("骚扰", '对方自称"客服",问个人信息')),
}


@dataclass(frozen=True)
class Voices:
    """Rows of reports and of complaints of one day."""

    reports: list[Row]
    complaints: list[Row]

    def add(self, others: "Voices") -> None:
        """Take in those of another day."""
        self.reports.extend(others.reports)
        self.complaints.extend(others.complaints)


def voices_of_day(town: Town, calls: Calls, day: int) -> Voices:
    """What is said on the day. Numbers are written as people write them, without country code."""
    habits = town.scenario.habits
    chance = {
        name: np.array([*(getattr(habit, name) for habit in habits), 0])
        for name in ("reported", "complained")
    }
    heard = np.flatnonzero(
        (calls.code != PRIVATE) & (calls.callee < town.lines.count) & (calls.caller < town.lines.count)
    )
    heard = heard[np.lexsort((calls.caller[heard], calls.start_s[heard]))]
    found: dict[str, list[Row]] = {}
    for name, per_mille in chance.items():
        draws = Draws(town.seed, name, day)
        said = heard[draws.of("who").happens(per_mille[calls.code[heard]], places(len(heard)))]
        found[name] = [
            _row(town, calls, int(call), day, draws.of(place), name) for place, call in enumerate(said)
        ]
    return Voices(found["reported"], found["complained"])


def _row(town: Town, calls: Calls, call: int, day: int, draws: Draws, name: str) -> Row:
    second = min(int(calls.start_s[call]) + draws.of("delay").one_between(*_DELAY_S), _LAST_SECOND)
    when = f"{town.start + timedelta(days=day)} {time_of_day(second)}"
    who = (displayed(str(town.lines.number[party])) for party in (calls.caller[call], calls.callee[call]))
    number, reporter = who
    habit = town.scenario.habits[int(calls.code[call])]
    texts = _TEXTS.get(habit.name, _TEXTS.get(habit.kind, _PITCHES))
    category, text = texts[draws.of("text").one(len(texts))]
    if name == "reported":
        return number, when, reporter, category, text
    return number, when, reporter, category, _CHANNELS[draws.of("channel").one(len(_CHANNELS))], text
