"""Numbers in texts that people wrote, with blanks, dashes or brackets between the digits: masked however they stand there."""

import re
from functools import lru_cache

from quietline.domain.number_plan import masked

_BETWEEN = r"[\s\-‐-―－.()()/]*"
_INSTANT = (
    r"(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    rf"(?!{_BETWEEN}\d)"
)
_INSTANT_OR_NUMBER = re.compile(rf"(?P<instant>{_INSTANT})|\d(?:{_BETWEEN}\d){{6,}}")


def all_masked(text: str) -> str:
    """The text with every number of seven digits or more masked; days and instants as they are."""
    return _INSTANT_OR_NUMBER.sub(lambda found: found["instant"] or _masked(found.group()), text)


def one_masked(text: str, number: str) -> str:
    """The text with this number (E.164 without "+", or a service code) masked, with country code, trunk 0 or neither; `""` hides nothing."""
    return _written(number).sub(lambda _: masked(number), text) if number else text


def _masked(written: str) -> str:
    return masked("".join(letter for letter in written if letter.isdecimal()))


@lru_cache(maxsize=1000)
def _written(number: str) -> re.Pattern[str]:
    digits = _BETWEEN.join(re.escape(digit) for digit in number.removeprefix("86"))
    return re.compile(rf"(?:(?:\+|00)?86{_BETWEEN}|0{_BETWEEN})?{digits}")
