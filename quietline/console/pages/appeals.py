"""Appeals of holders: what waits for a judgement, and what became of the others (clause 2.3)."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.listing import Column, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.domain.labels import Label
from quietline.office.cases.appeals import appeals_to_judge, appeals_visible_to, overdue_appeals
from quietline.office.cases.models import Appeal
from quietline.office.people.permissions import ROLES_WITH, Permission

VIEWS: dict[str, Label] = {
    "all": Label(zh="全部", en="All"),
    "mine": Label(zh="待我裁决", en="For me to judge"),
    "overdue": Label(zh="逾期", en="Overdue"),
}
COLUMNS = (
    Column("number", Label(zh="号码", en="Number")),
    Column("case", Label(zh="工单", en="Case"), ("case_id",)),
    Column("statement", Label(zh="申诉内容", en="What the holder says"), css="wide"),
    Column("via", Label(zh="途径", en="Received by"), ("via",)),
    Column("lodged", Label(zh="受理", en="Lodged"), ("lodged_at",)),
    Column("due", Label(zh="剩余", en="Due in"), ("due_at",)),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("judgement", Label(zh="裁决", en="Judgement"), css="wide"),
)


@page(
    "appeals/",
    name="appeals",
    clauses=("2.3",),
    title=Label(zh="申诉", en="Appeals"),
    roles=ROLES_WITH[Permission.SEE_CASES],
    section=Section.JUDGE,
    order=7,
    key="j",
    icon="appeals",
)
def appeals(request: ConsoleRequest) -> HttpResponse:
    """One page of the list; `?view=` is one of `VIEWS`."""
    asked = request.GET.get("view", "all")
    view = asked if asked in VIEWS else "all"
    context = {
        "list": listing(request, _found(request, view), COLUMNS, sort="due"),
        "views": VIEWS,
        "view": view,
    }
    return render(request, "console/appeals.html", context)


def _found(request: ConsoleRequest, view: str) -> QuerySet[Appeal]:
    if view == "mine":
        return appeals_to_judge(request.actor)
    if view == "overdue":
        return overdue_appeals(request.actor, timezone.now())
    return appeals_visible_to(request.actor)
