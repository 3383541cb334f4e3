"""What was ordered against what the network has: differences, and which side is to change (clause 3.1)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.labels import DIFFERENCE_STATES
from quietline.console.listing import Column, listing
from quietline.console.order_tabs import SEES_ORDERS, order_tabs
from quietline.console.page import ConsoleRequest, page
from quietline.domain.errors import InputError
from quietline.domain.labels import Label
from quietline.office.orders import profiles
from quietline.office.orders.compare import Side
from quietline.office.orders.models import DifferenceState, Reconciliation
from quietline.office.orders.proven_file import MAX_BYTES
from quietline.office.orders.queries import differences_visible_to
from quietline.office.orders.services.differences import note_difference, order_again
from quietline.office.orders.services.reconcile import reconcile
from quietline.office.people.permissions import ROLES_WITH, Permission

SHOWN = 5
COLUMNS = (
    Column("number", Label(zh="号码", en="Number"), ("number",)),
    Column("case", Label(zh="工单", en="Case"), ("case",)),
    Column("expected", Label(zh="应为", en="Ordered"), ("expected",)),
    Column("actual", Label(zh="实为", en="Actual"), ("actual",)),
    Column("kind", Label(zh="差异", en="Difference"), ("kind",)),
    Column("side", Label(zh="谁应改", en="Who is to change"), ("side",)),
    Column("found", Label(zh="发现", en="Found"), ("id",)),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("do", Label(zh="处理", en="What to do")),
)


@page(
    "orders/reconciliation/",
    name="reconciliation",
    clauses=("3.1",),
    title=Label(zh="对账", en="Reconciliation"),
    roles=SEES_ORDERS,
)
def reconciliation(request: ConsoleRequest) -> HttpResponse:
    """The differences in a state, the open ones at first; and where a file of actual states is compared."""
    actor, state = request.actor, request.GET.get("state", DifferenceState.OPEN.value)
    found = differences_visible_to(actor)
    found = found.filter(state=state) if state in DIFFERENCE_STATES else found
    may_handle = actor.may(Permission.HANDLE_ORDERS)
    known = profiles.available(settings.HOME).values()
    context = {
        "list": listing(request, found.select_related("reconciliation"), COLUMNS, sort="-found"),
        "state": state,
        "states": DIFFERENCE_STATES,
        "tabs": order_tabs(actor),
        "profiles": [profile for profile in known if profile.states],
        "files": Reconciliation.objects.select_related("compared_by")[:SHOWN] if actor.is_city_wide else [],
        "network": Side.NETWORK,
        "may_handle": may_handle,
        "may_compare": may_handle and actor.is_city_wide,
    }
    return render(request, "console/reconciliation.html", context)


@page(
    "orders/reconciliation/compare/",
    name="reconcile",
    clauses=("3.1",),
    title=Label(zh="导入实际状态文件", en="Compare a file of actual states"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def compare_file(request: ConsoleRequest) -> HttpResponse:
    """Compares the file with what was ordered."""
    given = request.FILES.get("file")
    if given is None or not given.name:
        raise InputError(_("no file was chosen"), mend=_("choose a file"))
    found = reconcile(
        settings.HOME,
        given.read(MAX_BYTES + 1),
        name=given.name,
        profile=request.POST.get("profile", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    counts = {"agreed": found.agreed, "differ": found.differences.count()}
    messages.success(request, _("Compared: %(agreed)s agree, %(differ)s differ newly") % counts)
    return HttpResponseRedirect(reverse("reconciliation"))


@page(
    "orders/differences/<int:difference_id>/order/",
    name="difference_order",
    clauses=("3.1",),
    title=Label(zh="再下指令", en="Order again"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def difference_order(request: ConsoleRequest, difference_id: int) -> HttpResponse:
    """The network is told once more what was ordered."""
    order_again(difference_id=difference_id, actor=request.actor, at=timezone.now())
    messages.success(request, _("The order is given again"))
    return HttpResponseRedirect(reverse("reconciliation"))


@page(
    "orders/differences/<int:difference_id>/note/",
    name="difference_note",
    clauses=("3.1",),
    title=Label(zh="记录差异", en="Note the difference"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def difference_note(request: ConsoleRequest, difference_id: int) -> HttpResponse:
    """What a person found out about the difference is kept."""
    note = request.POST.get("note", "")
    note_difference(difference_id=difference_id, note=note, actor=request.actor, at=timezone.now())
    messages.success(request, _("The difference is noted"))
    return HttpResponseRedirect(reverse("reconciliation"))
