"""Files come in: upload, what became of each line, and what is in quarantine (clause 3.1)."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.batch_filter import BatchFilter
from quietline.console.batch_rows import batch_rows
from quietline.console.csv_file import csv_file
from quietline.console.labels import label_of
from quietline.console.listing import Column, chips, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.templatetags.console import in_language
from quietline.domain.errors import InputError
from quietline.domain.labels import Label
from quietline.office.audit.record import record
from quietline.office.intake.health import silent_sources
from quietline.office.intake.models import Batch
from quietline.office.intake.queries import batches_visible_to, open_lines_of, sources_visible_to
from quietline.office.intake.services import upload
from quietline.office.jobs.services import jobs_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

JOBS_SHOWN = 5
MAX_EXPORTED = 10_000
STATE = Label(zh="状态", en="State")
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
    asked = BatchFilter.of(request.GET)
    found = listing(request, asked.apply(batches_visible_to(request.actor)), COLUMNS, sort="-loaded")
    context = {
        "list": found,
        "batches": batch_rows(found.rows, open_lines_of(found.rows)),
        "asked": asked,
        "chips": chips(request.GET, asked.texts()),
        "states": asked.states(),
        "sources": sources_visible_to(request.actor),
        "silent": silent_sources(request.actor, timezone.now()),
        "export": f"file/?{request.GET.urlencode()}",
        "jobs": jobs_visible_to(request.actor)[:JOBS_SHOWN],
        "may_upload": request.actor.may(Permission.INGEST),
    }
    return render(request, "console/intake.html", context)


@page(
    "intake/file/",
    name="intake_file",
    title=Label(zh="导出批次", en="Export batches"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
)
def intake_file(request: ConsoleRequest) -> HttpResponse:
    """The filtered batches as CSV; who took the file leaves an audit entry."""
    found = list(BatchFilter.of(request.GET).apply(batches_visible_to(request.actor))[:MAX_EXPORTED])
    after = {"rows": len(found), "filter": request.GET.urlencode()}
    with transaction.atomic():
        record(
            actor=request.actor,
            at=timezone.now(),
            action="batches.exported",
            object_kind="export",
            object_id="batches",
            after=after,
        )
    head = [in_language(column.label) for column in COLUMNS if column.order]
    return csv_file("batches.csv", [*head, in_language(STATE)], (_line(batch) for batch in found))


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


def _line(batch: Batch) -> list[object]:
    days = f"{batch.first_day} - {batch.last_day}" if batch.first_day else ""
    counts = [batch.accepted, batch.duplicate, batch.quarantined, batch.total]
    loaded = timezone.localtime(batch.loaded_at).isoformat(timespec="minutes")
    kind = in_language(label_of("kind", batch.kind))
    state = in_language(label_of("batch_state", batch.state))
    return [batch.file_name, kind, batch.profile, days, *counts, loaded, batch.loaded_by, state]
