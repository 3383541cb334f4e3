"""One form for each number, however a switch, a spreadsheet or a person wrote it: E.164 without "+", service codes as dialled.

Sources: 电信网编号计划 (MIIT, 2017 edition); ITU-T E.164 for foreign numbers, which the library phonenumbers knows.
"""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

WITHHELD = frozenset(
    {
        "anonymous",
        "withheld",
        "unknown",
        "private",
        "unavailable",
        "restricted",
        "隐藏",
        "未知",
        "匿名",
        "保密",
        "隐藏号码",
        "未知号码",
    }
)
"""What sources write when the caller withheld the number (compared without case)."""

DIALLING_PREFIXES = ("12593", "17951", "17911", "17909", "17969", "17996", "10193", "17901")
"""Carrier selection that people dial before a number; it is not part of the number."""

_DECORATION = re.compile(r"[\s\-\u2010-\u2015().\u00b7/\u200b\u2060\ufeff]+")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_IOT = re.compile(r"(?:1064[789]|144[01]\d)\d{8}", re.ASCII)
_FREEPHONE = re.compile(r"([48]00\d{7})\d{0,6}", re.ASCII)
_SERVICE = re.compile(r"106\d{2,17}|10\d{3,5}|1[12]\d{1,4}|16\d{1,6}|9[56]\d{3,6}", re.ASCII)
_AREA = r"(10|2\d|[3-9]\d{2})"
_LANDLINE = re.compile(rf"{_AREA}[2-8]\d{{6,7}}", re.ASCII)
_AREA_BEFORE_SERVICE = re.compile(rf"{_AREA}(1[12]\d{{1,4}}|10\d{{3,5}}|9[56]\d{{3,6}})", re.ASCII)
_LOCAL_LANDLINE = re.compile(r"[2-8]\d{6,7}", re.ASCII)
_SHORT = re.compile(r"[2-9]\d{2,5}", re.ASCII)
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_EXTENSION = re.compile(r"[0-9A-Za-z*#_.+-]{1,32}")
_BEHIND = re.compile(r"(?<=[0-9]) *(?:转|轉|分机|#|,|;|ext\.?|x|p) *:?[0-9]{1,6}", re.IGNORECASE | re.ASCII)
"""An extension behind a number: 95588转1, 400-820-8820#123, 0391-2345678 ext. 801."""

_DASH_BEHIND = re.compile(
    r"((?:\+?86[- ]?)?(?:\(?0?(?:10|2\d|[3-9]\d{2})\)?[- ]?)?[2-8]\d{6,7})-\d{1,6}", re.ASCII
)
"""A landline with its extension behind a dash: 0391-2345678-801."""

_DASHED_MOBILE = re.compile(r"(?:\+?86|0086)?1[3-9]\d{9}", re.ASCII)
_CODES_WITH_EIGHT_DIGITS = frozenset({"10", *(f"2{digit}" for digit in range(10))})


@dataclass(frozen=True)
class NormalisedNumber:
    """A number in its one form, or why there is none. Exactly one of the two is not empty."""

    number: str = ""
    problem: str = ""


def is_withheld(text: str) -> bool:
    """Whether the text says that the caller withheld the number. An empty text does not."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in WITHHELD


def normalise(text: str, *, area_code: str) -> NormalisedNumber:
    """The number of the Chinese plan that the text means, seen from a city with this area code (with or without trunk 0)."""
    bare = _bare(text)
    if not bare:
        return NormalisedNumber(problem="is empty")
    if _SCIENTIFIC.fullmatch(bare):
        return NormalisedNumber(problem="is in scientific notation, which has lost digits")
    if not re.fullmatch(r"\+?[0-9]+", bare):
        return NormalisedNumber(problem="is not a number")
    found = _dialled(bare, area_code.lstrip("0"))
    return NormalisedNumber(number=found) if found else NormalisedNumber(problem=_why_none(bare))


def normalise_local(text: str, *, prefix: str, width: int) -> NormalisedNumber:
    """A number of a network with a plan of its own: `prefix` and the digits padded with zeros to `width`."""
    bare = _bare(text)
    if not bare:
        return NormalisedNumber(problem="is empty")
    if not re.fullmatch(r"[0-9]+", bare):
        return NormalisedNumber(problem="is not a number")
    if len(bare) > width:
        return NormalisedNumber(problem=f"has {len(bare)} digits, more than {width}")
    return NormalisedNumber(number=prefix + bare.zfill(width))


def as_extension(text: str) -> str:
    """The text as an identifier of a private exchange ("s", "101", "sales-2"), or nothing where it cannot be one."""
    bare = unicodedata.normalize("NFKC", text).strip()
    # A spreadsheet takes a leading "+", "-" or "=" for a formula, so none of them may begin an identifier.
    return bare if _EXTENSION.fullmatch(bare) and bare[0] not in "+-" else ""


def _bare(text: str) -> str:
    """Without URI scheme, decoration and a spreadsheet's ".0"; full-width characters as ASCII."""
    ascii_text = unicodedata.normalize("NFKC", text).strip().strip("'`")
    uri = re.fullmatch(r"(?:sip|sips|tel):([^@;]+)(?:[@;].*)?", ascii_text, re.IGNORECASE)
    ascii_text = uri.group(1) if uri else ascii_text
    if re.fullmatch(r"[0-9]+\.0+", ascii_text):
        return ascii_text.split(".")[0]
    if _SCIENTIFIC.fullmatch(ascii_text):
        return ascii_text
    return _DECORATION.sub("", _without_extension(ascii_text))


