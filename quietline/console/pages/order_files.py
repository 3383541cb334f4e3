"""Batches of orders that went out as files, and what came back for them (clause 3.1)."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.listing import Column, listing
from quietline.console.order_tabs import SEES_ORDERS, order_tabs
from quietline.console.page import ConsoleRequest, page
from quietline.domain.errors import InputError, NotFound
from quietline.domain.labels import Label
from quietline.office.audit.record import record
from quietline.office.orders.models import OrderLine, ResultRow, RowFinding
from quietline.office.orders.proven_file import MAX_BYTES
from quietline.office.orders.queries import file_for, files_visible_to, odd_rows
from quietline.office.orders.services.lost_files import stop_waiting
from quietline.office.orders.services.results import take_in_results
from quietline.office.people.permissions import ROLES_WITH, Permission

ROWS_SHOWN = 500
COLUMNS = (
    Column("batch", Label(zh="批次", en="Batch"), ("id",)),
    Column("target", Label(zh="目标", en="Target"), ("target",)),
    Column("file", Label(zh="文件", en="File"), ("name",), css="wide"),
    Column("made", Label(zh="生成", en="Made"), ("made_at",)),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("orders", Label(zh="指令", en="Orders"), ("orders",), css="figure"),
    Column("done", Label(zh="已执行", en="Done"), ("done",), css="figure"),
    Column("refused", Label(zh="被拒绝", en="Refused"), ("refused",), css="figure"),
    Column("failed", Label(zh="无回执", en="Not answered"), ("failed",), css="figure"),
    Column("open", Label(zh="等待", en="Waiting"), ("open",), css="figure"),
    Column("odd", Label(zh="异常行", en="Odd rows"), css="figure"),
)


@page(
    "orders/files/",
    name="order_files",
    clauses=("3.1",),
    title=Label(zh="批量文件", en="Batch files"),
    roles=SEES_ORDERS,
)
def order_files(request: ConsoleRequest) -> HttpResponse:
    """Newest first, with the states of their orders; and where a result file is taken in."""
    found = listing(request, files_visible_to(request.actor), COLUMNS, sort="-batch")
    odd = odd_rows([file.pk for file in found.rows])
    batch_targets = [one for one in settings.HOME.city.targets.values() if one.adapter == "batch"]
    context = {
        "list": found,
        "files": [(file, odd.get(file.pk, 0)) for file in found.rows],
        "tabs": order_tabs(request.actor),
        "targets": batch_targets,
        "may_handle": request.actor.may(Permission.HANDLE_ORDERS) and request.actor.is_city_wide,
    }
    return render(request, "console/order_files.html", context)


@page(
    "orders/files/<int:file_id>/",
    name="order_file",
    clauses=("3.1",),
    title=Label(zh="批次", en="Batch"),
    roles=SEES_ORDERS,
)
def order_file(request: ConsoleRequest, file_id: int) -> HttpResponse:
    """The batch's orders, and each row of its result files that is not simply the answer to one of them."""
    file = file_for(request.actor, file_id)
    odd = ResultRow.objects.filter(result_file__file=file).exclude(finding=RowFinding.APPLIED)
    context = {
        "file": file,
        "lines": OrderLine.objects.filter(file=file).select_related("order")[:ROWS_SHOWN],
        "odd": odd.select_related("order", "result_file")[:ROWS_SHOWN],
        "results": file.results.select_related("taken_in_by"),
        "may_handle": request.actor.may(Permission.HANDLE_ORDERS),
    }
    return render(request, "console/order_file.html", context)


@page(
    "orders/files/<int:file_id>/download/",
    name="order_file_download",
    clauses=("3.1",),
    title=Label(zh="下载批量文件", en="Download the file"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def order_file_download(request: ConsoleRequest, file_id: int) -> HttpResponse:
    """The file as it lies for the target: it holds whole numbers, so who took it leaves an audit entry."""
    file = file_for(request.actor, file_id)
    path = settings.HOME.exchange(file.target) / "out" / file.name
    if not file.name or not path.is_file():
        raise NotFound(_("the file is not there any more"), mend=_("the system has taken it"))
    with transaction.atomic():
        record(
            actor=request.actor,
            at=timezone.now(),
            action="orderfile.downloaded",
            object_kind="export",
            object_id=file.name,
        )
    response = HttpResponse(path.read_bytes(), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response


@page(
    "orders/files/<int:file_id>/stop-waiting/",
    name="order_file_stop",
    clauses=("3.1",),
    title=Label(zh="不再等待回执", en="Stop waiting"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def order_file_stop(request: ConsoleRequest, file_id: int) -> HttpResponse:
    """Orders of the batch without an answer wait for a person from now on."""
    reason = request.POST.get("reason", "")
    stop_waiting(file_id=file_id, reason=reason, actor=request.actor, at=timezone.now())
    messages.success(request, _("Orders without an answer wait for a person now"))
    return HttpResponseRedirect(reverse("order_file", args=[file_id]))


@page(
    "orders/results/",
    name="order_results",
    clauses=("3.1",),
    title=Label(zh="导入回执文件", en="Take in a result file"),
    roles=ROLES_WITH[Permission.HANDLE_ORDERS],
    methods=("POST",),
)
def order_results(request: ConsoleRequest) -> HttpResponse:
    """What the file says sets the state of each order of its batch."""
    given = request.FILES.get("file")
    if given is None or not given.name:
        raise InputError(_("no file was chosen"), mend=_("choose a file"))
    taken = take_in_results(
        settings.HOME,
        given.read(MAX_BYTES + 1),
        name=given.name,
        target=request.POST.get("target", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("%(n)s orders have their answer") % {"n": taken.applied})
    return HttpResponseRedirect(reverse("order_file", args=[taken.file.file_id]))
