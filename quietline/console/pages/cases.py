"""All cases within the actor's scope: filtered, sorted, in pages, and as a file for a spreadsheet (clause 3.1)."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.case_filter import CaseFilter
from quietline.console.csv_file import csv_file
from quietline.console.known_controls import controls_by_id
from quietline.console.labels import label_of
from quietline.console.listing import Column, chips, listing
from quietline.console.names import masked_name
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.templatetags.console import in_language
from quietline.domain.labels import Label
from quietline.domain.number_plan import masked
from quietline.office.audit.record import record
from quietline.office.cases.evidence import controls_of, sources_of
from quietline.office.cases.models import Case
from quietline.office.cases.queries import cases_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

MAX_EXPORTED = 10_000
MARK = Column("mark", Label(zh="标记", en="Mark"))
COLUMNS = (
    Column("case", Label(zh="工单", en="Case"), ("id",)),
    Column("number", Label(zh="号码", en="Number"), ("number",)),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("controls", Label(zh="规则", en="Controls"), css="wide"),
    Column("sources", Label(zh="来源", en="Sources")),
    Column("holder", Label(zh="机主", en="Holder")),
    Column("branch", Label(zh="区县", en="Branch"), ("branch",)),
    Column("assignee", Label(zh="经办人", en="Assignee"), ("assignee__display_name",)),
    Column("opened", Label(zh="立案", en="Opened"), ("opened_at",)),
    Column("due", Label(zh="剩余", en="Due in"), ("due_at",)),
)


@page(
    "cases/",
    name="cases",
    clauses=("3.1",),
    title=Label(zh="工单", en="Cases"),
    roles=ROLES_WITH[Permission.SEE_CASES],
    section=Section.JUDGE,
    order=2,
    key="c",
    icon="cases",
)
def cases(request: ConsoleRequest) -> HttpResponse:
    """One page of the list."""
    asked = CaseFilter.of(request.GET)
    found = _found(request, asked)
    controls = controls_by_id(settings.HOME)
    may_mark = request.actor.may(Permission.DECIDE)
    columns = (MARK, *COLUMNS) if may_mark else COLUMNS
    context = {
        "list": listing(request, found.prefetch_related("findings", "reports"), columns, sort="due"),
        "may_mark": may_mark,
        "asked": asked,
        "chips": chips(request.GET, asked.texts(controls)),
        "controls": controls.values(),
        "states": CaseFilter.states(),
        "export": f"file/?{request.GET.urlencode()}",
    }
    return render(request, "console/cases.html", context)


@page(
    "cases/file/",
    name="cases_file",
    title=Label(zh="导出工单", en="Export cases"),
    roles=ROLES_WITH[Permission.SEE_CASES],
)
def cases_file(request: ConsoleRequest) -> HttpResponse:
    """The filtered cases, numbers masked as in the list; who took the file leaves an audit entry."""
    found = list(
        _found(request, CaseFilter.of(request.GET))
        .prefetch_related("findings", "reports")
        .order_by("due_at", "id")[:MAX_EXPORTED]
    )
    with transaction.atomic():
        record(
            actor=request.actor,
            at=timezone.now(),
            action="cases.exported",
            object_kind="export",
            object_id="cases",
            after={"rows": len(found), "filter": request.GET.urlencode()},
        )
    return csv_file(
        "cases.csv", [in_language(column.label) for column in COLUMNS], (_row(case) for case in found)
    )


def _found(request: ConsoleRequest, asked: CaseFilter) -> QuerySet[Case]:
    return asked.apply(cases_visible_to(request.actor, timezone.now()), request.actor)


def _row(case: Case) -> list[str]:
    return [
        str(case.pk),
        masked(case.number),
        in_language(label_of("state", case.state)),
        " ".join(controls_of(case)),
        _("; ").join(in_language(label_of("source", source)) for source in sources_of(case)),
        masked_name(case.holding.holder_name),
        case.branch,
        str(case.assignee or ""),
        timezone.localtime(case.opened_at).isoformat(timespec="minutes"),
        timezone.localtime(case.due_at).isoformat(timespec="minutes"),
    ]