def _without_extension(text: str) -> str:
    """The number that was called; who answers behind it is no part of it."""
    dashed = _DASH_BEHIND.fullmatch(text)
    if dashed and not _DASHED_MOBILE.fullmatch(text.replace("-", "")):
        return dashed.group(1)
    behind = _BEHIND.search(text)
    return text[: behind.start()] if behind and behind.end() == len(text) else text


def _dialled(bare: str, area: str) -> str:
    """The number for digits as somebody dialled or a switch wrote them, or nothing."""
    if bare.startswith("+"):
        return _national(bare[3:]) if bare.startswith("+86") else _foreign(bare[1:])
    if bare.startswith("00"):
        return _national(bare[4:]) if bare.startswith("0086") else _foreign(bare[2:])
    if bare.startswith("86") and (
        _MOBILE.fullmatch(bare[2:]) or _IOT.fullmatch(bare[2:]) or _is_full_landline(bare[2:])
    ):
        return bare
    for prefix in DIALLING_PREFIXES:
        if bare.startswith(prefix) and len(bare) >= len(prefix) + 10:
            return _dialled(bare[len(prefix) :], area)
    if bare.startswith("0"):  # 010 120 is the ambulance of Beijing, not the code 10120
        return _service_behind_area(bare[1:]) or _national(bare[1:])
    return _as_local(bare, area) or _national(bare) or _foreign_without_prefix(bare)


def _as_local(bare: str, area: str) -> str:
    if _SERVICE.fullmatch(bare) and not _IOT.fullmatch(bare):
        return bare
    if _LOCAL_LANDLINE.fullmatch(bare):
        return f"86{area}{bare}"
    return bare if _SHORT.fullmatch(bare) else ""


def _national(digits: str) -> str:
    """The number for national digits without trunk 0."""
    if digits.startswith("0"):  # "+86 (0)391 …" is common and wrong
        digits = digits[1:]
    if _MOBILE.fullmatch(digits) or _IOT.fullmatch(digits) or _is_full_landline(digits):
        return f"86{digits}"
    freephone = _FREEPHONE.fullmatch(digits)
    if freephone:  # what follows is an extension
        return f"86{freephone.group(1)}"
    if _SERVICE.fullmatch(digits):
        return digits
    return _service_behind_area(digits)


def _service_behind_area(digits: str) -> str:
    found = _AREA_BEFORE_SERVICE.fullmatch(digits)
    return found.group(2) if found else ""


def _is_full_landline(digits: str) -> bool:
    """Area code and subscriber number; the codes with two digits have eight behind them."""
    if digits.startswith(("400", "800")):
        return False
    return bool(_LANDLINE.fullmatch(digits)) and (
        digits[:2] not in _CODES_WITH_EIGHT_DIGITS or len(digits) == 10
    )


def _foreign(digits: str) -> str:
    """The number when its country code exists and its length is possible there, else nothing."""
    if not 7 <= len(digits) <= 15:
        return ""
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    return digits if phonenumbers.is_possible_number(parsed) else ""


def _foreign_without_prefix(digits: str) -> str:
    """Digits without "+" or "00" are foreign only when they are a valid number of their country."""
    if not 10 <= len(digits) <= 15:
        return ""
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    return digits if phonenumbers.is_valid_number(parsed) else ""


def _why_none(bare: str) -> str:
    digits = bare.lstrip("+")
    return f"has {len(digits)} digits and fits no form of number"
