"""Verifications as tasks: who carries out which until when, and the page on which one is carried out, on a phone too (clauses 1.2.3, 3.1)."""

from typing import get_args

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.case_panel import case_panel
from quietline.console.labels import OUTCOMES_OF_VERIFICATION
from quietline.console.listing import Column, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.verification_form import verification_form
from quietline.domain.labels import Label
from quietline.office.cases.models import Verification, VerificationState
from quietline.office.cases.queries import View, verifications_for, verifications_visible_to, verifiers_of
from quietline.office.cases.services.verification_task import verification_for
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import ROLES_WITH, Permission

VIEWS: dict[str, Label] = {
    "all": Label(zh="全部", en="All"),
    "mine": Label(zh="我的", en="Mine"),
    "overdue": Label(zh="逾期", en="Overdue"),
    "done": Label(zh="已完成", en="Completed"),
}
COLUMNS = (
    Column("number", Label(zh="号码", en="Number")),
    Column("reason", Label(zh="理由", en="Reason"), css="wide"),
    Column("asked", Label(zh="派单人", en="Asked by"), ("measure__decided_by__display_name",)),
    Column("assignee", Label(zh="核实人", en="Assigned to"), ("assignee__display_name",)),
    Column("branch", Label(zh="区县", en="Branch"), ("case__branch",)),
    Column("due", Label(zh="剩余", en="Due in"), ("due_at",)),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("open", Label(zh="核实", en="Verification")),
)


@page(
    "verifications/",
    name="verifications",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="待核实", en="To verify"),
    roles=ROLES_WITH[Permission.VERIFY_ASSIGNED],
    section=Section.JUDGE,
    order=4,
    key="v",
    icon="verify",
)
def verifications(request: ConsoleRequest) -> HttpResponse:
    """What waits, first due first; `?view=` is one of `VIEWS`."""
    view = _view(request)
    found = _done(request.actor) if view == "done" else verifications_for(request.actor, *_waiting(view))
    context = {
        "list": listing(request, found, COLUMNS, sort="-due" if view == "done" else "due"),
        "views": VIEWS,
        "view": view,
    }
    return render(request, "console/verifications.html", context)


@page(
    "verifications/<int:verification_id>/",
    name="verification_task",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="核实", en="Verification"),
    roles=ROLES_WITH[Permission.VERIFY_ASSIGNED],
)
def verification_task(request: ConsoleRequest, verification_id: int) -> HttpResponse:
    """The suspicion, the script, photos and the outcome, under one thumb. Who was given the task sees the number whole."""
    verification = verification_for(request.actor, verification_id)
    is_his = verification.assignee_id == getattr(request.actor.user, "pk", None)
    form = verification_form(verification)
    panel = case_panel(verification.case, request.actor, timezone.now(), is_assigned=is_his)
    context = {
        "panel": panel,
        "verification": verification,
        "form": form,
        "answered": form.script_of(verification.method),
        "outcomes": OUTCOMES_OF_VERIFICATION,
        "is_open": verification.state == VerificationState.OPEN,
        "people": verifiers_of(verification.case),
        "may_assign": request.actor.may(Permission.VERIFY),
    }
    return render(request, "console/verification.html", context)


def _view(request: HttpRequest) -> str:
    asked = request.GET.get("view", "all")
    return asked if asked in VIEWS else "all"


def _waiting(view: str) -> tuple[View]:
    return next(((name,) for name in get_args(View) if name == view), ("all",))


def _done(actor: Actor) -> QuerySet[Verification]:
    return verifications_visible_to(actor).filter(state=VerificationState.COMPLETED)
