"""Long work as jobs: queued, claimed with a lease, finished. What a killed worker left is taken up again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from quietline.domain.errors import Conflict, NotFound, Refused
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.jobs.models import Job, JobState
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission

LEASE_S = 120
"""A worker that has not said for so long that it is at work is taken for dead."""
MAX_ATTEMPTS = 5
"""A job that killed this many workers is not given to another one."""

_NEEDS: Mapping[str, Permission] = {
    "ingest": Permission.INGEST,
    "detect": Permission.DETECT,
    "replay": Permission.INGEST,
    "withdraw": Permission.WITHDRAW,
    "return": Permission.WITHDRAW,
    "retention": Permission.RETAIN,
    "bulk": Permission.VERIFY,
    "bulk_undo": Permission.VERIFY,
}


def enqueue(
    *, kind: str, arguments: Mapping[str, object], actor: Actor, at: datetime, key: str | None = None
) -> Job:
    """The job, waiting for a worker; with a `key`, the one that is there already. Raises Refused for an unknown kind."""
    require(actor, _permission_for(kind))
    job = Job(kind=kind, arguments=dict(arguments), created_at=at, created_by=actor.user, key=key)
    try:
        with transaction.atomic():
            return create_recorded(job, actor=actor, at=at)
    except IntegrityError:
        return Job.objects.get(key=key)


def claim(*, actor: Actor, at: datetime) -> Job | None:
    """The oldest job that waits or whose worker died, now ours for `LEASE_S`; None where nothing waits."""
    for job in _claimable(at):
        try:
            with transaction.atomic():
                if job.attempts >= MAX_ATTEMPTS:
                    _give_up(job, actor, at)
                    continue
                return change_state(
                    job,
                    to=JobState.RUNNING,
                    actor=actor,
                    at=at,
                    started_at=job.started_at or at,
                    lease_until=at + timedelta(seconds=LEASE_S),
                    attempts=job.attempts + 1,
                )
        except Conflict:
            continue
    return None


def heartbeat(job: Job, *, progress: float, at: datetime) -> bool:
    """Say that we are at work. False where the job is not ours any more. Not a change of state: it leaves no audit entry."""
    ours = Job.objects.filter(pk=job.pk, version=job.version, state=JobState.RUNNING)
    return bool(
        ours.update(progress=min(max(progress, 0.0), 1.0), lease_until=at + timedelta(seconds=LEASE_S))
    )


def is_cancel_requested(job: Job) -> bool:
    """True where somebody asked that the running job stop."""
    return Job.objects.filter(pk=job.pk, cancel_requested=True).exists()


def finish(job: Job, *, result: Mapping[str, object], actor: Actor, at: datetime) -> Job:
    """The job, done. Raises Conflict where it is not ours any more."""
    return change_state(
        job, to=JobState.DONE, actor=actor, at=at, finished_at=at, progress=1.0, result=dict(result)
    )


def fail(job: Job, *, error: str, actor: Actor, at: datetime) -> Job:
    """The job, failed, with what a person needs to know."""
    return change_state(
        job, to=JobState.FAILED, actor=actor, at=at, finished_at=at, error=error, reason=error[:500]
    )


def stop(job: Job, *, actor: Actor, at: datetime) -> Job:
    """The job, cancelled as it was asked for."""
    return change_state(job, to=JobState.CANCELLED, actor=actor, at=at, finished_at=at)


def give_back(job: Job, *, actor: Actor, at: datetime) -> Job:
    """The job, waiting again: its worker goes home. That was no failed attempt."""
    return change_state(
        job, to=JobState.QUEUED, actor=actor, at=at, lease_until=None, attempts=max(job.attempts - 1, 0)
    )


def cancel(*, job_id: int, actor: Actor, at: datetime) -> Job:
    """The job: one that waits is cancelled, a running one is asked to stop. Raises Refused where it is over."""
    refusals = recorded_refusal(actor=actor, at=at, action="job.cancel", object_kind="job", object_id=job_id)
    with refusals, transaction.atomic():
        job = jobs_visible_to(actor).filter(pk=job_id).first()
        if job is None:
            raise NotFound(f"there is no job {job_id} that you may see", mend="look at the list of jobs")
        require(actor, _permission_for(job.kind))
        if job.state == JobState.QUEUED:
            return change_state(job, to=JobState.CANCELLED, actor=actor, at=at, finished_at=at)
        if job.state != JobState.RUNNING:
            raise Refused(f"job {job_id} is {job.state}", mend="nothing to cancel")
        # The running worker holds the version: asking must not take the job out of its hands.
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        job.cancel_requested = True
        return job


def jobs_visible_to(actor: Actor) -> QuerySet[Job]:
    """Jobs, newest first: all for those who see deliveries city-wide, else one's own."""
    if actor.may(Permission.SEE_INTAKE) and actor.is_city_wide:
        return Job.objects.all()
    return Job.objects.filter(created_by=actor.user) if actor.user else Job.objects.none()


def _claimable(at: datetime) -> QuerySet[Job]:
    is_abandoned = Q(state=JobState.RUNNING, lease_until__lt=at)
    return Job.objects.filter(Q(state=JobState.QUEUED) | is_abandoned).order_by("created_at", "pk")[:20]


def _give_up(job: Job, actor: Actor, at: datetime) -> None:
    error = f"given up: {job.attempts} workers died while they did it"
    change_state(job, to=JobState.FAILED, actor=actor, at=at, finished_at=at, error=error, reason=error)


def _permission_for(kind: str) -> Permission:
    if kind not in _NEEDS:
        raise Refused(f"there is no kind of job {kind!r}", mend=f"kinds are {', '.join(_NEEDS)}")
    return _NEEDS[kind]
