"""Lines of a batch that could not be taken: where, why, what was expected, as delivered, and the way to correct them (clause 3.1)."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.listing import whole_number
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.ingest import quarantine
from quietline.office.audit.record import record
from quietline.office.intake.queries import batch_for
from quietline.office.people.permissions import ROLES_WITH, Permission

PAGE_SIZE = 50


@page(
    "intake/<str:batch_id>/quarantine/",
    name="quarantine",
    clauses=("3.1",),
    title=Label(zh="隔离行", en="Quarantine"),
    roles=ROLES_WITH[Permission.INGEST],
)
def quarantined_lines(request: ConsoleRequest, batch_id: str) -> HttpResponse:
    """Fifty lines a page, in the order of the file."""
    batch = batch_for(request.actor, batch_id)
    total = quarantine.count(settings.HOME, batch.batch)
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(whole_number(request.GET.get("page", "")) or 1, 1), pages)
    context = {
        "batch": batch,
        "rows": quarantine.rows(settings.HOME, batch.batch, offset=(shown - 1) * PAGE_SIZE, limit=PAGE_SIZE),
        "total": total,
        "page": shown,
        "pages": pages,
        "previous": f"?page={shown - 1}" if shown > 1 else "",
        "following": f"?page={shown + 1}" if shown < pages else "",
    }
    return render(request, "console/quarantine.html", context)


@page(
    "intake/<str:batch_id>/quarantine/file/",
    name="quarantine_file",
    clauses=("3.1",),
    title=Label(zh="下载隔离行", en="Download the lines"),
    roles=ROLES_WITH[Permission.INGEST],
)
def quarantine_file(request: ConsoleRequest, batch_id: str) -> HttpResponse:
    """The lines in the layout in which they came, to be corrected and loaded again. Who took them leaves an audit entry."""
    batch = batch_for(request.actor, batch_id)
    content = quarantine.export(settings.HOME, batch.batch)
    with transaction.atomic():
        record(
            actor=request.actor,
            at=timezone.now(),
            action="quarantine.exported",
            object_kind="batch",
            object_id=batch.batch,
            after={"lines": batch.quarantined},
        )
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="quarantine-{batch.batch}.csv"'
    return response
