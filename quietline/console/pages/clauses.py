"""The 22 clauses live: controls, last run, open cases, what is overdue, and where each is carried out."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.clause_rows import clause_rows
from quietline.console.page import EVERY_ROLE, ConsoleRequest, Section, page
from quietline.domain.labels import Label
from quietline.office.people.permissions import Permission


@page(
    "clauses/",
    name="clauses",
    title=Label(zh="条款", en="Clauses"),
    roles=EVERY_ROLE,
    section=Section.MANAGE,
    order=1,
    key="l",
    icon="clauses",
)
def clauses(request: ConsoleRequest) -> HttpResponse:
    """One card a clause that something exists for, and the others in short."""
    rows = clause_rows(settings.HOME, request.actor, timezone.now())
    context = {"rows": rows, "sees_cases": request.actor.may(Permission.SEE_CASES)}
    return render(request, "console/clauses.html", context)
