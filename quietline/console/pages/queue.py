"""The queue: list, evidence and decision side by side, worked by keyboard (clauses 1.2.3 and 3.1)."""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.case_panel import case_panel
from quietline.console.known_controls import controls_by_id
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.queue_rows import MAX_ROWS, queue_rows
from quietline.domain.labels import Label
from quietline.office.cases import queries
from quietline.office.people.models import RoleName
from quietline.office.people.permissions import Permission

ROLES = frozenset({RoleName.ANALYST, RoleName.REVIEWER})
VIEWS: dict[queries.View, Label] = {
    "all": Label(zh="全部", en="All"),
    "mine": Label(zh="我的", en="Mine"),
    "overdue": Label(zh="逾期", en="Overdue"),
}


@page(
    "",
    name="queue",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="待办", en="Queue"),
    roles=ROLES,
    section=Section.JUDGE,
    order=1,
    key="q",
    icon="queue",
)
def queue(request: ConsoleRequest) -> HttpResponse:
    """The cases that wait, most urgent first, and the chosen one."""
    now, view = timezone.now(), _view(request)
    waiting = queries.queue(request.actor, view, at=now)
    found = list(waiting.prefetch_related("findings", "reports")[:MAX_ROWS])
    asked = request.GET.get("case", "")
    chosen = next((case for case in found if str(case.pk) == asked), found[0] if found else None)
    counts = queries.open_counts(request.actor, now)
    return render(
        request,
        "console/queue.html",
        {
            "view": view,
            "tabs": [{"name": name, "label": label, "count": counts[name]} for name, label in VIEWS.items()],
            "rows": queue_rows(found, controls_by_id(settings.HOME)),
            "more": max(0, counts[view] - len(found)),
            "chosen": chosen.pk if chosen else 0,
            "is_on_case": bool(asked),
            "panel": case_panel(chosen, request.actor, now) if chosen else None,
            "next": f"/?view={view}",
            "may_mark": request.actor.may(Permission.DECIDE),
            "decided_today": _decided_today(request, now) if not found else 0,
        },
    )


@page("queue/<int:case_id>/", name="queue_panel", title=Label(zh="待办", en="Queue"), roles=ROLES)
def queue_panel(request: ConsoleRequest, case_id: int) -> HttpResponse:
    """Evidence and decision of one case, for the script that fetches the next one before it is asked for."""
    case = queries.case_for(request.actor, case_id)
    view = _view(request)
    panel = case_panel(case, request.actor, timezone.now())
    return render(
        request, "console/parts/panel.html", {"panel": panel, "view": view, "next": f"/?view={view}"}
    )


def _view(request: ConsoleRequest) -> queries.View:
    asked = request.GET.get("view", "all")
    return next((view for view in VIEWS if view == asked), "all")


def _decided_today(request: ConsoleRequest, now: datetime) -> int:
    """Decisions of the city's calendar day within the actor's scope."""
    midnight = timezone.localtime(now, settings.HOME.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return queries.measures_visible_to(request.actor).filter(decided_at__gte=midnight).count()
