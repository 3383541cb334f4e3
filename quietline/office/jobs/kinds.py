"""The kinds of jobs and what each does."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Max, Min
from django.utils import timezone

from quietline.domain.errors import QuietlineError
from quietline.home import Home
from quietline.ingest import profile as profiles
from quietline.ingest.report import BatchReport
from quietline.office.cases.detection import detect
from quietline.office.intake import inbox, services
from quietline.office.intake.models import Batch
from quietline.office.jobs.models import Job
from quietline.office.people.actors import Actor
from quietline.office.people.models import User
from quietline.warehouse.lake import Lake

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
Runner = Callable[[Home, Job, Progress, Cancelled], Mapping[str, object]]


def run_ingest(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Load the file, then judge the days it touched. A file of the inbox is put away with its verdict."""
    path = home.root / str(job.arguments["path"])
    if job.arguments.get("inbox") and not path.exists():
        return {"note": "the file was put away before"}  # a worker died between putting it away and saying so
    try:
        report = _load(home, path, job, lambda done: progress(done / 2), cancelled)
    except QuietlineError as error:
        if job.arguments.get("inbox") and not cancelled():
            inbox.put_away_failed(home, path, str(error))
        raise
    result = _as_result(report)
    first, last = report.first_day, report.last_day
    # A file that is known is judged too: a worker that was killed may have loaded it and judged nothing.
    if report.kind == "calls" and first and last and not cancelled():
        result |= _detect(
            home, job, first, _last_affected(home, last), lambda done: progress((1 + done) / 2), cancelled
        )
    if job.arguments.get("inbox") and not cancelled():
        inbox.put_away_loaded(home, path)
    return result


def run_replay(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Replay the corrected lines of a batch, then judge the days that they touched."""
    batch, half = str(job.arguments["batch"]), lambda done: progress(done / 2)
    replayed = services.replay_batch(
        home,
        batch,
        actor=_actor(job),
        at=timezone.now(),
        progress=half,
        cancelled=cancelled,
        again=job.attempts > 1,
    )
    result: dict[str, object] = {"corrected": replayed.corrected, "still_wrong": replayed.still_wrong}
    # Also what an earlier worker of the job replayed before it died: it may have judged nothing.
    loaded = Batch.objects.filter(corrects=batch, kind="calls", loaded_at__gte=job.created_at)
    days = loaded.aggregate(first=Min("first_day"), last=Max("last_day"))
    if days["first"] and not cancelled():
        last = _last_affected(home, days["last"])
        result |= _detect(home, job, days["first"], last, lambda done: progress((1 + done) / 2), cancelled)
    return result


def run_detect(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Judge the calendar days of the city from `first` to `last`."""
    first, last = (date.fromisoformat(str(job.arguments[name])) for name in ("first", "last"))
    return _detect(home, job, first, last, progress, cancelled)


KINDS: Mapping[str, Runner] = {"ingest": run_ingest, "detect": run_detect, "replay": run_replay}


def _load(home: Home, path: Path, job: Job, progress: Progress, cancelled: Cancelled) -> BatchReport:
    name = str(job.arguments.get("profile") or "")
    profile = profiles.named(home, name) if name else None
    return services.ingest_file(
        home,
        path,
        profile=profile,
        actor=_actor(job),
        at=timezone.now(),
        progress=progress,
        cancelled=cancelled,
    )


def _detect(
    home: Home, job: Job, first: date, last: date, progress: Progress, cancelled: Cancelled
) -> dict[str, object]:
    matched = 0
    errors: dict[str, str] = {}
    days = detect(
        home, first, last, actor=_actor(job), at=timezone.now(), progress=progress, cancelled=cancelled
    )
    for control_day in days:
        matched += control_day.matched
        if control_day.error:
            errors[control_day.control.control.id] = control_day.error
    return {
        "detected_from": first.isoformat(),
        "detected_to": last.isoformat(),
        "matched": matched,
        "errors": errors,
    }


def _actor(job: Job) -> Actor:
    """Who asked for the job; the inbox acts for itself."""
    asked: User | None = job.created_by
    return Actor.of(asked, via="job") if asked else Actor.system("inbox", via="worker")


def _last_affected(home: Home, last: date) -> date:
    """Sliding windows reach back over midnight: the day after the last one changes too, where it is there."""
    following = last + timedelta(days=1)
    return following if following in Lake(home).days("calls") else last


def _as_result(report: BatchReport) -> dict[str, Any]:
    return {
        "batch": report.batch,
        "file_name": report.file_name,
        "profile": report.profile,
        "kind": report.kind,
        "accepted": report.accepted,
        "duplicate": report.duplicate,
        "quarantined": report.quarantined,
        "total": report.total,
        "known_as": report.known_as,
    }
