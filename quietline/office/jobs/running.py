"""Does one job: with a heartbeat, and attention to those who want it stopped."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from quietline.domain.errors import Conflict, QuietlineError
from quietline.home import Home
from quietline.office.jobs import services
from quietline.office.jobs.kinds import KINDS
from quietline.office.jobs.models import Job, JobState
from quietline.office.people.actors import Actor

BEAT_S = 1.0
"""Shortest time between two heartbeats: progress may be told a thousand times a second."""


def run_next(home: Home, at: datetime, *, stopping: Callable[[], bool] = lambda: False) -> Job | None:
    """The job that was done, or None where none waited. `stopping` true: the job goes back to the queue as soon as it can."""
    actor = Actor.system("jobs", via="worker")
    job = services.claim(actor=actor, at=at)
    if job is not None:
        _do(home, job, actor, stopping)
    return job


def _do(home: Home, job: Job, actor: Actor, stopping: Callable[[], bool]) -> None:
    watch = _Watch(job, stopping)
    try:
        result = KINDS[job.kind](home, job, watch.progress, watch.cancelled)
        _finish(job, result, actor, watch)
    except QuietlineError as error:
        _fail(job, error, actor, watch)


def _finish(job: Job, result: Mapping[str, object], actor: Actor, watch: "_Watch") -> None:
    try:
        if not watch.was_stopped:
            services.finish(job, result=result, actor=actor, at=timezone.now())
        elif services.is_cancel_requested(job):
            services.stop(job, actor=actor, at=timezone.now())
        else:
            services.give_back(job, actor=actor, at=timezone.now())
    except Conflict:  # our lease was over and another worker has the job: what it says counts
        return


def _fail(job: Job, error: QuietlineError, actor: Actor, watch: "_Watch") -> None:
    """A job that was told to stop may end in an error of its own: then it was stopped."""
    if watch.was_stopped:
        _finish(job, {}, actor, watch)
        return
    if job.state == JobState.RUNNING:
        services.fail(job, error=str(error), actor=actor, at=timezone.now())


@dataclass
class _Watch:
    """Between the work and the ledger: passes progress on as heartbeats, and asks now and then whether to stop."""

    job: Job
    stopping: Callable[[], bool]
    was_stopped: bool = False
    share: float = 0.0
    next_beat: float = field(default_factory=time.monotonic)

    def progress(self, done: float) -> None:
        """Called by the work with the share done, as often as it likes."""
        self.share = done
        self._beat()

    def cancelled(self) -> bool:
        """Called by the work; true when it should stop."""
        self._beat()
        self.was_stopped = self.was_stopped or self.stopping()
        return self.was_stopped

    def _beat(self) -> None:
        now = time.monotonic()
        if now < self.next_beat:
            return
        self.next_beat = now + BEAT_S
        is_ours = services.heartbeat(self.job, progress=self.share, at=timezone.now())
        if not is_ours or services.is_cancel_requested(self.job):
            self.was_stopped = True
