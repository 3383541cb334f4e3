"""The steps of a bulk decision: proposed, agreed to or rejected by the second person, taken back (clauses 1.2.3 and 3.1)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.listing import whole_number
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.cases.models import BulkDecision
from quietline.office.cases.services.bulk import agree_bulk, propose_bulk, reject_bulk, undo_bulk
from quietline.office.people.permissions import ROLES_WITH, Permission

REVIEWERS = ROLES_WITH[Permission.SECOND_PERSON]


@page(
    "bulk/propose/",
    name="bulk_propose",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="提出批量决定", en="Propose a bulk decision"),
    roles=ROLES_WITH[Permission.DECIDE],
    methods=("POST",),
)
def propose(request: ConsoleRequest) -> HttpResponse:
    """It waits for a second person; nothing happens to any case before."""
    given = request.POST
    bulk = propose_bulk(
        case_ids=[number for text in given.getlist("case") if (number := whole_number(text))],
        count=whole_number(given.get("count", "")) or 0,
        measure=given.get("measure", ""),
        reason=given.get("reason", ""),
        reason_code=given.get("reason_code", ""),
        shutdown_kind=given.get("shutdown_kind", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    return _done(request, bulk, _("It waits for a second person; nothing happens before"))


@page(
    "bulk/<int:bulk_id>/agree/",
    name="bulk_agree",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="同意批量决定", en="Agree to a bulk decision"),
    roles=REVIEWERS,
    methods=("POST",),
)
def agree(request: ConsoleRequest, bulk_id: int) -> HttpResponse:
    """A job carries it out, case by case."""
    note = request.POST.get("note", "")
    bulk = agree_bulk(bulk_id=bulk_id, note=note, actor=request.actor, at=timezone.now())
    return _done(request, bulk, _("Agreed; it is carried out case by case"))


@page(
    "bulk/<int:bulk_id>/reject/",
    name="bulk_reject",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="不同意批量决定", en="Reject a bulk decision"),
    roles=REVIEWERS,
    methods=("POST",),
)
def reject(request: ConsoleRequest, bulk_id: int) -> HttpResponse:
    """Nothing happens to any of its cases."""
    note = request.POST.get("note", "")
    bulk = reject_bulk(bulk_id=bulk_id, note=note, actor=request.actor, at=timezone.now())
    return _done(request, bulk, _("Not agreed; nothing happens"))


@page(
    "bulk/<int:bulk_id>/undo/",
    name="bulk_undo",
    clauses=("3.1",),
    title=Label(zh="撤销批量决定", en="Take a bulk decision back"),
    roles=ROLES_WITH[Permission.VERIFY],
    methods=("POST",),
)
def undo(request: ConsoleRequest, bulk_id: int) -> HttpResponse:
    """Every case whose order has not left is taken back; of the others the counter-measure is said."""
    bulk = undo_bulk(bulk_id=bulk_id, actor=request.actor, at=timezone.now())
    return _done(request, bulk, _("What has not left yet is taken back"))


def _done(request: ConsoleRequest, bulk: BulkDecision, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("bulk_decision", args=[bulk.pk]))
