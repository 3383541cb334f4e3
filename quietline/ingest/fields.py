"""The fields that a source can deliver for each kind of fact. A profile says which columns of the file they come from."""

from collections.abc import Collection
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
    CODE = "code"
    MONEY = "money"
    FEN = "fen"
    COUNT = "count"
    TEXT = "text"


@dataclass(frozen=True)
class Field:
    """One field. `required`: the file must have its column and each row a value. `limit`: most characters of a text.

    `instead` names the field whose column can stand in the place of this one's. `words` are pairs: what a CODE may be written as,
    and the code that it means.
    """

    name: str
    type: FieldType
    meaning: str
    required: bool = False
    limit: int = 64
    instead: str = ""
    words: tuple[tuple[str, str], ...] = ()


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
    Field("outlet", FieldType.TEXT, "outlet of the channel that opened it"),
    Field("worker_id", FieldType.TEXT, "worker ID under which it was opened"),
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

CHANNEL_TYPES: dict[str, tuple[str, ...]] = {
    "own": (
        "own",
        "自有",
        "自有渠道",
        "自营",
        "自营厅",
        "自有营业厅",
    ),
    "franchised": (
        "franchised",
        "社会渠道",
        "社会代理",
        "授权",
        "授权渠道",
        "特许",
        "特许渠道",
        "加盟",
        "加盟渠道",
        "代理",
    ),
    "third_party": (
        "third_party",
        "third-party",
        "第三方",
        "第三方渠道",
    ),
    "online": (
        "online",
        "线上",
        "线上渠道",
        "电子渠道",
    ),
}

UNIT_KINDS: dict[str, tuple[str, ...]] = {
    "channel": (
        "channel",
        "渠道",
    ),
    "outlet": (
        "outlet",
        "网点",
        "营业厅",
    ),
    "worker_id": (
        "worker_id",
        "工号",
    ),
    "branch": (
        "branch",
        "区县分公司",
        "分公司",
    ),
}


def _pairs(written: dict[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    return tuple((word, code) for code, words in written.items() for word in words)


CHANNELS = (
    Field("channel", FieldType.TEXT, "the operator's key of the channel", required=True),
    Field("channel_name", FieldType.TEXT, "what the channel is called", limit=128),
    Field(
        "channel_type",
        FieldType.CODE,
        "`own`, `franchised`, `third_party` or `online`",
        words=_pairs(CHANNEL_TYPES),
    ),
    Field("branch", FieldType.TEXT, "county branch that looks after it"),
    Field("outlet", FieldType.TEXT, "the operator's key of the outlet"),
    Field("outlet_name", FieldType.TEXT, "what the outlet is called", limit=128),
    Field("worker_id", FieldType.TEXT, "a worker ID of the outlet or channel"),
    Field("number", FieldType.NUMBER, "a number that the worker, outlet or channel uses"),
    Field("since", FieldType.DATE, "first day of all this", required=True),
    Field("until", FieldType.DATE, "last day; empty while it lasts"),
)

ENTERPRISES = (
    Field("enterprise", FieldType.TEXT, "the operator's key of the enterprise", required=True),
    Field("enterprise_name", FieldType.TEXT, "what it is called", required=True, limit=128),
    Field("industry", FieldType.TEXT, "its industry"),
    Field("branch", FieldType.TEXT, "county branch that looks after it"),
    Field("since", FieldType.DATE, "first day as a customer", required=True),
    Field("until", FieldType.DATE, "last day; empty while it lasts"),
)

OUTBOUND_PLATFORMS = (
    Field("code", FieldType.NUMBER, "the code or number that the platform calls from", required=True),
    Field("platform_name", FieldType.TEXT, "what the platform is called", required=True, limit=128),
    Field("holder", FieldType.TEXT, "who holds the code", limit=128),
    Field("licensed_use", FieldType.TEXT, "what it may be used for", limit=256),
    Field("valid_from", FieldType.DATE, "first day of the licence", required=True),
    Field("valid_until", FieldType.DATE, "last day of the licence; empty while it lasts"),
)

CELLS = (
    Field("cell", FieldType.TEXT, "the cell as call records name it", required=True),
    Field("county", FieldType.TEXT, "the county in which it stands", required=True),
    Field("since", FieldType.DATE, "first day there", required=True),
    Field("until", FieldType.DATE, "last day there; empty while it stands"),
)

COMPLAINTS = (
    Field("number", FieldType.NUMBER, "the number that is complained of", required=True),
    Field("complained_at", FieldType.INSTANT, "when the complaint came", required=True),
    Field("complainant", FieldType.TEXT, "who complained", limit=32),
    Field("category", FieldType.TEXT, "what is complained of"),
    Field("channel", FieldType.TEXT, "the way the complaint came: hotline, 12321, 12300 …"),
    Field("text", FieldType.TEXT, "what was said", limit=10_000),
)

TASK_ORDERS = (
    Field("task_order", FieldType.TEXT, "the operator's key of the task order", required=True),
    Field(
        "unit_kind",
        FieldType.CODE,
        "whom it tasks: `channel`, `outlet`, `worker_id` or `branch`",
        required=True,
        words=_pairs(UNIT_KINDS),
    ),
    Field("unit", FieldType.TEXT, "the key of the channel, outlet, worker ID or branch", required=True),
    Field("issued", FieldType.DATE, "the day on which it was issued", required=True),
    Field("target_calls", FieldType.COUNT, "how many calls it asks for"),
    Field("text", FieldType.TEXT, "what it says", limit=10_000),
)

OUTBOUND_PAYMENTS = (
    Field("payment", FieldType.TEXT, "the operator's key of the payment", required=True),
    Field(
        "unit_kind",
        FieldType.CODE,
        "who was paid: `channel`, `outlet`, `worker_id` or `branch`",
        required=True,
        words=_pairs(UNIT_KINDS),
    ),
    Field("unit", FieldType.TEXT, "the key of the channel, outlet, worker ID or branch", required=True),
    Field("paid", FieldType.DATE, "the day on which it was paid", required=True),
    Field(
        "amount",
        FieldType.MONEY,
        "the amount in yuan, such as `5,000.00`",
        required=True,
        instead="amount_fen",
    ),
    Field("amount_fen", FieldType.FEN, "the amount in fen", required=True, instead="amount"),
    Field("purpose", FieldType.TEXT, "what it was paid for", limit=256),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "calls": CALLS,
    "holdings": HOLDINGS,
    "protected_callers": PROTECTED_CALLERS,
    "user_reports": USER_REPORTS,
    "channels": CHANNELS,
    "enterprises": ENTERPRISES,
    "outbound_platforms": OUTBOUND_PLATFORMS,
    "cells": CELLS,
    "complaints": COMPLAINTS,
    "task_orders": TASK_ORDERS,
    "outbound_payments": OUTBOUND_PAYMENTS,
}
"""Kind → its fields."""


def lacking(kind: str, given: Collection[str]) -> list[str]:
    """The fields that a file of this kind needs and that are not among the given ones; of two that stand for each other the first."""
    found: list[str] = []
    for field in FIELDS[kind]:
        if field.required and not {field.name, field.instead} & {*given, *found}:
            found.append(field.name)
    if kind == "calls" and not {"talk", "end"} & set(given):
        found.append("talk")
    return found
