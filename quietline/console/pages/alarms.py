"""What the clocks say: cases that are due soon, overdue or escalated, and shutdowns that nobody reviewed (clauses 1.2.3 and 3.1)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.labels import ALARM_KINDS, label_of
from quietline.console.listing import Column, chips, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.templatetags.console import in_language
from quietline.domain.labels import Label
from quietline.office.cases.alarms import alarms_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

COLUMNS = (
    Column("number", Label(zh="号码", en="Number"), ("case__number",)),
    Column("kind", Label(zh="告警", en="Alarm"), ("kind", "-level")),
    Column("state", Label(zh="工单状态", en="State of the case"), ("case__state",)),
    Column("due", Label(zh="到期", en="Due"), ("due_at",)),
    Column("level", Label(zh="层级", en="Level"), ("level", "due_at")),
    Column("to", Label(zh="通知", en="Told"), ("raised_to__display_name",)),
    Column("raised", Label(zh="发出时间", en="Raised"), ("raised_at",)),
)


@page(
    "alarms/",
    name="alarms",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="时限告警", en="Clock alarms"),
    roles=ROLES_WITH[Permission.SEE_CASES],
    section=Section.JUDGE,
    order=6,
    icon="clock",
)
def alarms(request: ConsoleRequest) -> HttpResponse:
    """Those of the highest level first; `?kind=` and `?level=` (and above) narrow them down."""
    kind, level = request.GET.get("kind", ""), request.GET.get("level", "")
    found = alarms_visible_to(request.actor)
    if kind in ALARM_KINDS:
        found = found.filter(kind=kind)
    if level in {"1", "2"}:
        found = found.filter(level__gte=int(level))
    names = {
        "kind": in_language(label_of("alarm_kind", kind)) if kind in ALARM_KINDS else "",
        "level": in_language(label_of("alarm_level", level)) if level in {"1", "2"} else "",
    }
    context = {
        "list": listing(request, found, COLUMNS, sort="-level"),
        "chips": chips(request.GET, names),
        "kinds": ALARM_KINDS,
        "now": timezone.now(),
    }
    return render(request, "console/alarms.html", context)
