"""The audit trail: who did what, to which thing, when and why; searched, and taken out as a file (clause 3.1)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.audit_rows import FILE_HEAD, asked_in, csv_rows, lines_of, texts_of
from quietline.console.csv_file import csv_file
from quietline.console.listing import address, chips, whole_number
from quietline.console.page import ConsoleRequest, Section, page
from quietline.domain.labels import Label
from quietline.office.audit.counts import KINDS, counts_of
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.queries import entries_visible_to
from quietline.office.audit.record import record
from quietline.office.audit.search import EntryFilter, page_of
from quietline.office.doctor import complaints_of
from quietline.office.people.permissions import ROLES_WITH, Permission

MAX_EXPORTED = 20_000


@page(
    "audit/",
    name="audit",
    clauses=("1.2.3", "2.3", "3.1"),
    title=Label(zh="审计", en="Audit"),
    roles=ROLES_WITH[Permission.SEE_AUDIT],
    section=Section.MANAGE,
    order=1,
    key="a",
    icon="audit",
)
def audit(request: ConsoleRequest) -> HttpResponse:
    """Newest first, today's counts above; what is wrong with the proof itself is said first."""
    now, asked = timezone.now(), asked_in(request.GET)
    shown = page_of(_found(request, asked), whole_number(request.GET.get("before", "")))
    counts = counts_of(_found(request, _today(now)))
    context = {
        "lines": lines_of(shown.entries),
        "older": address(request.GET, before=shown.older) if shown.older else "",
        "newest": address(request.GET, before=None) if "before" in request.GET else "",
        "asked": asked,
        "chips": chips(request.GET, texts_of(asked)),
        "kinds": KINDS,
        "tiles": [
            (KINDS[kind], count, f"?what={kind}&first={_today(now).first}") for kind, count in counts.items()
        ],
        "complaints": complaints_of(settings.HOME, now),
        "export": f"file/?{request.GET.urlencode()}",
        "sees_nothing": not request.actor.is_city_wide,
        "most": MAX_EXPORTED,
    }
    return render(request, "console/audit.html", context)


@page(
    "audit/file/",
    name="audit_file",
    title=Label(zh="导出审计条目", en="Export audit entries"),
    roles=ROLES_WITH[Permission.SEE_AUDIT],
)
def audit_file(request: ConsoleRequest) -> HttpResponse:
    """The newest of the entries asked for, numbers masked as on the page; who took the file leaves an entry."""
    found = list(_found(request, asked_in(request.GET)).order_by("-pk")[:MAX_EXPORTED])
    with transaction.atomic():
        record(
            actor=request.actor,
            at=timezone.now(),
            action="audit.exported",
            object_kind="export",
            object_id="audit",
            after={"rows": len(found), "filter": request.GET.urlencode()},
        )
    return csv_file("audit.csv", FILE_HEAD, csv_rows(found))


def _found(request: ConsoleRequest, asked: EntryFilter) -> QuerySet[AuditEntry]:
    return asked.apply(entries_visible_to(request.actor), settings.HOME.zone)


def _today(at: datetime) -> EntryFilter:
    return EntryFilter(first=at.astimezone(settings.HOME.zone).date())
