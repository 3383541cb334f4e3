"""One delivered file: what became of it, what corrects it, and the way to withdraw it (clause 3.1)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.batch_rows import batch_rows
from quietline.console.listing import whole_number
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.intake.models import Batch
from quietline.office.intake.queries import batch_for, lines_by_state, open_lines_of
from quietline.office.intake.withdrawing import ask_for_return, ask_for_withdrawal, rows_of
from quietline.office.jobs.services import jobs_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

JOBS_SHOWN = 3


@page(
    "intake/batch/<str:batch_id>/",
    name="batch",
    clauses=("3.1",),
    title=Label(zh="批次", en="Batch"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
)
def batch_page(request: ConsoleRequest, batch_id: str) -> HttpResponse:
    """Counts, days, corrections; for who may, withdrawing it or undoing that."""
    batch = batch_for(request.actor, batch_id)
    context = {
        "batch": batch,
        "row": batch_rows([batch], open_lines_of([batch]))[0],
        "counts": lines_by_state(batch),
        "corrected_by": Batch.objects.filter(corrects=batch.batch),
        "corrects": Batch.objects.filter(batch=batch.corrects).first() if batch.corrects else None,
        "rows": rows_of(batch),
        "may_withdraw": request.actor.may(Permission.WITHDRAW),
        "jobs": jobs_visible_to(request.actor).filter(arguments__batch=batch.batch)[:JOBS_SHOWN],
    }
    return render(request, "console/batch.html", context)


@page(
    "intake/batch/<str:batch_id>/withdraw/",
    name="batch_withdraw",
    clauses=("3.1",),
    title=Label(zh="撤回批次", en="Withdraw a batch"),
    roles=ROLES_WITH[Permission.WITHDRAW],
    methods=("POST",),
)
def withdraw_batch(request: ConsoleRequest, batch_id: str) -> HttpResponse:
    """Makes the job that withdraws the batch; the number of rows is typed as a second look."""
    given = request.POST
    rows = whole_number(given.get("rows", "").strip().replace(",", ""))
    ask_for_withdrawal(
        batch=batch_id, rows=rows, reason=given.get("reason", ""), actor=request.actor, at=timezone.now()
    )
    messages.success(request, _("The batch waits to be withdrawn"))
    return HttpResponseRedirect(reverse("batch", args=[batch_id]))


@page(
    "intake/batch/<str:batch_id>/return/",
    name="batch_return",
    title=Label(zh="恢复批次", en="Undo the withdrawal"),
    roles=ROLES_WITH[Permission.WITHDRAW],
    methods=("POST",),
)
def return_batch(request: ConsoleRequest, batch_id: str) -> HttpResponse:
    """Makes the job that undoes the withdrawal."""
    ask_for_return(batch=batch_id, actor=request.actor, at=timezone.now())
    messages.success(request, _("The withdrawal waits to be undone"))
    return HttpResponseRedirect(reverse("batch", args=[batch_id]))
