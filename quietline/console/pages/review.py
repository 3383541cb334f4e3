"""Approvals: what waits for a second person, by whom and how long, and below it the numbers to be verified (clauses 1.2.3 and 3.1)."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from quietline.console.listing import Column, chips, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.templatetags.console import in_language
from quietline.domain.labels import Label
from quietline.office.cases.models import MeasureState
from quietline.office.cases.queries import measures_to_review, verifications_for
from quietline.office.people.models import RoleName

VERIFICATIONS_SHOWN = 50
WHAT: dict[str, Q] = {
    "proposal": Q(state=MeasureState.PROPOSED, decided_by__isnull=False),
    "review": Q(state=MeasureState.EFFECTIVE),
    "restoration": Q(state=MeasureState.PROPOSED, decided_by=None),
}
WHAT_LABELS: dict[str, Label] = {
    "proposal": Label(zh="处置待同意", en="Proposal"),
    "review": Label(zh="关停待复核", en="Shutdown to review"),
    "restoration": Label(zh="复机建议", en="Restoration proposed"),
}
COLUMNS = (
    Column("number", Label(zh="号码", en="Number")),
    Column("what", Label(zh="事项", en="What"), ("state", "review_due_at")),
    Column("measure", Label(zh="措施", en="Measure"), ("kind",)),
    Column("reason", Label(zh="理由", en="Reason"), css="wide"),
    Column("who", Label(zh="决定人", en="Decided by"), ("decided_by__display_name",)),
    Column("when", Label(zh="已等待", en="Waiting"), ("decided_at",)),
    Column("due", Label(zh="复核剩余", en="Review due in"), ("review_due_at", "decided_at")),
    Column("answer", Label(zh="复核", en="Review")),
)


@page(
    "review/",
    name="review",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="审批", en="Approvals"),
    roles=frozenset({RoleName.REVIEWER}),
    section=Section.JUDGE,
    order=3,
    key="r",
    icon="review",
)
def review(request: ConsoleRequest) -> HttpResponse:
    """The measures, those due first on top; `?what=` shows one sort of them."""
    what, waiting = request.GET.get("what", ""), measures_to_review(request.actor)
    found = waiting.filter(WHAT[what]) if what in WHAT else waiting
    return render(
        request,
        "console/review.html",
        {
            "list": listing(request, found, COLUMNS, sort="due"),
            "chips": chips(request.GET, {"what": in_language(WHAT_LABELS[what]) if what in WHAT else ""}),
            "what": what,
            "whats": WHAT_LABELS,
            "verifications": verifications_for(request.actor)[:VERIFICATIONS_SHOWN],
        },
    )
