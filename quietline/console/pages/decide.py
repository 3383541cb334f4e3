"""A decision on a case, from the queue or the page of the case (clauses 1.2.3 and 3.1)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from quietline.console.answers import wants_json
from quietline.console.labels import label_of
from quietline.console.listing import whole_number
from quietline.console.onward import next_page
from quietline.console.page import ConsoleRequest, page
from quietline.console.templatetags.console import in_language
from quietline.domain.labels import Label
from quietline.office.cases import queries
from quietline.office.cases.models import Measure, MeasureState
from quietline.office.cases.services.decide import decide
from quietline.office.people.models import RoleName


@page(
    "cases/<int:case_id>/decide/",
    name="decide",
    clauses=("1.2.3", "2.3", "3.1"),
    title=Label(zh="处置", en="Decision"),
    roles=frozenset({RoleName.ANALYST}),
    methods=("POST",),
)
def decide_case(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """Decide, then say what was done and how long it can be taken back."""
    now, version = timezone.now(), request.POST.get("version", "")
    parts = (request.POST.get("reason", "").strip(), request.POST.get("note", "").strip())
    measure = decide(
        case_id=case_id,
        measure=request.POST.get("measure", ""),
        reason=";".join(part for part in parts if part),
        actor=request.actor,
        at=now,
        version=whole_number(version),
        reason_code=request.POST.get("reason_code", ""),
        shutdown_kind=request.POST.get("shutdown_kind", ""),
        referred_to=request.POST.get("referred_to", ""),
    )
    said = in_language(sentence(measure))
    if not wants_json(request):
        messages.success(request, said)
        return HttpResponseRedirect(next_page(request, reverse("case", args=[case_id])))
    return JsonResponse(
        {
            "said": said,
            "undo": reverse("undo", args=[measure.pk]),
            "undo_s": settings.HOME.city.order_hold_s,
            "door": reverse("case", args=[case_id]),
            "counts": queries.open_counts(request.actor, now),
        }
    )


def sentence(measure: Measure) -> Label:
    """`已关停`, or `关停:待第二人同意`."""
    word = label_of("measure", measure.kind)
    if measure.state == MeasureState.PROPOSED:
        return Label(zh=f"{word.zh}:待第二人同意", en=f"{word.en}: waits for a second person")
    return Label(zh=f"已决定:{word.zh}", en=f"Decided: {word.en}")
