"""Take a case as one's own."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.cases.services.assign import assign
from quietline.office.people.models import RoleName


@page(
    "cases/<int:case_id>/assign/",
    name="assign",
    title=Label(zh="领取工单", en="Take the case"),
    roles=frozenset({RoleName.ANALYST}),
    methods=("POST",),
)
def assign_to_me(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """The case is in the view "mine" from now on."""
    assign(case_id=case_id, actor=request.actor, at=timezone.now())
    if wants_json(request):
        return JsonResponse({})
    messages.success(request, _("The case is yours"))
    return HttpResponseRedirect(reverse("case", args=[case_id]))
