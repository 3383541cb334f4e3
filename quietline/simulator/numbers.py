"""Numbers that nobody has: mobiles of blocks that are not assigned (154, 164), landlines with a digit too many.

They have the form of the Chinese plan, so that every part of the product treats them as real ones. IMEIs are of the test range (TAC 001…)
with a valid check digit. A number is an integer here: it has no leading zero.
"""

import numpy as np

from quietline.simulator.draws import Ints

# Steps without a common factor with the size of the block: every index gives another number, neighbours lie apart.
_MOBILE_STEP = 7_368_787
_LANDLINE_STEP = 7_654_321
_MOBILE_BLOCK = 10**8
_LANDLINE_BLOCK = 10**7
_OWN_MOBILES = 86_154 * _MOBILE_BLOCK
_OUTSIDE_MOBILES = 86_164 * _MOBILE_BLOCK
_IOT_CARDS = 8_610_648 * _MOBILE_BLOCK
COUNTRY = 86 * 10**11
"""What stands before the eleven digits of a mobile."""

IMEI_DIGITS = 15


def mobiles(index: Ints) -> Ints:
    """Mobile numbers of the city's own network, E.164 without "+"."""
    return _OWN_MOBILES + (index + 1) * _MOBILE_STEP % _MOBILE_BLOCK


def outside_mobiles(index: Ints) -> Ints:
    """Mobile numbers of other networks."""
    return _OUTSIDE_MOBILES + (index + 1) * _MOBILE_STEP % _MOBILE_BLOCK


def iot_cards(index: Ints) -> Ints:
    """Numbers of cards in machines, thirteen digits behind the country code."""
    return _IOT_CARDS + (index + 1) * _MOBILE_STEP % _MOBILE_BLOCK


def landlines(area_code: str, index: Ints) -> Ints:
    """Landlines of the city with this area code (without the trunk 0), whose real ones have seven digits."""
    first = int(f"86{area_code}8") * _LANDLINE_BLOCK
    return first + (index + 1) * _LANDLINE_STEP % _LANDLINE_BLOCK


def imeis(count: int) -> list[str]:
    """The first `count` IMEIs: 14 digits and their Luhn check digit."""
    index = np.arange(count, dtype=np.int64)
    digits = np.zeros((count, IMEI_DIGITS), dtype=np.int64)
    digits[:, 2] = 1
    for place in range(11):
        digits[:, 13 - place] = index // 10**place % 10
    doubled = 2 * digits[:, 1:14:2]
    digits[:, 14] = -(digits[:, 0:14:2].sum(axis=1) + (doubled // 10 + doubled % 10).sum(axis=1)) % 10
    return list((digits + ord("0")).astype(np.uint8).view(f"S{IMEI_DIGITS}").ravel().astype(str))
