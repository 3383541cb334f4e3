"""Every number of the city's network: what line it is, where and on which device it is used, since when."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quietline.domain.number_plan import LineClass
from quietline.simulator import numbers
from quietline.simulator.draws import Draws, Ints, Mask, places
from quietline.simulator.parts import Part
from quietline.simulator.scenario import CityTable
from quietline.simulator.spreads import ACQUAINTANCES, CALLS_A_DAY

CLASSES = tuple(LineClass)
MOBILE, LANDLINE, IOT_CARD = (
    CLASSES.index(one) for one in (LineClass.MOBILE, LineClass.LANDLINE, LineClass.IOT_CARD)
)
NEVER = 1 << 20
"""A day that does not come."""

_NEIGHBOURS = 32
_NUMBERS_A_CELL = 400
_OPENED_WITHIN_DAYS = 60
_CODES = (10085, 96900)
_WITHOUT_PRIVATE_LIFE = {"new", "dormant"}


@dataclass
class Lines:
    """The arrays have a place for each number. Days count from the first that is simulated; those before are negative.

    `calls` is the mean of private calls a day, `known` how many people the holder knows. Before `wakes` the number is
    silent, from `moves_on` on the other home is in use. `lanes` is how many calls go on at once.
    """

    count: int
    line_class: Ints
    number: Ints
    home: Ints
    work: Ints
    other_home: Ints
    roams: Mask
    fixed: Mask
    lanes: Ints
    since: Ints
    wakes: Ints
    moves_on: Ints
    calls: Ints
    known: Ints
    cells_a_county: int


def lay_lines(
    seed: int, count: int, days: int, area_code: str, city: CityTable, parts: Sequence[Part]
) -> Lines:
    """The lines of a city in which the parts have been given out."""
    draws, every = Draws(seed, "lines", count), places(count)
    line_class = np.full(count, MOBILE, dtype=np.int64)
    kind = draws.of("class").below(1000, every)
    line_class[kind < city.landlines] = LANDLINE
    line_class[kind >= 1000 - city.iot_cards] = IOT_CARD
    rank = draws.of("calls").below(len(CALLS_A_DAY), every)
    lines = Lines(
        count=count,
        line_class=line_class,
        number=every,
        **_places_of(draws, every, city),
        roams=np.zeros(count, dtype=np.bool_),
        fixed=np.zeros(count, dtype=np.bool_),
        lanes=np.ones(count, dtype=np.int64),
        since=_since(draws, every, days, city.new_a_day),
        wakes=np.zeros(count, dtype=np.int64),
        moves_on=np.full(count, NEVER, dtype=np.int64),
        calls=CALLS_A_DAY[rank],
        known=_known(draws, every, rank),
        cells_a_county=_cells_a_county(count, city),
    )
    for part in parts:
        _give(lines, part)
    silent = (line_class != MOBILE) & (line_class != LANDLINE)
    lines.calls[silent] = lines.known[silent] = 0
    lines.number = _numbers(lines, area_code, parts)
    return lines


def _cells_a_county(count: int, city: CityTable) -> int:
    return max(6, count // (_NUMBERS_A_CELL * len(city.counties)))


def _places_of(draws: Draws, every: Ints, city: CityTable) -> dict[str, Ints]:
    """Cells of home, work and a home in another county. Neighbours live in one county; four in five work in theirs."""
    counties, cells = len(city.counties), _cells_a_county(len(every), city)
    county = draws.of("county").below(counties, every // _NEIGHBOURS)
    away = (county + 1 + draws.of("away").below(max(counties - 1, 1), every)) % counties
    commutes = draws.of("commutes").happens(200, every)
    return {
        "home": county * cells + draws.of("home").below(cells, every),
        "work": np.where(commutes, away, county) * cells + draws.of("work").below(cells, every),
        "other_home": away * cells + draws.of("other home").below(cells, every),
    }


def _since(draws: Draws, every: Ints, days: int, new_a_day: int) -> Ints:
    """Most numbers are some years old; some are opened in the weeks before and on the days that are simulated."""
    old = -draws.of("age").between(_OPENED_WITHIN_DAYS, 3650, every)
    fresh = draws.of("fresh").below(10_000, every) < new_a_day * (_OPENED_WITHIN_DAYS + days)
    return np.where(fresh, draws.of("opened").between(-_OPENED_WITHIN_DAYS, days - 1, every), old)


def _known(draws: Draws, every: Ints, rank: Ints) -> Ints:
    """Who calls much knows many, by half; the other half has nothing to do with it."""
    own = rank * len(ACQUAINTANCES) // len(CALLS_A_DAY)
    other = draws.of("known").below(len(ACQUAINTANCES), every)
    return ACQUAINTANCES[np.where(draws.of("as calls").happens(500, every), own, other)]


def _give(lines: Lines, part: Part) -> None:
    """What the part says of its lines."""
    habit, who = part.habit, part.lines
    lines.line_class[who] = CLASSES.index(LineClass(habit.line_class))
    lines.lanes[who] = habit.lines
    lines.roams[who] = habit.mobility == "roaming"
    lines.fixed[who] = habit.mobility == "fixed"
    lines.since[who] = np.minimum(lines.since[who], part.first_day - _OPENED_WITHIN_DAYS)
    if habit.moves:
        lines.moves_on[who] = part.first_day
        for place in (lines.home, lines.work, lines.other_home):
            place[who] = place[who[np.searchsorted(part.group, part.group)]]
    if habit.history == "new":
        lines.since[who] = part.first_day - part.draws.of("opened").between(1, 12, places(part.size))
    if habit.history == "recycled":
        lines.since[who] = part.first_day
    if habit.history != "ordinary":
        lines.wakes[who] = part.first_day
    if habit.history in _WITHOUT_PRIVATE_LIFE or habit.line_class != "mobile":
        lines.known[who] = lines.calls[who] = 0


def _numbers(lines: Lines, area_code: str, parts: Sequence[Part]) -> Ints:
    """Digits by class; service codes are 10085 and those behind 96900."""
    every = places(lines.count)
    found = np.where(lines.line_class == MOBILE, numbers.mobiles(every), numbers.landlines(area_code, every))
    found = np.where(lines.line_class == IOT_CARD, numbers.iot_cards(every), found)
    codes = np.flatnonzero(lines.line_class == CLASSES.index(LineClass.SERVICE_CODE))
    found[codes] = _CODES[1] + places(len(codes))
    if len(codes):
        found[codes[0]] = _CODES[0]
    return found.astype(np.int64)
