"""The kinds of shutdown: what of a number's service is taken away, and which kind suits which class of line.

Emergency numbers and the operator's hotline stay reachable in all of them. Source: clauses 1.2.3 and 3.1; the words are the business system's.
"""

from enum import StrEnum

from quietline.domain.labels import Label
from quietline.domain.number_plan import LineClass


class ShutdownKind(StrEnum):
    """What of the service is taken away."""

    OUTGOING_BARRED = "outgoing_barred"
    ONE_WAY_SUSPENSION = "one_way_suspension"
    TWO_WAY_SUSPENSION = "two_way_suspension"
    SMS_BARRED = "sms_barred"
    TRUNK_BARRED = "trunk_barred"


SHUTDOWN_LABELS: dict[ShutdownKind, Label] = {
    ShutdownKind.OUTGOING_BARRED: Label(zh="限制呼出", en="Outgoing calls barred"),
    ShutdownKind.ONE_WAY_SUSPENSION: Label(zh="单向停机", en="One-way suspension"),
    ShutdownKind.TWO_WAY_SUSPENSION: Label(zh="双向停机", en="Two-way suspension"),
    ShutdownKind.SMS_BARRED: Label(zh="停短信", en="SMS barred"),
    ShutdownKind.TRUNK_BARRED: Label(zh="停中继", en="Trunk barred"),
}

SHUTDOWN_KINDS: dict[LineClass, tuple[ShutdownKind, ...]] = {
    LineClass.MOBILE: (
        ShutdownKind.OUTGOING_BARRED,
        ShutdownKind.ONE_WAY_SUSPENSION,
        ShutdownKind.TWO_WAY_SUSPENSION,
        ShutdownKind.SMS_BARRED,
    ),
    LineClass.LANDLINE: (
        ShutdownKind.OUTGOING_BARRED,
        ShutdownKind.ONE_WAY_SUSPENSION,
        ShutdownKind.TWO_WAY_SUSPENSION,
    ),
    LineClass.TRUNK: (ShutdownKind.TRUNK_BARRED, ShutdownKind.OUTGOING_BARRED),
    LineClass.SERVICE_CODE: (ShutdownKind.OUTGOING_BARRED, ShutdownKind.SMS_BARRED),
    LineClass.PRIVACY_NUMBER: (ShutdownKind.OUTGOING_BARRED,),
    LineClass.IOT_CARD: (
        ShutdownKind.TWO_WAY_SUSPENSION,
        ShutdownKind.OUTGOING_BARRED,
        ShutdownKind.SMS_BARRED,
    ),
    LineClass.UNKNOWN: (
        ShutdownKind.OUTGOING_BARRED,
        ShutdownKind.ONE_WAY_SUSPENSION,
        ShutdownKind.TWO_WAY_SUSPENSION,
    ),
    LineClass.FOREIGN: (),
}
"""What suits a class of line, the default first. No network of ours shuts a foreign number down."""


def shutdown_kinds(line_class: LineClass) -> tuple[ShutdownKind, ...]:
    """The kinds that suit a class of line; the first is taken where nobody chooses."""
    return SHUTDOWN_KINDS[line_class]
