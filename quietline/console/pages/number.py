"""A number: who held it when, what it did over time, and all that is known of it (clauses 1.2.3 and 3.1)."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.listing import whole_number
from quietline.console.number_scope import number_for
from quietline.console.number_signals import SPANS
from quietline.console.number_view import number_view
from quietline.console.page import ConsoleRequest, page
from quietline.domain.labels import Label
from quietline.domain.number_plan import masked
from quietline.office.audit.record import record
from quietline.office.cases.permissions import sees_whole_number
from quietline.office.cases.reasons import clean_reason
from quietline.office.people.permissions import ROLES_WITH, Permission

DEFAULT_SPAN = 30


@page(
    "numbers/<str:address>/",
    name="number",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="号码", en="Number"),
    roles=ROLES_WITH[Permission.SEE_CASES],
)
def number(request: ConsoleRequest, address: str) -> HttpResponse:
    """The number's page. Who sees it whole leaves an audit entry."""
    now = timezone.now()
    found = number_for(request.actor, address, now)
    if sees_whole_number(request.actor):
        _record(request, found, "number.viewed", "")
    view = number_view(found, request.actor, now, span=_span(request))
    return render(request, "console/number.html", {"view": view, "spans": SPANS})


@page(
    "numbers/<str:address>/called/",
    name="number_called",
    title=Label(zh="查看完整被叫号码", en="Show called numbers whole"),
    roles=ROLES_WITH[Permission.DECIDE] | ROLES_WITH[Permission.VERIFY],
    methods=("POST",),
)
def called(request: ConsoleRequest, address: str) -> HttpResponse:
    """The same page, once, with the called parties whole. The reason is required and kept in the audit trail."""
    now = timezone.now()
    found = number_for(request.actor, address, now)
    reason = clean_reason(request.POST.get("reason", ""))
    _record(request, found, "number.called_parties_viewed", reason)
    view = number_view(found, request.actor, now, span=_span(request), opens_callees=True)
    said = _("Called numbers are shown whole, once; the reason is kept.")
    return render(request, "console/number.html", {"view": view, "spans": SPANS, "said": said})


def _record(request: ConsoleRequest, number: str, action: str, reason: str) -> None:
    with transaction.atomic():
        record(
            actor=request.actor,
            at=timezone.now(),
            action=action,
            object_kind="number",
            object_id=masked(number),
            after={"number": number},
            reason=reason,
        )


def _span(request: ConsoleRequest) -> int:
    asked = whole_number(request.GET.get("days", ""))
    return asked if asked in SPANS else DEFAULT_SPAN
