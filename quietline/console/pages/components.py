"""All parts of the look on one page, for those who build on it: what they are called and how they stand in light, dark and print."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.labels import JOB_STATES, MEASURE_STATES, ORDER_STATES
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.pictures.heat_map import heat_map
from quietline.console.pictures.hour_chart import hour_chart
from quietline.console.pictures.limit_bar import limit_bar
from quietline.console.queue_rows import QueueRow
from quietline.console.reasons import Reason
from quietline.domain.case_states import STATE_LABELS
from quietline.domain.labels import Label
from quietline.office.people.models import RoleName

DAY = date(2026, 11, 23)
LIMIT = 60
SHAPE = (0, 0, 0, 0, 0, 0, 0, 4, 61, 142, 118, 90, 12, 40, 130, 96, 72, 33, 8, 2, 0, 0, 0, 0)


@page(
    "components/",
    name="components",
    title=Label(zh="组件", en="Components"),
    roles=frozenset({RoleName.ADMINISTRATOR}),
    section=Section.MANAGE,
    order=9,
    key="p",
    icon="components",
)
def components(request: ConsoleRequest) -> HttpResponse:
    """Every part, with invented data."""
    days = [DAY - timedelta(days=back) for back in reversed(range(7))]
    attempts = {
        (day, hour): count * (day.day % 3) // 2 for day in days for hour, count in enumerate(SHAPE) if count
    }
    now = timezone.now()
    context = {
        "now": now,
        "heat": heat_map(attempts, days=days, known_days=days[1:], limit=LIMIT),
        "chart": hour_chart(
            DAY, dict(enumerate(SHAPE)), {hour: count // 3 for hour, count in enumerate(SHAPE)}, limit=LIMIT
        ),
        "unknown_chart": hour_chart(DAY, {}, None, limit=LIMIT, is_known=False),
        "reasons": _reasons(),
        "states": STATE_LABELS,
        "measure_states": MEASURE_STATES,
        "order_states": ORDER_STATES,
        "job_states": JOB_STATES,
        "rows": _rows(),
    }
    return render(request, "console/components.html", context)


def _reasons() -> list[Reason]:
    hourly = Label(
        zh="60 分钟内最多呼叫 142 次,门限 60", en="Most attempts within 60 minutes: 142 attempts, limit 60"
    )
    rate = Label(zh="接通率 62%,门限 40%", en="Answer rate: 62%, limit 40%")
    unknown = Label(zh="接通率 未知,门限 40%", en="Answer rate: unknown, limit 40%")
    return [
        Reason(hourly, True, False, "3.1", "c102_hourly_frequency", limit_bar(142, LIMIT), 142 / LIMIT),
        Reason(rate, False, False, "3.1", "c104_low_answer_rate", limit_bar(0.62, 0.4)),
        Reason(unknown, False, True, "3.1", "c104_low_answer_rate", limit_bar(None, 0.4)),
    ]


def _rows() -> list[QueueRow]:
    due = timezone.now()
    why = _reasons()[0].text
    states = ("suspected", "verifying", "shut_down")
    hours = (30, 1, -2)
    return [
        QueueRow(0, "8613803712345", state, state == "verifying", due + timedelta(hours=hour), why, 2.4)
        for state, hour in zip(states, hours, strict=True)
    ]
