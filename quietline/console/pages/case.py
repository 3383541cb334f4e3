"""The page of a case: its way, facts and evidence, what can be done now, and its story (clauses 1.2.3, 2.3 and 3.1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from quietline.console.appeal_card import appeal_card
from quietline.console.case_panel import case_panel
from quietline.console.labels import OUTCOMES_OF_VERIFICATION
from quietline.console.page import ConsoleRequest, page
from quietline.console.steps import steps_of
from quietline.console.verification_form import verification_form
from quietline.domain.labels import Label
from quietline.office.cases.models import MeasureState, OrderAction, VerificationState
from quietline.office.cases.queries import case_for, measures_to_review, orders_visible_to
from quietline.office.cases.services.effects import leaves_at
from quietline.office.cases.timeline import timeline
from quietline.office.people.permissions import ROLES_WITH, Permission
from quietline.office.vault.services.view import document_of


@page(
    "cases/<int:case_id>/",
    name="case",
    clauses=("1.2.3", "2.3", "3.1"),
    title=Label(zh="工单", en="Case"),
    roles=ROLES_WITH[Permission.SEE_CASES],
)
def case_page(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """Everything of one case that the actor may see."""
    now, actor = timezone.now(), request.actor
    case = case_for(actor, case_id)
    measures = list(case.measures.select_related("decided_by", "second_person"))
    latest = next((m for m in measures if m.state in {MeasureState.PROPOSED, MeasureState.EFFECTIVE}), None)
    can_undo = latest and (
        latest.state == MeasureState.PROPOSED or leaves_at(latest.effective_at or latest.decided_at) > now
    )
    verification = case.verifications.filter(state=VerificationState.OPEN).first()
    return render(
        request,
        "console/case.html",
        {
            "panel": case_panel(case, actor, now),
            "steps": steps_of(case, measures),
            "entries": timeline(case, actor),
            "orders": orders_visible_to(actor).filter(case=case).exclude(action=OrderAction.NOTIFY),
            "verification": verification,
            "form": verification_form(verification) if verification else None,
            "may_verify": actor.may(Permission.VERIFY),
            "may_assign": actor.may(Permission.DECIDE)
            and case.assignee_id != getattr(actor.user, "pk", None),
            "to_review": measures_to_review(actor).filter(case=case).first(),
            "undoable": latest if can_undo and actor.may(Permission.DECIDE) else None,
            "appeal": appeal_card(case, actor),
            "may_open_document": actor.may(Permission.OPEN_DOCUMENT) and document_of(case) is not None,
            "outcomes": OUTCOMES_OF_VERIFICATION,
            "next": reverse("case", args=[case.pk]),
        },
    )
