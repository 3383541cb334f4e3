"""Complete the verification of a case: what somebody found out (clause 3.1)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.cases.services.verification import complete_verification
from quietline.office.people.models import RoleName


@page(
    "cases/<int:case_id>/verification/",
    name="verification",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="完成核实", en="Complete the verification"),
    roles=frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
    methods=("POST",),
)
def complete(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """Method, outcome and note are kept; the next decision follows."""
    complete_verification(
        case_id=case_id,
        method=request.POST.get("method", ""),
        outcome=request.POST.get("outcome", ""),
        note=request.POST.get("note", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    if wants_json(request):
        return JsonResponse({})
    messages.success(request, _("The verification is complete"))
    return HttpResponseRedirect(reverse("case", args=[case_id]))
