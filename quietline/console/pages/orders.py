"""Orders on their way to the network, and what it said (clause 3.1)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from quietline.console.labels import ORDER_STATES, label_of
from quietline.console.listing import Column, chips, listing
from quietline.console.order_tabs import SEES_ORDERS, order_tabs
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.templatetags.console import in_language
from quietline.domain.labels import Label
from quietline.office.cases.queries import orders_visible_to
from quietline.office.orders.queries import DEAD, targets_health
from quietline.office.people.permissions import Permission

COLUMNS = (
    Column("created", Label(zh="下达", en="Given"), ("created_at",)),
    Column("action", Label(zh="动作", en="Action"), ("action",)),
    Column("number", Label(zh="号码", en="Number"), ("number",)),
    Column("case", Label(zh="工单", en="Case"), ("case",)),
    Column("target", Label(zh="目标", en="Target"), ("target",)),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("attempts", Label(zh="发送次数", en="Times sent"), ("attempts",), css="figure"),
    Column("answered", Label(zh="回执时间", en="Acknowledged"), ("answered_at",)),
    Column("answer", Label(zh="回执", en="Answer"), css="wide"),
    Column("retry", Label(zh="重发", en="Again")),
)


@page(
    "orders/",
    name="orders",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="指令", en="Orders"),
    roles=SEES_ORDERS,
    section=Section.ACT,
    order=1,
    key="o",
    icon="orders",
)
def orders(request: ConsoleRequest) -> HttpResponse:
    """Newest first; `?state=` shows one state."""
    state = request.GET.get("state", "")
    found = orders_visible_to(request.actor)
    if state:
        found = found.filter(state=state)
    text = in_language(label_of("order_state", state)) if state else ""
    context = {
        "list": listing(request, found, COLUMNS, sort="-created"),
        "chips": chips(request.GET, {"state": text}),
        "states": ORDER_STATES,
        "state": state,
        "retryable": DEAD,
        "targets": targets_health(request.actor, settings.HOME.city),
        "tabs": order_tabs(request.actor),
        "may_retry": request.actor.may(Permission.HANDLE_ORDERS),
    }
    return render(request, "console/orders.html", context)
