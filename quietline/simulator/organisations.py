"""Channels with outlets and worker IDs, enterprises by industry, and who opened and holds which number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quietline.simulator.draws import Draws, Ints, places
from quietline.simulator.lines import LANDLINE, MOBILE, Lines
from quietline.simulator.parts import Part

NOBODY = -1
CHANNEL_TYPES = ("own", "franchised", "third_party", "online")
INDUSTRIES = (
    "制造",
    "餐饮",
    "零售",
    "教育培训",
    "金融保险",
    "地产中介",
    "医疗",
    "快递物流",
    "物业",
    "人力资源",
    "政务",
    "建筑",
)

_NUMBERS_A_CHANNEL = 5000
_NUMBERS_AN_ENTERPRISE = 200
_SECOND_NUMBER = 120
_STRAW_NUMBERS = 5  # the law allows five numbers a document and operator


@dataclass
class Organisations:
    """`outlet_channel` and `worker_outlet` say what belongs to what, `worker_line` which number a worker uses (or nobody).

    For each number: `opened_by` a worker, `enterprise` (or nobody), `subscriber`.
    """

    channel_type: Ints
    outlet_channel: Ints
    worker_outlet: Ints
    worker_line: Ints
    industry: list[str]
    opened_by: Ints
    enterprise: Ints
    subscriber: Ints

    def channel_of(self, worker: Ints) -> Ints:
        """The channel of each worker."""
        return self.outlet_channel[self.worker_outlet[worker]]


def organise(seed: int, lines: Lines, parts: Sequence[Part]) -> Organisations:
    """Channels and enterprises of the city, and everybody's place in them."""
    draws, every = Draws(seed, "organisations", lines.count), places(lines.count)
    channels = lines.count // _NUMBERS_A_CHANNEL + 4
    outlet_channel = np.repeat(places(channels), draws.of("outlets").between(1, 4, places(channels)))
    workers = draws.of("workers").between(2, 5, places(len(outlet_channel)))
    worker_outlet = np.repeat(places(len(outlet_channel)), workers)
    found = Organisations(
        channel_type=draws.of("type").pick(np.array([0, 0, 1, 1, 2, 2, 2, 3]), places(channels)),
        outlet_channel=outlet_channel,
        worker_outlet=worker_outlet,
        worker_line=np.full(len(worker_outlet), NOBODY, dtype=np.int64),
        industry=_industries(draws, lines.count),
        opened_by=draws.of("opened by").below(len(worker_outlet), every),
        enterprise=np.full(lines.count, NOBODY, dtype=np.int64),
        subscriber=_subscribers(draws, lines),
    )
    _employ(found, draws, lines)
    for part in parts:
        _place(found, part)
    return found


def _industries(draws: Draws, count: int) -> list[str]:
    at = places(count // _NUMBERS_AN_ENTERPRISE + 8)
    return [INDUSTRIES[place] for place in draws.of("industry").below(len(INDUSTRIES), at)]


def _subscribers(draws: Draws, lines: Lines) -> Ints:
    """One mobile in eight is the second number of the holder before."""
    every = places(lines.count)
    second = draws.of("second").happens(_SECOND_NUMBER, every) & (lines.line_class == MOBILE)
    second[0] = False
    return np.maximum.accumulate(np.where(second, 0, every))


def _employ(found: Organisations, draws: Draws, lines: Lines) -> None:
    """One mobile in eight and most landlines belong to an enterprise; few enterprises have many."""
    every = places(lines.count)
    chance = np.where(lines.line_class == LANDLINE, 800, np.where(lines.line_class == MOBILE, 120, 1000))
    employer = draws.of("employer").favourite(np.full(lines.count, len(found.industry)), every)
    found.enterprise = np.where(draws.of("employed").happens(chance, every), employer, NOBODY)


def _place(found: Organisations, part: Part) -> None:
    """Who has a habit belongs where the habit says."""
    habit, who = part.habit, part.lines
    found.subscriber[who] = who
    found.enterprise[who] = NOBODY
    leaders = who[np.searchsorted(part.group, part.group)]
    if habit.holder == "enterprise":
        found.enterprise[who] = len(found.industry) + part.group
        found.industry.extend([habit.industry or INDUSTRIES[0]] * part.groups)
    if habit.holder == "one_person":
        found.subscriber[who] = leaders
    if habit.holder == "straw_people":
        first_of_five = (
            np.searchsorted(part.group, part.group) + part.ordinal // _STRAW_NUMBERS * _STRAW_NUMBERS
        )
        found.subscriber[who] = who[first_of_five]
        found.opened_by[who] = found.opened_by[leaders]
    if habit.holder == "channel":
        _found_channels(found, part)


def _found_channels(found: Organisations, part: Part) -> None:
    """A channel with one outlet for each group; its members are its workers and use their own numbers."""
    channel = len(found.channel_type) + places(part.groups)
    outlet = len(found.outlet_channel) + places(part.groups)
    worker = len(found.worker_outlet) + places(part.size)
    found.channel_type = np.concatenate(
        [found.channel_type, part.draws.of("type").between(1, 2, places(part.groups))]
    )
    found.outlet_channel = np.concatenate([found.outlet_channel, channel])
    found.worker_outlet = np.concatenate([found.worker_outlet, outlet[part.group]])
    found.worker_line = np.concatenate([found.worker_line, part.lines])
    found.opened_by[part.lines] = worker
