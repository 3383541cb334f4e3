"""The identity document of a case's holder: shown once, for a reason that the audit trail keeps (clause 3.1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.page import ConsoleRequest, page
from quietline.domain.id_documents import DOCUMENT_LABELS, DocumentKind
from quietline.domain.labels import Label
from quietline.office.people.permissions import ROLES_WITH, Permission
from quietline.office.vault.services.view import view_document


@page(
    "cases/<int:case_id>/document/",
    name="case_document",
    clauses=("3.1",),
    title=Label(zh="查看证件", en="Identity document"),
    roles=ROLES_WITH[Permission.OPEN_DOCUMENT],
    methods=("POST",),
)
def case_document(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """Opens it by the service; the page is kept nowhere and has no address that could be visited again."""
    found = view_document(
        case_id=case_id, reason=request.POST.get("reason", ""), actor=request.actor, at=timezone.now()
    )
    label = DOCUMENT_LABELS[DocumentKind(found.kind)]
    return render(request, "console/case_document.html", {"found": found, "label": label, "case_id": case_id})
