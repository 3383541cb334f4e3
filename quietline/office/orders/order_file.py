"""The file of a batch that goes to a business system: the same bytes whenever it is written."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from quietline.domain.number_plan import displayed
from quietline.office.cases.models import Order
from quietline.office.orders.profile_model import OrderProfile
from quietline.office.orders.records import check_sum_of, filled, line_of


def name_of(profile: OrderProfile, *, city: str, batch: int) -> str:
    """The name of the file of this batch."""
    return profile.orders.file_name.replace("{city}", city).replace("{batch}", batch_number(batch))


def content_of(
    profile: OrderProfile, orders: Sequence[Order], *, city: str, batch: int, zone: ZoneInfo
) -> bytes:
    """All lines of the file. The check sum covers the lines after the lead that holds it, or before the trailer that does."""
    rows = b"".join(line_of(profile, _row(profile, order, zone)) for order in orders)
    if profile.heads:
        rows = line_of(profile, [column.head for column in profile.orders.columns]) + rows
    values = {"city": city, "batch": batch_number(batch), "rows": str(len(orders))}
    lead, trailer = profile.orders.lead, profile.orders.trailer
    if "{check_sum}" in lead:
        return line_of(profile, filled(lead, values | {"check_sum": check_sum_of(profile, rows)})) + rows
    body = (line_of(profile, filled(lead, values)) if lead else b"") + rows
    return body + line_of(profile, filled(trailer, values | {"check_sum": check_sum_of(profile, body)}))


def batch_number(batch: int) -> str:
    """As files write it."""
    return f"{batch:08d}"


def written_number(profile: OrderProfile, number: str) -> str:
    """A number as the system writes it."""
    return displayed(number) if profile.numbers == "national" else number


def _row(profile: OrderProfile, order: Order, zone: ZoneInfo) -> list[str]:
    cells = {
        "key": str(order.key),
        "number": written_number(profile, order.number),
        "action": profile.actions[order.action],
        "case": str(order.case_id),
        "created_at": order.created_at.astimezone(zone).strftime(profile.times),
        "text": str(order.payload.get("text", "")),
    }
    return [cells[column.field] for column in profile.orders.columns]
