"""A job under way: how far it is, and asking it to stop."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from quietline.console.answers import wants_json
from quietline.console.page import ConsoleRequest, page
from quietline.domain.errors import NotFound
from quietline.domain.labels import Label
from quietline.office.jobs.models import JobState
from quietline.office.jobs.services import cancel, jobs_visible_to
from quietline.office.people.permissions import ROLES_WITH, Permission

OVER = {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


@page(
    "jobs/<int:job_id>/",
    name="job",
    title=Label(zh="任务", en="Job"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
)
def job_state(request: ConsoleRequest, job_id: int) -> HttpResponse:
    """The job as the intake page shows it, and whether it is over."""
    job = jobs_visible_to(request.actor).filter(pk=job_id).first()
    if job is None:
        raise NotFound(f"there is no job {job_id} that you may see", mend="look at the list of jobs")
    html = render_to_string("console/parts/job.html", {"job": job}, request)
    return JsonResponse({"html": html, "is_over": job.state in OVER})


@page(
    "jobs/<int:job_id>/cancel/",
    name="job_cancel",
    title=Label(zh="取消任务", en="Cancel the job"),
    roles=ROLES_WITH[Permission.INGEST],
    methods=("POST",),
)
def cancel_job(request: ConsoleRequest, job_id: int) -> HttpResponse:
    """A waiting job is cancelled, a running one stops at its next step; what it committed stays."""
    job = cancel(job_id=job_id, actor=request.actor, at=timezone.now())
    if wants_json(request):
        return JsonResponse({"html": render_to_string("console/parts/job.html", {"job": job}, request)})
    return HttpResponseRedirect(reverse("intake"))
