"""What the lake keeps of each kind of fact: columns, types and order.

Instants are epoch seconds in UTC (`…_s`), a day is the city's calendar day, numbers are text in E.164 without "+".
"""

from dataclasses import dataclass

import pyarrow as pa

ROW_GROUP_ROWS = 122_880
"""Rows of a row group: twenty callers are found in a day without reading most of it."""


@dataclass(frozen=True)
class Kind:
    """One kind of fact.

    `by_day` kinds lie in a folder a day, the others in one file a batch. `order` is how the rows of a file are sorted.

    Of rows with the same `identity` readers see the one that was delivered last; a register without one keeps all.
    """

    name: str
    schema: pa.Schema
    order: tuple[str, ...]
    by_day: bool = False
    identity: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Names of the columns in the order of the schema."""
        return list(self.schema.names)


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


CALLS = Kind(
    "calls",
    _schema(
        caller=pa.string(),  # null where the caller withheld the number
        presented=pa.string(),  # the number shown, where the source tells it apart
        callee=pa.string(),
        direction=pa.string(),  # outgoing, incoming or leg, see below
        start_s=pa.int64(),
        ring_s=pa.int32(),
        talk_s=pa.int32(),  # null is unknown; 0 when nobody answered
        answered=pa.bool_(),
        unanswered_carried=pa.bool_(),  # false: the source leaves unanswered attempts out, so counts are lower bounds
        incoming_carried=pa.bool_(),  # false: the source leaves the called side's records out, so who calls back is unknown
        off_net_carried=pa.bool_(),  # false: the source leaves calls with other networks out
        imei=pa.string(),
        cell=pa.string(),
        call_key=pa.uint64(),  # records with the same key are of one call; opaque
        batch=pa.string(),
        line=pa.int64(),  # physical line of the delivered file
        day=pa.date32(),
    ),
    order=("caller", "start_s"),
    by_day=True,
)
"""Records of calls. A call leaves several; `direction` says what each of them is:

- outgoing: the attempt of the first calling party. No two outgoing rows have the same `call_key`, so counting them counts attempts.
- incoming: the record of the called side.
- leg: any other record of the call (a transfer, the forwarded second leg, a border leg, a later part of a long call, another try of a
  hunt group, the copy that a second source delivers). It is evidence and no attempt of its caller.

A caller of another network may be known from incoming rows alone, because nobody delivers his own side. Then these are his attempts:
who counts attempts takes the incoming rows of a caller who has no outgoing row at all on the days that he looks at.
"""

HOLDINGS = Kind(
    "holdings",
    _schema(
        number=pa.string(),
        subscriber=pa.string(),
        holder_name=pa.string(),
        line_class=pa.string(),
        branch=pa.string(),
        channel=pa.string(),
        outlet=pa.string(),
        worker_id=pa.string(),  # who opened the number
        enterprise=pa.string(),
        since=pa.date32(),
        until=pa.date32(),
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("number", "since"),
    identity=("number", "since"),
)

PROTECTED_CALLERS = Kind(
    "protected_callers",
    _schema(
        number=pa.string(),
        purpose=pa.string(),
        evidence=pa.string(),
        valid_from=pa.date32(),
        valid_until=pa.date32(),
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("number", "valid_from"),
)

USER_REPORTS = Kind(
    "user_reports",
    _schema(
        number=pa.string(),
        reported_s=pa.int64(),
        reporter=pa.string(),
        category=pa.string(),
        text=pa.string(),
        report_key=pa.string(),  # two rows with the same key are one report
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("number", "reported_s"),
)

COMPLAINTS = Kind(
    "complaints",
    _schema(
        number=pa.string(),  # complained of
        complained_s=pa.int64(),
        complainant=pa.string(),
        category=pa.string(),
        channel=pa.string(),
        text=pa.string(),
        complaint_key=pa.string(),  # two rows with the same key are one complaint
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("number", "complained_s"),
)

CHANNELS = Kind(
    "channels",
    _schema(
        channel=pa.string(),
        channel_name=pa.string(),
        channel_type=pa.string(),  # own, franchised, third_party or online
        branch=pa.string(),
        outlet=pa.string(),
        outlet_name=pa.string(),
        worker_id=pa.string(),
        number=pa.string(),  # that the worker, outlet or channel uses; null where none is known
        since=pa.date32(),
        until=pa.date32(),
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("channel", "outlet", "worker_id"),
)

ENTERPRISES = Kind(
    "enterprises",
    _schema(
        enterprise=pa.string(),
        enterprise_name=pa.string(),
        industry=pa.string(),
        branch=pa.string(),
        since=pa.date32(),
        until=pa.date32(),
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("enterprise", "since"),
    identity=("enterprise", "since"),
)

OUTBOUND_PLATFORMS = Kind(
    "outbound_platforms",
    _schema(
        code=pa.string(),  # the approved platform's or code's number
        platform_name=pa.string(),
        holder=pa.string(),
        licensed_use=pa.string(),
        valid_from=pa.date32(),
        valid_until=pa.date32(),
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("code", "valid_from"),
    identity=("code", "valid_from"),
)

CELLS = Kind(
    "cells",
    _schema(
        cell=pa.string(),
        county=pa.string(),
        since=pa.date32(),
        until=pa.date32(),
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("cell", "since"),
    identity=("cell", "since"),
)

TASK_ORDERS = Kind(
    "task_orders",
    _schema(
        task_order=pa.string(),
        unit_kind=pa.string(),  # channel, outlet, worker_id or branch
        unit=pa.string(),
        issued=pa.date32(),
        target_calls=pa.int32(),
        text=pa.string(),
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("unit", "issued"),
)

OUTBOUND_PAYMENTS = Kind(
    "outbound_payments",
    _schema(
        payment=pa.string(),
        unit_kind=pa.string(),
        unit=pa.string(),
        paid=pa.date32(),
        amount_fen=pa.int64(),
        purpose=pa.string(),
        batch=pa.string(),
        line=pa.int64(),
    ),
    order=("unit", "paid"),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        CALLS,
        HOLDINGS,
        PROTECTED_CALLERS,
        USER_REPORTS,
        COMPLAINTS,
        CHANNELS,
        ENTERPRISES,
        OUTBOUND_PLATFORMS,
        CELLS,
        TASK_ORDERS,
        OUTBOUND_PAYMENTS,
    )
}

QUARANTINE = _schema(
    line=pa.int64(),
    column=pa.string(),  # as the file's header calls it; empty where the line as a whole is wrong
    reason=pa.string(),
    expected=pa.string(),
    raw=pa.string(),  # the line as delivered; bytes that are no text are escaped as \xNN
)

SQL_TYPES: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.uint64(): "UBIGINT",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
}
"""The engine's name of each type used above."""
