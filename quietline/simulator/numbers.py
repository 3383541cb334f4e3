"""Numbers that nobody has: mobiles of blocks that are not assigned (154, 164), landlines with a digit too many.

They have the form of the Chinese plan, so that every part of the product treats them as real ones. IMEIs are of the
test range (TAC 001…) with a valid check digit.
"""

# Steps without a common factor with the size of the block: every index gives another number, neighbours lie apart.
_MOBILE_STEP = 7_368_787
_LANDLINE_STEP = 7_654_321
_MOBILE_BLOCK = 10**8
_LANDLINE_BLOCK = 10**7


def mobile(index: int) -> str:
    """The mobile number with this index in the city's own network, E.164 without "+"."""
    return f"86154{(index + 1) * _MOBILE_STEP % _MOBILE_BLOCK:08d}"


def foreign_mobile(index: int) -> str:
    """A mobile number of another network with this index."""
    return f"86164{(index + 1) * _MOBILE_STEP % _MOBILE_BLOCK:08d}"


def landline(area_code: str, index: int) -> str:
    """The landline with this index in the city with this area code (without the trunk 0), whose real ones have seven digits."""
    return f"86{area_code}8{(index + 1) * _LANDLINE_STEP % _LANDLINE_BLOCK:07d}"


def imei(index: int) -> str:
    """The IMEI with this index: 14 digits and their Luhn check digit."""
    body = f"001{index:011d}"
    doubled = sum(int(digit) for odd in body[1::2] for digit in str(2 * int(odd)))
    return f"{body}{-(doubled + sum(map(int, body[::2]))) % 10}"
