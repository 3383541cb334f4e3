"""Long work survives its worker, can be stopped, and shows how far it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quietline.domain.errors import Conflict, NotFound, Refused
from quietline.home import Home
from quietline.office.jobs import running
from quietline.office.jobs.models import Job
from quietline.office.jobs.services import (
    LEASE_S,
    MAX_ATTEMPTS,
    cancel,
    claim,
    enqueue,
    finish,
    heartbeat,
    is_cancel_requested,
)
from tests.ledger_builders import NOW, SYSTEM, Cast, later

pytestmark = pytest.mark.django_db
DAYS = {"first": "2026-03-18", "last": "2026-03-18"}


def a_job(cast: Cast) -> Job:
    return enqueue(kind="detect", arguments=DAYS, actor=cast.analyst, at=NOW)


def claimed(at: float = 0) -> Job:
    job = claim(actor=SYSTEM, at=later(seconds=at))
    assert job is not None
    return job


def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(cast: Cast) -> None:
    jobs = [a_job(cast) for _ in range(3)]
    assert [claimed().pk for _ in range(3)] == [job.pk for job in jobs]
    assert claim(actor=SYSTEM, at=NOW) is None


def test_a_job_is_taken_up_again_when_its_lease_is_over_and_not_before(cast: Cast) -> None:
    job = a_job(cast)
    claimed()
    assert claim(actor=SYSTEM, at=later(seconds=LEASE_S)) is None
    assert claimed(LEASE_S + 1).pk == job.pk


def test_a_heartbeat_keeps_the_job_and_shows_progress_without_an_entry(cast: Cast) -> None:
    a_job(cast)
    job = claimed()
    assert heartbeat(job, progress=0.4, at=later(seconds=LEASE_S - 1))
    assert claim(actor=SYSTEM, at=later(seconds=LEASE_S + 1)) is None
    job.refresh_from_db()
    assert (job.progress, job.version) == (0.4, 2)


def test_who_lost_the_job_to_another_worker_learns_it(cast: Cast) -> None:
    a_job(cast)
    mine = claimed()
    claimed(LEASE_S + 1)
    assert not heartbeat(mine, progress=0.9, at=later(seconds=LEASE_S + 2))
    with pytest.raises(Conflict):
        finish(mine, result={}, actor=SYSTEM, at=later(seconds=LEASE_S + 2))


def test_a_job_that_kills_its_workers_is_given_up(cast: Cast) -> None:
    job = a_job(cast)
    for attempt in range(MAX_ATTEMPTS):
        claimed(attempt * (LEASE_S + 1))
    assert claim(actor=SYSTEM, at=later(seconds=MAX_ATTEMPTS * (LEASE_S + 1))) is None
    job.refresh_from_db()
    assert job.state == "failed"
    assert "workers died" in job.error


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_is_asked(cast: Cast) -> None:
    first, second = a_job(cast), a_job(cast)
    running_job = claimed()
    assert cancel(job_id=second.pk, actor=cast.analyst, at=NOW).state == "cancelled"
    cancel(job_id=first.pk, actor=cast.analyst, at=NOW)
    assert is_cancel_requested(running_job)
    with pytest.raises(Refused):
        cancel(job_id=second.pk, actor=cast.analyst, at=NOW)


def test_a_job_that_was_asked_to_stop_ends_cancelled(cast: Cast, home: Home) -> None:
    job = a_job(cast)
    Job.objects.update(cancel_requested=True)
    running.run_next(home, timezone.now())
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_worker_that_goes_home_gives_its_job_back(cast: Cast, home: Home) -> None:
    job = a_job(cast)
    running.run_next(home, timezone.now(), stopping=lambda: True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)


def test_a_job_that_fails_says_why(cast: Cast, home: Home) -> None:
    job = enqueue(kind="ingest", arguments={"path": "uploads/none.csv"}, actor=cast.analyst, at=NOW)
    running.run_next(home, timezone.now())
    job.refresh_from_db()
    assert job.state == "failed"
    assert "none.csv" in job.error


def test_only_known_kinds_by_those_who_may(cast: Cast) -> None:
    with pytest.raises(Refused, match="no kind of job"):
        enqueue(kind="format", arguments={}, actor=cast.analyst, at=NOW)
    for who in ("branch", "auditor", "administrator"):
        with pytest.raises(Refused, match="may not"):
            enqueue(kind="detect", arguments=DAYS, actor=cast.by_name(who), at=NOW)


def test_the_job_of_another_is_not_found_by_the_outsider(cast: Cast) -> None:
    job = a_job(cast)
    with pytest.raises(NotFound):
        cancel(job_id=job.pk, actor=cast.outsider, at=NOW)


def test_a_job_runs_with_the_rights_of_who_asked_for_it(cast: Cast, home: Home) -> None:
    job = a_job(cast)
    assert cast.analyst.user is not None
    cast.analyst.user.is_active = False
    cast.analyst.user.save()
    running.run_next(home, timezone.now() + timedelta(seconds=1))
    job.refresh_from_db()
    assert job.state == "failed"
    assert "not active" in job.error
