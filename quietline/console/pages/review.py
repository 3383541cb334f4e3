"""What waits for a second person: proposals, shutdowns to be reviewed within 24 h, and numbers to be verified (clause 3.1)."""

from django.http import HttpResponse
from django.shortcuts import render

from quietline.console.listing import Column, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.domain.labels import Label
from quietline.office.cases.queries import measures_to_review, verifications_for
from quietline.office.people.models import RoleName

VERIFICATIONS_SHOWN = 50
COLUMNS = (
    Column("number", Label(zh="号码", en="Number")),
    Column("measure", Label(zh="措施", en="Measure"), ("kind",)),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("reason", Label(zh="理由", en="Reason"), css="wide"),
    Column("who", Label(zh="决定人", en="Decided by"), ("decided_by__display_name",)),
    Column("when", Label(zh="时间", en="When"), ("decided_at",)),
    Column("due", Label(zh="复核剩余", en="Review due in"), ("review_due_at", "decided_at")),
    Column("answer", Label(zh="复核", en="Review")),
)


@page(
    "review/",
    name="review",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="待复核", en="To review"),
    roles=frozenset({RoleName.REVIEWER}),
    section=Section.JUDGE,
    order=3,
    key="r",
    icon="review",
)
def review(request: ConsoleRequest) -> HttpResponse:
    """The measures, those due first on top, and below them the numbers that wait to be verified."""
    return render(
        request,
        "console/review.html",
        {
            "list": listing(request, measures_to_review(request.actor), COLUMNS, sort="due"),
            "verifications": verifications_for(request.actor)[:VERIFICATIONS_SHOWN],
        },
    )
