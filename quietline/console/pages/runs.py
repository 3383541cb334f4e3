"""Detection runs: what each control said of each day, and judging again (clause 3.1)."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.csv_file import csv_file
from quietline.console.known_controls import controls_by_id
from quietline.console.listing import address, chips, day_in
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.run_findings import findings_shown
from quietline.console.run_matrix import STATES, RunFilter, csv_rows, run_matrix
from quietline.console.templatetags.console import in_language
from quietline.domain.errors import NotFound
from quietline.domain.labels import Label
from quietline.office.audit.record import record
from quietline.office.cases.models import ControlRun
from quietline.office.cases.runs import changed_pairs, latest_runs
from quietline.office.jobs.models import JobState
from quietline.office.jobs.services import enqueue, jobs_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

JOBS_SHOWN = 3
FILE_HEAD = ("day", "control", "version", "evaluated", "matched", "no match", "not enough history", "error")


@page(
    "runs/",
    name="runs",
    clauses=("3.1",),
    title=Label(zh="检测运行", en="Detection runs"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
    section=Section.SOURCES,
    order=5,
    key="d",
    icon="runs",
)
def runs(request: ConsoleRequest) -> HttpResponse:
    """Controls by days, with the jobs that judge."""
    asked = RunFilter.of(request.GET)
    matrix = run_matrix(settings.HOME, asked)
    may_run = request.actor.may(Permission.DETECT)
    context = {
        "matrix": matrix,
        "asked": asked,
        "states": STATES,
        "controls": controls_by_id(settings.HOME),
        "chips": chips(request.GET, _texts(asked)),
        "older": address(request.GET, last=matrix.older) if matrix and matrix.older else "",
        "newer": address(request.GET, last=matrix.newer) if matrix and matrix.newer else "",
        "jobs": jobs_visible_to(request.actor).filter(kind="detect")[:JOBS_SHOWN],
        "may_run": may_run,
        "changed": len(changed_pairs(settings.HOME)) if may_run else 0,
        "export": f"file/?{request.GET.urlencode()}",
    }
    return render(request, "console/runs.html", context)


@page(
    "runs/file/",
    name="runs_file",
    title=Label(zh="导出检测运行", en="Export detection runs"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
)
def runs_file(request: ConsoleRequest) -> HttpResponse:
    """The last run of every control and day shown; who took the file leaves an audit entry."""
    asked = RunFilter.of(request.GET)
    matrix = run_matrix(settings.HOME, asked)
    cells = [cell for row in matrix.rows for cell in row.cells] if matrix else []
    found = [cell.run for cell in cells if cell.run and asked.state in ("", cell.state)]
    with transaction.atomic():
        record(
            actor=request.actor,
            at=timezone.now(),
            action="runs.exported",
            object_kind="export",
            object_id="runs",
            after={"rows": len(found), "filter": request.GET.urlencode()},
        )
    return csv_file("detection-runs.csv", FILE_HEAD, csv_rows(found))


@page(
    "runs/<str:day>/<str:control_id>/",
    name="run",
    title=Label(zh="检测运行", en="Detection run"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
)
def run(request: ConsoleRequest, day: str, control_id: str) -> HttpResponse:
    """One control on one day: counts, and the numbers that it found, as far as the actor may see them."""
    found = day_in(day)
    last = latest_runs(found, found).filter(control=control_id).first() if found else None
    if last is None:
        raise NotFound(f"{control_id} did not run over {day}", mend="take a run from the list")
    context = {
        "run": last,
        "known": controls_by_id(settings.HOME).get(control_id),
        "findings": findings_shown(settings.HOME, last, request.actor, request.GET.get("page")),
        "earlier": ControlRun.objects.filter(control=control_id, day=last.day).order_by("-pk")[1:6],
        "may_run": request.actor.may(Permission.DETECT),
    }
    return render(request, "console/run.html", context)


@page(
    "runs/again/",
    name="run_again",
    clauses=("3.1",),
    title=Label(zh="重新检测", en="Judge again"),
    roles=ROLES_WITH[Permission.DETECT],
    methods=("POST",),
)
def run_again(request: ConsoleRequest) -> HttpResponse:
    """Makes the job that judges what changed, or one control on one day again."""
    day, control_id = day_in(request.POST.get("day", "")), request.POST.get("control", "")
    arguments = {"first": str(day), "last": str(day), "control": control_id} if day and control_id else {}
    waiting = jobs_visible_to(request.actor).filter(kind="detect", state=JobState.QUEUED, arguments=arguments)
    if not waiting.exists():
        enqueue(kind="detect", arguments=arguments, actor=request.actor, at=timezone.now())
    return HttpResponseRedirect(reverse("runs"))


def _texts(asked: RunFilter) -> dict[str, str]:
    control = controls_by_id(settings.HOME).get(asked.control)
    return {
        "state": in_language(STATES[asked.state]) if asked.state else "",
        "control": in_language(control.title) if control else asked.control,
        "last": _("up to %(day)s") % {"day": asked.last} if asked.last else "",
    }
