"""The fields that a source can deliver for each kind of fact. A profile says which columns of the file they come from."""

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """How the text of a field is read."""

    NUMBER = "number"
    INSTANT = "instant"
    DATE = "date"
    SECONDS = "seconds"
    ANSWERED = "answered"
    DIRECTION = "direction"
    LINE_CLASS = "line_class"
    TEXT = "text"


@dataclass(frozen=True)
class Field:
    """One field. `required`: the file must have its column and each row a value. `limit`: most characters of a text."""

    name: str
    type: FieldType
    meaning: str
    required: bool = False
    limit: int = 64


CALLS = (
    Field(
        "caller",
        FieldType.NUMBER,
        "the number that called; a word such as `anonymous` means withheld",
        required=True,
    ),
    Field("callee", FieldType.NUMBER, "the number that was called", required=True),
    Field("start", FieldType.INSTANT, "when the attempt began", required=True),
    Field("end", FieldType.INSTANT, "when the call ended; gives the talk time where `talk` has no column"),
    Field("talk", FieldType.SECONDS, "how long they talked; 0 when nobody answered"),
    Field("ring", FieldType.SECONDS, "how long it rang"),
    Field(
        "total",
        FieldType.SECONDS,
        "from the attempt to the end; gives the ring time where `ring` has no column",
    ),
    Field("answered", FieldType.ANSWERED, "whether somebody answered"),
    Field(
        "direction",
        FieldType.DIRECTION,
        "whose side the record is: `outgoing` the caller's, `incoming` the callee's",
    ),
    Field("presented", FieldType.NUMBER, "the number shown to the callee, where it differs from the caller"),
    Field("imei", FieldType.TEXT, "the device"),
    Field("cell", FieldType.TEXT, "the cell or tower"),
)

HOLDINGS = (
    Field("number", FieldType.NUMBER, "the number that is held", required=True),
    Field("subscriber", FieldType.TEXT, "the operator's key of the subscriber"),
    Field("holder_name", FieldType.TEXT, "who holds it", limit=128),
    Field("line_class", FieldType.LINE_CLASS, "the class of line; empty where the number itself tells it"),
    Field("branch", FieldType.TEXT, "county branch"),
    Field("channel", FieldType.TEXT, "channel that opened the number"),
    Field("outlet", FieldType.TEXT, "outlet that opened the number"),
    Field("worker_id", FieldType.TEXT, "worker ID that opened the number"),
    Field("enterprise", FieldType.TEXT, "the operator's key of the enterprise that holds it"),
    Field("since", FieldType.DATE, "first day of the holding", required=True),
    Field("until", FieldType.DATE, "last day of the holding; empty while it lasts"),
)

PROTECTED_CALLERS = (
    Field("number", FieldType.NUMBER, "the number that is verified before any measure", required=True),
    Field("purpose", FieldType.TEXT, "why it lawfully calls many people", required=True),
    Field("evidence", FieldType.TEXT, "where the proof is kept", limit=256),
    Field("valid_from", FieldType.DATE, "first day of the protection", required=True),
    Field("valid_until", FieldType.DATE, "last day of the protection; empty while it lasts"),
)

USER_REPORTS = (
    Field("number", FieldType.NUMBER, "the number that was reported", required=True),
    Field("reported_at", FieldType.INSTANT, "when it was reported", required=True),
    Field("reporter", FieldType.TEXT, "who reported it", limit=32),
    Field("category", FieldType.TEXT, "what it is reported for"),
    Field("text", FieldType.TEXT, "what the reporter wrote", limit=10_000),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "calls": CALLS,
    "holdings": HOLDINGS,
    "protected_callers": PROTECTED_CALLERS,
    "user_reports": USER_REPORTS,
}
"""Kind → its fields."""
