"""Bulk decisions: marked cases, a typed count, the second person, how far it is, and taking back (clauses 1.2.3 and 3.1)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.listing import Column, listing, whole_number
from quietline.console.page import ConsoleRequest, Section, page
from quietline.domain.case_states import MEASURE_LABELS
from quietline.domain.errors import NotFound
from quietline.domain.labels import Label
from quietline.domain.shutdown_kinds import SHUTDOWN_LABELS
from quietline.office.cases.models import BulkState
from quietline.office.cases.queries import cases_visible_to
from quietline.office.cases.services.bulk import BULK_MEASURES, bulk_visible_to
from quietline.office.cases.services.bulk_run import counts_of
from quietline.office.jobs.models import Job
from quietline.office.people.permissions import ROLES_WITH, Permission
from quietline.office.policy.reason_codes import reason_codes_on

SEES_BULK = (
    ROLES_WITH[Permission.DECIDE] | ROLES_WITH[Permission.SECOND_PERSON] | ROLES_WITH[Permission.SEE_AUDIT]
)
MARKED_SHOWN = 500
COLUMNS = (
    Column("bulk", Label(zh="批量决定", en="Bulk decision"), ("id",)),
    Column("measure", Label(zh="措施", en="Measure"), ("measure",)),
    Column("count", Label(zh="工单数", en="Cases"), ("count",), css="figure"),
    Column("state", Label(zh="状态", en="State"), ("state",)),
    Column("reason", Label(zh="理由", en="Reason"), css="wide"),
    Column("who", Label(zh="决定人", en="Decided by"), ("decided_by__display_name",)),
    Column("second", Label(zh="第二人", en="Second person"), ("second_person__display_name",)),
    Column("when", Label(zh="时间", en="When"), ("decided_at",)),
)
ITEM_COLUMNS = (
    Column("case", Label(zh="工单", en="Case"), ("case_id",)),
    Column("number", Label(zh="号码", en="Number")),
    Column("state", Label(zh="状态", en="State")),
    Column("outcome", Label(zh="结果", en="Outcome"), ("outcome",)),
    Column("note", Label(zh="说明", en="Note"), css="wide"),
)


@page(
    "bulk/",
    name="bulk",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="批量决定", en="Bulk decisions"),
    roles=SEES_BULK,
    section=Section.JUDGE,
    order=5,
    key="b",
    icon="cases",
)
def bulk(request: ConsoleRequest) -> HttpResponse:
    """The newest first."""
    found = bulk_visible_to(request.actor)
    return render(request, "console/bulk.html", {"list": listing(request, found, COLUMNS, sort="-when")})


@page(
    "bulk/new/",
    name="bulk_new",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="批量处置", en="Decide in bulk"),
    roles=ROLES_WITH[Permission.DECIDE],
)
def bulk_new(request: ConsoleRequest) -> HttpResponse:
    """The marked cases, `?case=` each, whom it hits, and the form with the count to be typed."""
    marked = [number for text in request.GET.getlist("case") if (number := whole_number(text))]
    now = timezone.now()
    cases = list(cases_visible_to(request.actor, now).filter(pk__in=marked[:MARKED_SHOWN]).order_by("pk"))
    today = now.astimezone(settings.HOME.zone).date()
    context = {
        "cases": cases,
        "protected": sum(bool(getattr(case, "is_protected", False)) for case in cases),
        "measures": {kind.value: label for kind, label in MEASURE_LABELS.items() if kind in BULK_MEASURES},
        "codes": reason_codes_on(today).values(),
        "kinds": {kind.value: label for kind, label in SHUTDOWN_LABELS.items()},
    }
    return render(request, "console/bulk_new.html", context)


@page(
    "bulk/<int:bulk_id>/",
    name="bulk_decision",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="批量决定", en="Bulk decision"),
    roles=SEES_BULK,
)
def bulk_decision(request: ConsoleRequest, bulk_id: int) -> HttpResponse:
    """Its cases with what became of each, how far the job is, and what this actor can do."""
    found = bulk_visible_to(request.actor).filter(pk=bulk_id).first()
    if found is None:
        raise NotFound(
            f"there is no bulk decision {bulk_id} that you may see",
            mend="list them with `quietline bulk list`",
        )
    actor, items = request.actor, found.items.select_related("case")
    is_his = found.decided_by.staff_number == actor.name
    over = found.state in {BulkState.AGREED, BulkState.DONE}
    context = {
        "bulk": found,
        "counts": counts_of(found),
        "job": Job.objects.filter(key=f"bulk:{found.pk}").first(),
        "list": listing(request, items, ITEM_COLUMNS, sort="case"),
        "may_judge": actor.may(Permission.SECOND_PERSON) and not is_his and found.state == BulkState.PROPOSED,
        "may_undo": over and (actor.may(Permission.SECOND_PERSON) or is_his),
    }
    return render(request, "console/bulk_decision.html", context)
