"""Carry out the verification of a case, and give it to somebody (clauses 1.2.3, 3.1)."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.page import ConsoleRequest, page
from quietline.console.verification_form import answers_in
from quietline.domain.errors import Refused
from quietline.domain.labels import Label
from quietline.office.cases.services.verification import complete_verification
from quietline.office.cases.services.verification_task import assign_verification
from quietline.office.people.permissions import ROLES_WITH, Permission


@page(
    "cases/<int:case_id>/verification/",
    name="verification",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="完成核实", en="Complete the verification"),
    roles=ROLES_WITH[Permission.VERIFY_ASSIGNED],
    methods=("POST",),
)
def complete(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """Method, answers, outcome and note are kept; the next decision follows."""
    done = complete_verification(
        case_id=case_id,
        method=request.POST.get("method", ""),
        outcome=request.POST.get("outcome", ""),
        note=request.POST.get("note", ""),
        answers=answers_in(request.POST),
        actor=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("The verification is complete"))
    if wants_json(request):
        return JsonResponse({})
    return HttpResponseRedirect(reverse("verification_task", args=[done.pk]))


@page(
    "verifications/<int:verification_id>/assignee/",
    name="verification_assign",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="指派核实", en="Assign the verification"),
    roles=ROLES_WITH[Permission.VERIFY],
    methods=("POST",),
)
def assign(request: ConsoleRequest, verification_id: int) -> HttpResponse:
    """The verification becomes somebody's task, due when the form says so."""
    given = assign_verification(
        verification_id=verification_id,
        assignee=request.POST.get("assignee", ""),
        due_at=_due(request.POST.get("due", "")),
        actor=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("Assigned to %(who)s") % {"who": given.assignee})
    if wants_json(request):
        return JsonResponse({})
    return HttpResponseRedirect(reverse("verification_task", args=[verification_id]))


def _due(text: str) -> datetime | None:
    """The instant that a form gives in the city's time zone. Raises Refused for what is none."""
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise Refused(f"{text!r} is no date and time", mend="give it as 2026-03-20T18:00")
    return found if found.tzinfo else timezone.make_aware(found)
