"""The second person agrees or disagrees: before a proposal takes effect, or after a shutdown that took effect at once."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.onward import next_page
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.office.cases.models import Measure
from quietline.office.cases.services.second_person import agree, disagree
from quietline.office.people.models import RoleName

REVIEWERS = frozenset({RoleName.REVIEWER})


@page(
    "measures/<int:measure_id>/agree/",
    name="agree",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="同意", en="Agree"),
    roles=REVIEWERS,
    methods=("POST",),
)
def agree_page(request: ConsoleRequest, measure_id: int) -> HttpResponse:
    """The proposal takes effect, or the shutdown counts as reviewed."""
    note = request.POST.get("note", "")
    measure = agree(measure_id=measure_id, actor=request.actor, at=timezone.now(), note=note)
    return _done(request, measure, _("Agreed"))


@page(
    "measures/<int:measure_id>/disagree/",
    name="disagree",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="不同意", en="Disagree"),
    roles=REVIEWERS,
    methods=("POST",),
)
def disagree_page(request: ConsoleRequest, measure_id: int) -> HttpResponse:
    """The proposal is rejected, or the shutdown goes to verification at once."""
    note = request.POST.get("note", "")
    measure = disagree(measure_id=measure_id, actor=request.actor, at=timezone.now(), note=note)
    return _done(request, measure, _("Not agreed; the reason is in the case"))


def _done(request: ConsoleRequest, measure: Measure, said: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({})
    messages.success(request, said)
    return HttpResponseRedirect(next_page(request, reverse("case", args=[measure.case_id])))
