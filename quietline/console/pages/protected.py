"""Protected callers: for what purpose, by whose proof, until when; those that end soon are alarmed (clause 1.2.3)."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.listing import Column, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.domain.labels import Label
from quietline.office.people.permissions import ROLES_WITH, Permission
from quietline.office.registry.models import ProtectedCaller
from quietline.office.registry.permissions import protections_visible_to
from quietline.office.registry.protection import WARN_DAYS, expiring_on, protections_on

VIEWS: dict[str, Label] = {
    "valid": Label(zh="有效", en="Valid"),
    "expiring": Label(zh="即将到期", en="Ending soon"),
    "all": Label(zh="全部", en="All"),
}
COLUMNS = (
    Column("number", Label(zh="号码", en="Number"), ("number",)),
    Column("purpose", Label(zh="用途", en="Purpose"), ("purpose",)),
    Column("proof", Label(zh="证明", en="Proof"), css="wide"),
    Column("source", Label(zh="来源", en="Source"), ("batch",)),
    Column("since", Label(zh="起始", en="Since"), ("valid_from",)),
    Column("until", Label(zh="截止", en="Until"), ("valid_until", "number")),
    Column("lapsed", Label(zh="换机主失效", en="Lapsed with its holder"), ("lapsed_on",)),
)


@page(
    "protected/",
    name="protected",
    clauses=("1.2.3",),
    title=Label(zh="重点保障", en="Protected callers"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
    section=Section.SOURCES,
    order=7,
    key="y",
    icon="shield",
)
def protected(request: ConsoleRequest) -> HttpResponse:
    """One page of the list; `?view=` is one of `VIEWS`."""
    asked = request.GET.get("view", "valid")
    view = asked if asked in VIEWS else "valid"
    context = {
        "list": listing(
            request, protections_visible_to(request.actor, _entries(view)), COLUMNS, sort="until"
        ),
        "views": VIEWS,
        "view": view,
        "warn_days": WARN_DAYS,
    }
    return render(request, "console/protected.html", context)


def _entries(view: str) -> QuerySet[ProtectedCaller]:
    today = timezone.now().astimezone(settings.HOME.zone).date()
    if view == "all":
        return ProtectedCaller.objects.all()
    return expiring_on(today) if view == "expiring" else protections_on(today)
