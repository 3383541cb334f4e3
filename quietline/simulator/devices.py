"""Which device each number is used in."""

from collections.abc import Sequence

import numpy as np

from quietline.simulator.draws import Draws, Ints, places
from quietline.simulator.lines import IOT_CARD, MOBILE, Lines
from quietline.simulator.numbers import imeis
from quietline.simulator.organisations import Organisations
from quietline.simulator.parts import Part

NO_DEVICE = 0
_SPECIAL = ("", "000000000000000", "135790246811220")
"""None (a landline); what a phone without an IMEI sends; an IMEI that cheap phones copy from each other."""

_SAME_PHONE = 500  # of second numbers: two cards in one phone


def give_devices(
    seed: int, lines: Lines, organisations: Organisations, parts: Sequence[Part], invalid: int
) -> tuple[Ints, list[str]]:
    """For each number the place of its device in the list of IMEIs, and that list."""
    draws, every = Draws(seed, "devices", lines.count), places(lines.count)
    device = every + len(_SPECIAL)
    same = (organisations.subscriber != every) & draws.of("same phone").happens(_SAME_PHONE, every)
    device = np.where(same, organisations.subscriber + len(_SPECIAL), device)
    strange = draws.of("invalid").happens(invalid, every)
    device = np.where(strange, draws.of("which").between(1, 2, every), device)
    made = lines.count
    for part in parts:
        if part.habit.devices:
            device[part.lines] = (
                len(_SPECIAL) + made + part.group * part.habit.devices + part.ordinal % part.habit.devices
            )
            made += part.groups * part.habit.devices
        elif part.habit.offends:
            device[part.lines] = part.lines + len(_SPECIAL)
    device[(lines.line_class != MOBILE) & (lines.line_class != IOT_CARD)] = NO_DEVICE
    return device, [*_SPECIAL, *imeis(made)]
