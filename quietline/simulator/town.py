"""The city as it stands before anybody calls: lines, acquaintances, organisations, devices and parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from quietline.simulator.acquaintances import Acquaintances, acquaint
from quietline.simulator.devices import give_devices
from quietline.simulator.draws import Draws, Ints
from quietline.simulator.lines import Lines, lay_lines
from quietline.simulator.numbers import outside_mobiles
from quietline.simulator.organisations import Organisations, organise
from quietline.simulator.parts import Part, cast_parts
from quietline.simulator.scenario import Scenario

HOTLINES = (10086, 10000, 10010, 12345, 114, 12315, 12306, 95001, 95002, 95003, 95004, 95005)
"""Codes that everybody calls now and then."""

_OUTSIDE_FOR_EACH = 3
_LEAST_OUTSIDE = 2000


@dataclass(frozen=True)
class Town:
    """Parties are numbered: first the lines, then the mobiles of other networks, then the hotlines."""

    seed: int
    start: date
    scenario: Scenario
    lines: Lines
    parts: Sequence[Part]
    organisations: Organisations
    acquaintances: Acquaintances
    device: Ints
    imeis: list[str]
    outside: int

    @cached_property
    def imei_text(self) -> pa.StringArray:
        """The IMEIs as a column."""
        return pa.array(self.imeis)

    def somebody(self, outside_per_mille: int, draws: Draws, at: Ints) -> Ints:
        """For each place anybody who has a number."""
        others = self.lines.count + draws.of("other").below(self.outside, at)
        own = draws.of("own").below(self.lines.count, at)
        return np.where(draws.of("outside").happens(outside_per_mille, at), others, own)

    def hotline(self, draws: Draws, at: Ints) -> Ints:
        """For each place one of the hotlines."""
        return self.lines.count + self.outside + draws.below(len(HOTLINES), at)

    def numbers_of(self, parties: Ints) -> Ints:
        """The number of each party, E.164 without "+" as an integer."""
        own = self.lines.number[np.minimum(parties, self.lines.count - 1)]
        behind = parties.astype(np.int64) - self.lines.count
        found = np.where(behind < 0, own, outside_mobiles(behind))
        codes = behind >= self.outside
        found[codes] = np.array(HOTLINES)[behind[codes] - self.outside]
        return found


def build_town(seed: int, numbers: int, days: int, start: date, area_code: str, scenario: Scenario) -> Town:
    """The city of this seed. Raises InputError where the scenario wants more numbers than there are."""
    parts = cast_parts(seed, numbers, scenario)
    lines = lay_lines(seed, numbers, days, area_code, scenario.city, parts)
    organisations = organise(seed, lines, parts)
    outside = max(_LEAST_OUTSIDE, _OUTSIDE_FOR_EACH * numbers)
    device, imeis = give_devices(seed, lines, organisations, parts, scenario.dirt.invalid_imei)
    return Town(
        seed=seed,
        start=start,
        scenario=scenario,
        lines=lines,
        parts=parts,
        organisations=organisations,
        acquaintances=acquaint(seed, lines.known, scenario.city.outside, outside),
        device=device,
        imeis=imeis,
        outside=outside,
    )
