"""The Chinese number plan: which class of line a number belongs to, and which numbers are never touched.

Numbers are E.164 without "+"; service codes and short numbers have no country code and stay as dialled.
Sources: 电信网编号计划 (MIIT, 2017 edition); never-block list of the product's design.
"""

import re
from enum import StrEnum

from quietline.domain.labels import Label


class LineClass(StrEnum):
    """What kind of line a number is. Thresholds have values by this class."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    TRUNK = "trunk"
    SERVICE_CODE = "service_code"
    PRIVACY_NUMBER = "privacy_number"
    IOT_CARD = "iot_card"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


LINE_CLASS_LABELS: dict[LineClass, Label] = {
    LineClass.MOBILE: Label(zh="手机号", en="Mobile"),
    LineClass.LANDLINE: Label(zh="固话", en="Landline"),
    LineClass.TRUNK: Label(zh="中继或 IMS", en="Trunk or IMS"),
    LineClass.SERVICE_CODE: Label(zh="特服号码", en="Service code"),
    LineClass.PRIVACY_NUMBER: Label(zh="中间号", en="Privacy number"),
    LineClass.IOT_CARD: Label(zh="物联网卡", en="IoT card"),
    LineClass.FOREIGN: Label(zh="境外号码", en="Foreign"),
    LineClass.UNKNOWN: Label(zh="类别未知", en="Class unknown"),
}

NEVER_BLOCK = frozenset({"110", "119", "120", "122", "12345", "12321", "96110", "12381"})
"""Emergency and rescue lines and public hotlines: a call to them always passes and none of them is ever shut down."""

_PATTERNS: tuple[tuple[re.Pattern[str], LineClass], ...] = (
    (re.compile(r"86(10647|10648|10649|1440\d|1441\d|14[689])\d+"), LineClass.IOT_CARD),
    (re.compile(r"861[3-9]\d{9}"), LineClass.MOBILE),
    (re.compile(r"86[48]00\d{7}"), LineClass.SERVICE_CODE),
    (re.compile(r"86[2-9]\d{7,11}|8610\d{8}"), LineClass.LANDLINE),
    (re.compile(r"106\d{2,17}|10\d{3,5}|1[12]\d{1,4}|9[56]\d{3,6}"), LineClass.SERVICE_CODE),
    (re.compile(r"(?!86|10)[1-9]\d{9,14}"), LineClass.FOREIGN),
)


def line_class(number: str) -> LineClass:
    """The class of a normalised number by its digits alone, for where no register says better."""
    for pattern, found in _PATTERNS:
        if pattern.fullmatch(number):
            return found
    return LineClass.UNKNOWN


def masked(number: str) -> str:
    """The number with its middle hidden, grouped for the eye: `138 **** 2345`, `0391 **** 88`, short numbers as they are.

    Mainland numbers lose their country code for display, as people write them.
    """
    if len(number) < 7:
        return number
    shown = displayed(number)
    head, tail = (3, 4) if line_class(number) is LineClass.MOBILE else (4, 2)
    return f"{shown[:head]} **** {shown[-tail:]}"


def grouped(number: str) -> str:
    """The whole number grouped for the eye: `138 0371 2345`."""
    shown = displayed(number)
    if line_class(number) is LineClass.MOBILE:
        return f"{shown[:3]} {shown[3:7]} {shown[7:]}"
    return shown


def displayed(number: str) -> str:
    """The number as people write it: mainland mobiles without country code, landlines with the trunk 0."""
    found = line_class(number)
    if not number.startswith("86") or found in {LineClass.FOREIGN, LineClass.UNKNOWN}:
        return number
    return f"0{number[2:]}" if found is LineClass.LANDLINE else number[2:]
