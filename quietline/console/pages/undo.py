"""Take a measure back before its order leaves."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.cases import queries
from quietline.office.cases.services.undo import undo
from quietline.office.people.models import RoleName


@page(
    "measures/<int:measure_id>/undo/",
    name="undo",
    clauses=("3.1",),
    title=Label(zh="撤销", en="Take back"),
    roles=frozenset({RoleName.ANALYST, RoleName.REVIEWER}),
    methods=("POST",),
)
def undo_measure(request: ConsoleRequest, measure_id: int) -> HttpResponse:
    """The case is as it was before; the order is cancelled."""
    now = timezone.now()
    measure = undo(measure_id=measure_id, actor=request.actor, at=now)
    if wants_json(request):
        return JsonResponse({"counts": queries.open_counts(request.actor, now)})
    messages.success(request, _("Taken back"))
    return HttpResponseRedirect(reverse("case", args=[measure.case_id]))
