"""Lines of a batch that could not be taken: where, why, what was expected; corrected here or in a list, then replayed (clause 3.1)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.answers import wants_json
from quietline.console.labels import CORRECTION_STATES
from quietline.console.listing import address, whole_number
from quietline.console.page import ConsoleRequest, page
from quietline.console.quarantine_rows import one_row, quarantine_rows
from quietline.domain.errors import InputError
from quietline.domain.labels import Label
from quietline.office.intake.corrections import Wish, correct, give_up, undo
from quietline.office.intake.exporting import export_lines
from quietline.office.intake.models import Batch, Correction, CorrectionState
from quietline.office.intake.queries import batch_for, lines_by_state
from quietline.office.intake.services import ask_for_replay
from quietline.office.jobs.services import jobs_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

PAGE_SIZE = 50
JOBS_SHOWN = 2
VIEWS = {
    **{state.value: label for state, label in CORRECTION_STATES.items()},
    "all": Label(zh="全部", en="All"),
}
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@page(
    "intake/<str:batch_id>/quarantine/",
    name="quarantine",
    clauses=("3.1",),
    title=Label(zh="隔离行", en="Quarantine"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
)
def quarantined_lines(request: ConsoleRequest, batch_id: str) -> HttpResponse:
    """Fifty lines a page, in the order of the file; the open ones first of all."""
    batch = batch_for(request.actor, batch_id)
    counts = lines_by_state(batch)
    state = request.GET.get("state", CorrectionState.OPEN)
    state = state if state in VIEWS else CorrectionState.OPEN
    pages = max(1, -(-counts[state] // PAGE_SIZE))
    shown = min(max(whole_number(request.GET.get("page", "")) or 1, 1), pages)
    rows = quarantine_rows(
        settings.HOME, batch, state, offset=(shown - 1) * PAGE_SIZE, limit=PAGE_SIZE, actor=request.actor
    )
    context = {
        "batch": batch,
        "rows": rows,
        "views": [(code, label, counts[code]) for code, label in VIEWS.items()],
        "view": state,
        "counts": counts,
        "jobs": jobs_visible_to(request.actor).filter(kind="replay", arguments__batch=batch.batch)[
            :JOBS_SHOWN
        ],
        "may_correct": request.actor.may(Permission.INGEST),
        "page": shown,
        "pages": pages,
        "previous": address(request.GET, page=shown - 1) if shown > 1 else "",
        "following": address(request.GET, page=shown + 1) if shown < pages else "",
    }
    return render(request, "console/quarantine.html", context)


@page(
    "intake/<str:batch_id>/quarantine/<int:line>/",
    name="quarantine_line",
    clauses=("3.1",),
    title=Label(zh="更正隔离行", en="Correct a line"),
    roles=ROLES_WITH[Permission.INGEST],
    methods=("POST",),
)
def quarantined_line(request: ConsoleRequest, batch_id: str, line: int) -> HttpResponse:
    """Corrects the line and checks it, gives it up, or takes that back; gives the line as it stands then."""
    batch = batch_for(request.actor, batch_id)
    _change(request, batch, line)
    if not wants_json(request):
        return HttpResponseRedirect(f"{reverse('quarantine', args=[batch.batch])}#line-{line}")
    context = {"row": one_row(batch, line, request.actor), "may_correct": True}
    html = render_to_string("console/parts/quarantine_row.html", context, request)
    return JsonResponse({"html": html, "counts": lines_by_state(batch)})


@page(
    "intake/<str:batch_id>/quarantine/replay/",
    name="quarantine_replay",
    clauses=("3.1",),
    title=Label(zh="重放更正行", en="Replay corrected lines"),
    roles=ROLES_WITH[Permission.INGEST],
    methods=("POST",),
)
def replay_lines(request: ConsoleRequest, batch_id: str) -> HttpResponse:
    """Makes the job that replays every line that is ready."""
    job = ask_for_replay(batch_id, actor=request.actor, at=timezone.now())
    if wants_json(request):
        return JsonResponse({"html": render_to_string("console/parts/job.html", {"job": job}, request)})
    messages.success(request, _("The corrected lines wait to be replayed"))
    return HttpResponseRedirect(reverse("quarantine", args=[batch_id]))


@page(
    "intake/<str:batch_id>/quarantine/file/",
    name="quarantine_file",
    clauses=("3.1",),
    title=Label(zh="下载隔离行", en="Download the lines"),
    roles=ROLES_WITH[Permission.INGEST],
)
def quarantine_file(request: ConsoleRequest, batch_id: str) -> HttpResponse:
    """The lines that are not settled as a list to be corrected and given back. Who took them leaves an audit entry."""
    form = request.GET.get("form", "csv")
    content, _lines = export_lines(settings.HOME, batch_id, form, actor=request.actor, at=timezone.now())
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="quarantine-{batch_id}.{form}"'
    return response


def _change(request: ConsoleRequest, batch: Batch, line: int) -> Correction:
    given, home, now = request.POST, settings.HOME, timezone.now()
    version = whole_number(given.get("version", "")) or 0
    action = given.get("action", "")
    if action == "correct":
        wish = Wish(line, version, given.get("text", ""))
        return correct(home, batch, wish, actor=request.actor, at=now)
    if action == "give_up":
        return give_up(
            home, batch, line=line, version=version, note=given.get("note", ""), actor=request.actor, at=now
        )
    if action == "undo":
        return undo(home, batch, line=line, version=version, actor=request.actor, at=now)
    raise InputError(f"{action!r} is nothing that can be done", mend="use the buttons of the page")
