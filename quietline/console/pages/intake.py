"""Files come in: upload, what became of each line, and what is in quarantine (clause 3.1)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.batch_rows import batch_rows
from quietline.console.listing import Column, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.domain.errors import InputError
from quietline.domain.labels import Label
from quietline.office.intake.queries import batches_visible_to
from quietline.office.intake.services import upload
from quietline.office.jobs.services import jobs_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

JOBS_SHOWN = 5
COLUMNS = (
    Column("file", Label(zh="文件", en="File"), ("file_name",), css="wide"),
    Column("kind", Label(zh="内容", en="Content"), ("kind",)),
    Column("profile", Label(zh="配置", en="Profile"), ("profile",)),
    Column("days", Label(zh="日期", en="Days"), ("first_day",)),
    Column("accepted", Label(zh="接收", en="Accepted"), ("accepted",), css="figure"),
    Column("duplicate", Label(zh="重复", en="Duplicate"), ("duplicate",), css="figure"),
    Column("quarantined", Label(zh="隔离", en="Quarantined"), ("quarantined",), css="figure"),
    Column("total", Label(zh="合计", en="Total"), ("total",), css="figure"),
    Column("share", Label(zh="构成", en="Share")),
    Column("loaded", Label(zh="接入时间", en="Loaded"), ("loaded_at",)),
    Column("by", Label(zh="接入人", en="By"), ("loaded_by",)),
)


@page(
    "intake/",
    name="intake",
    clauses=("3.1",),
    title=Label(zh="线索接入", en="Intake"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
    section=Section.SOURCES,
    order=1,
    key="i",
    icon="intake",
)
def intake(request: ConsoleRequest) -> HttpResponse:
    """Where files are dropped, the jobs that load them, and the batches that came in."""
    found = listing(request, batches_visible_to(request.actor), COLUMNS, sort="-loaded")
    context = {
        "list": found,
        "batches": batch_rows(found.rows),
        "jobs": jobs_visible_to(request.actor)[:JOBS_SHOWN],
        "may_upload": request.actor.may(Permission.INGEST),
    }
    return render(request, "console/intake.html", context)


@page(
    "intake/upload/",
    name="upload",
    clauses=("3.1",),
    title=Label(zh="接入文件", en="Load a file"),
    roles=ROLES_WITH[Permission.INGEST],
    methods=("POST",),
)
def upload_file(request: ConsoleRequest) -> HttpResponse:
    """Keeps the file and makes the job that loads it."""
    given = request.FILES.get("file")
    if given is None or not given.name or given.file is None:
        raise InputError(_("no file was chosen"), mend=_("choose a file or drop one here"))
    job = upload(settings.HOME, given.name, given.file, actor=request.actor, at=timezone.now())
    if wants_json(request):
        return JsonResponse({"html": render_to_string("console/parts/job.html", {"job": job}, request)})
    messages.success(request, _("%(name)s is kept and waits to be loaded") % {"name": given.name})
    return HttpResponseRedirect(reverse("intake"))
