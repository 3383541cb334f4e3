"""Orders that wait for a person: the dead letters, and what is carried out by hand (clause 3.1)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.listing import Column, chips, listing
from quietline.console.order_tabs import SEES_ORDERS, order_tabs
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.cases.models import OrderAction
from quietline.office.orders.queries import dead_letters, to_do_by_hand
from quietline.office.orders.services.by_hand import confirm_by_hand
from quietline.office.orders.services.give_up import give_up_order
from quietline.office.orders.services.retry import hand_over
from quietline.office.people.permissions import ROLES_WITH, Permission

MOST_BY_HAND = 200
COLUMNS = (
    Column("number", Label(zh="号码", en="Number"), ("number",)),
    Column("action", Label(zh="动作", en="Action"), ("action",)),
    Column("case", Label(zh="工单", en="Case"), ("case",)),
    Column("target", Label(zh="目标", en="Target"), ("target",)),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("why", Label(zh="原因", en="Why"), css="wide"),
    Column("attempts", Label(zh="发送次数", en="Times sent"), ("attempts",), css="figure"),
    Column("created", Label(zh="下达", en="Given"), ("created_at",)),
    Column("do", Label(zh="处理", en="What to do")),
)


@page(
    "orders/desk/",
    name="order_desk",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="待人工处理", en="For a person"),
    roles=SEES_ORDERS,
)
def order_desk(request: ConsoleRequest) -> HttpResponse:
    """Failed and refused orders, oldest first, whether their case goes on or has ended; beneath what is done by hand."""
    context = {
        "list": listing(request, dead_letters(request.actor), COLUMNS, sort="created"),
        "by_hand": to_do_by_hand(request.actor, settings.HOME.city, timezone.now())[:MOST_BY_HAND],
        "chips": chips(request.GET, {}),
        "tabs": order_tabs(request.actor),
        "never_given_up": OrderAction.RESTORE,
        "may_handle": request.actor.may(Permission.HANDLE_ORDERS),
        "may_give_up": request.actor.may(Permission.GIVE_UP_ORDERS),
    }
    return render(request, "console/order_desk.html", context)


@page(
    "orders/<uuid:key>/hand-over/",
    name="order_hand_over",
    clauses=("3.1",),
    title=Label(zh="转人工执行", en="Hand over"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def order_hand_over(request: ConsoleRequest, key: object) -> HttpResponse:
    """The order waits for a person who carries it out in the network's own system."""
    hand_over(key=str(key), actor=request.actor, at=timezone.now())
    messages.success(request, _("The order is handed over: carry it out by hand, then confirm it below"))
    return HttpResponseRedirect(reverse("order_desk"))


@page(
    "orders/<uuid:key>/give-up/",
    name="order_give_up",
    clauses=("3.1",),
    title=Label(zh="放弃指令", en="Give up the order"),
    roles=ROLES_WITH[Permission.GIVE_UP_ORDERS],
    methods=("POST",),
)
def order_give_up(request: ConsoleRequest, key: object) -> HttpResponse:
    """Nobody sends the order any more; the reason is kept."""
    reason = request.POST.get("reason", "")
    give_up_order(key=str(key), reason=reason, actor=request.actor, at=timezone.now())
    messages.success(request, _("The order is given up"))
    return HttpResponseRedirect(reverse("order_desk"))


@page(
    "orders/<uuid:key>/confirm/",
    name="order_confirm",
    clauses=("3.1",),
    title=Label(zh="确认人工执行", en="Confirm what was done by hand"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def order_confirm(request: ConsoleRequest, key: object) -> HttpResponse:
    """What the person found in the network's own system is the order's answer."""
    given = request.POST
    confirm_by_hand(
        key=str(key),
        result=given.get("result", ""),
        note=given.get("note", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("The order has its answer"))
    return HttpResponseRedirect(reverse("order_desk"))
