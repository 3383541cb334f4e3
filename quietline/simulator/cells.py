"""In which cell a number is when it calls or is called."""

from datetime import date

import numpy as np

from quietline.simulator.draws import Draws, Ints, Mask
from quietline.simulator.lines import IOT_CARD, MOBILE
from quietline.simulator.spreads import OFFICE_HOURS, SATURDAY
from quietline.simulator.town import Town

NO_CELL = -1

_AT_WORK = 850
_ELSEWHERE = 60


def cells_of(town: Town, who: Ints, start_s: Ints, day: int, on: date) -> Ints:
    """The cell of each line at that second: home, work in working hours, now and then elsewhere in the county; none for a landline."""
    lines, draws = town.lines, Draws(town.seed, "cells", day)
    hour = start_s.astype(np.int64) // 3600
    at = who.astype(np.int64) * 24 + hour
    home = np.where(lines.moves_on[who] <= day, lines.other_home[who], lines.home[who])
    working = (hour >= OFFICE_HOURS[0]) & (hour < OFFICE_HOURS[1]) & (on.weekday() < SATURDAY)
    at_work = working & draws.of("works").happens(_AT_WORK, at) & (lines.moves_on[who] > day)
    found = np.where(at_work, lines.work[who], home)
    elsewhere = draws.of("elsewhere").happens(np.where(lines.roams[who], 1000, _ELSEWHERE), at)
    found = np.where(elsewhere, _near(town, found, lines.roams[who], draws, at), found)
    found = np.where(lines.fixed[who], lines.home[who], found)
    return np.where((lines.line_class[who] == MOBILE) | (lines.line_class[who] == IOT_CARD), found, NO_CELL)


def _near(town: Town, cell: Ints, far: Mask, draws: Draws, at: Ints) -> Ints:
    """Another cell of the county; who roams is in the next county one time in four."""
    a_county, counties = town.lines.cells_a_county, len(town.scenario.city.counties)
    away = draws.of("county").happens(250, at) & far
    county = (cell // a_county + away) % counties
    return county * a_county + draws.of("cell").below(a_county, at)


def cell_names(town: Town) -> list[str]:
    """Names of all cells, county by county."""
    return [
        f"C{county + 1:02d}{cell:04d}"
        for county in range(len(town.scenario.city.counties))
        for cell in range(town.lines.cells_a_county)
    ]


def county_of(town: Town, cell: Ints) -> Ints:
    """The county in which each cell stands."""
    return cell // town.lines.cells_a_county
