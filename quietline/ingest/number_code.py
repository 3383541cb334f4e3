"""Numbers as integers while a file is on its way: sorting and comparing those costs a fifth of what texts cost.

A number of 1 to 15 digits without a leading zero is its digits filled up with zeros to 15, times 16, plus how many they are: such codes
are in the order of the texts. Any other text is a negative code, its place in a list. Dialect: DuckDB.
"""

from collections.abc import Sequence

from quietline.warehouse.lake import quoted

DIGITS_MAX = 15
"""E.164 has no longer numbers."""

_PLACES = 16
_POWERS = ", ".join(str(10 ** (DIGITS_MAX - digits)) for digits in range(1, DIGITS_MAX + 1))


def code_of(number: str) -> int | None:
    """The code of a number of digits, None where it has none."""
    if not (number.isascii() and number.isdigit()) or number[0] == "0" or len(number) > DIGITS_MAX:
        return None
    return int(number.ljust(DIGITS_MAX, "0")) * _PLACES + len(number)


def encoded(number: str) -> str:
    """SQL: the code of a text that is known to be a number of digits."""
    return f"(rpad({number}, {DIGITS_MAX}, '0')::BIGINT * {_PLACES} + strlen({number}))"


def encoded_integer(number: str, *, digits: int) -> str:
    """SQL: the code of a number that is an integer of so many digits already."""
    return f"({number} * {10 ** (DIGITS_MAX - digits) * _PLACES} + {digits})"


def decoded(code: str, texts: Sequence[str]) -> str:
    """SQL: the number of a code; `texts` are those that no digits stand for, in the order of their places."""
    digits = f"({code} % {_PLACES})"
    # The two commonest lengths first: a division by a constant is cheaper than one by a value of a list.
    common = " ".join(
        f"WHEN {digits} = {length} THEN {code} // {10 ** (DIGITS_MAX - length) * _PLACES}"
        for length in (13, 12)
    )
    number = (
        f"(CASE {common} WHEN {code} > 0 THEN {code} // {_PLACES} // ([{_POWERS}])[{digits}] END)::VARCHAR"
    )
    if not texts:
        return number
    return f"CASE WHEN {code} < 0 THEN ([{', '.join(map(quoted, texts))}])[-({code})] ELSE {number} END"
