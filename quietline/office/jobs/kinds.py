"""The kinds of jobs and what each does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from quietline.home import Home
from quietline.ingest import profile as profiles
from quietline.ingest.report import BatchReport
from quietline.office.cases.detection import detect, detect_changed
from quietline.office.cases.grounds import days_touched, review_findings, review_reports
from quietline.office.cases.models import BulkDecision
from quietline.office.cases.services.bulk_run import Watch, carry_out, take_back
from quietline.office.intake import inbox, retention, services, withdrawing
from quietline.office.intake.models import Batch, BatchState
from quietline.office.jobs.models import Job
from quietline.office.people.actors import Actor
from quietline.office.people.models import User
from quietline.rulebook.run import ControlDay

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
Runner = Callable[[Home, Job, Progress, Cancelled], Mapping[str, object]]


def run_ingest(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Load the file, or what is in it, then judge what it changed. A file of the inbox is put away with its verdict."""
    path = home.root / str(job.arguments["path"])
    if job.arguments.get("inbox") and not path.exists():
        return {"note": "the file was put away before"}  # a worker died between putting it away and saying so
    loaded = _load(home, path, job, lambda done: progress(done / 2), cancelled)
    result: dict[str, Any] = _as_result(loaded.reports) if loaded.reports else {}
    # A file that is known is judged too: a worker that was killed may have loaded it and judged nothing.
    if loaded.reports and not cancelled():
        result |= _detect_changed(home, job, lambda done: progress((1 + done) / 2), cancelled)
    if job.arguments.get("inbox") and not cancelled():
        if loaded.failure:
            inbox.put_away_failed(home, path, str(loaded.failure))
        else:
            inbox.put_away_loaded(home, path)
    if loaded.failure:
        raise loaded.failure
    return result


def run_replay(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Replay the corrected lines of a batch, then judge what they changed."""
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
    if not cancelled():
        result |= _detect_changed(home, job, lambda done: progress((1 + done) / 2), cancelled)
    return result


def run_withdraw(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Withdraw a batch, judge anew what that changed, mark what does not stand any more."""
    batch, reason = str(job.arguments["batch"]), str(job.arguments["reason"])
    # What is half done is completed whatever its number is by now.
    rows = job.arguments.get("rows") if job.attempts <= 1 else None
    days = withdrawing.withdraw(home, batch, rows=rows, reason=reason, actor=_actor(job), at=timezone.now())
    return _judged_anew(home, job, batch, days, progress, cancelled)


def run_return(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Undo a withdrawal, judge anew what that changed, take the marks away."""
    batch = str(job.arguments["batch"])
    days = withdrawing.undo(home, batch, actor=_actor(job), at=timezone.now())
    return _judged_anew(home, job, batch, days, progress, cancelled)


def _judged_anew(
    home: Home, job: Job, batch: str, days: Sequence[date], progress: Progress, cancelled: Cancelled
) -> dict[str, object]:
    found = Batch.objects.get(batch=batch)
    result: dict[str, object] = {"state": found.state, "rows": withdrawing.rows_of(found)}
    result |= _detect_changed(home, job, progress, cancelled)
    if cancelled():
        return result
    actor, now, is_withdrawn = _actor(job), timezone.now(), found.state == BatchState.WITHDRAWN
    marked = review_findings(home, days_touched(days), actor=actor, at=now)
    batches = withdrawing.goes_with(found)
    marked += review_reports(batches, are_withdrawn=is_withdrawn, actor=actor, at=now)
    return result | {"marked": marked}


def run_retention(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Remove what is older than the city keeps it on the day that the job names."""
    as_of = date.fromisoformat(str(job.arguments["as_of"]))
    parts = retention.remove(
        home, as_of=as_of, actor=_actor(job), at=timezone.now(), progress=progress, cancelled=cancelled
    )
    return {"removed": {part.name: part.count for part in parts}}


def run_detect(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Judge the calendar days of the city from `first` to `last`; without them, what changed since it was judged."""
    if not job.arguments.get("first"):
        return _detect_changed(home, job, progress, cancelled)
    first, last = (date.fromisoformat(str(job.arguments[name])) for name in ("first", "last"))
    only = job.arguments.get("control")
    days = detect(
        home,
        first,
        last,
        only=str(only) if only else None,
        actor=_actor(job),
        at=timezone.now(),
        progress=progress,
        cancelled=cancelled,
    )
    return _counted(days)


def run_bulk(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Carry out a bulk decision that a second person agreed to, from where an earlier worker left it."""
    bulk = BulkDecision.objects.get(pk=job.arguments["bulk"])
    return carry_out(bulk, Watch(progress, cancelled))


def run_bulk_undo(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> Mapping[str, object]:
    """Take back what a bulk decision did, as far as its orders have not left."""
    bulk = BulkDecision.objects.get(pk=job.arguments["bulk"])
    return take_back(bulk, _actor(job), Watch(progress, cancelled))


KINDS: Mapping[str, Runner] = {
    "ingest": run_ingest,
    "detect": run_detect,
    "replay": run_replay,
    "withdraw": run_withdraw,
    "return": run_return,
    "retention": run_retention,
    "bulk": run_bulk,
    "bulk_undo": run_bulk_undo,
}


def _load(home: Home, path: Path, job: Job, progress: Progress, cancelled: Cancelled) -> services.Loaded:
    name = str(job.arguments.get("profile") or "")
    profile = profiles.named(home, name) if name else None
    actor, at = _actor(job), timezone.now()
    try:
        return services.load_all(
            home, path, profile=profile, actor=actor, at=at, progress=progress, cancelled=cancelled
        )
    finally:
        services.take_in(home, actor=actor, at=at)


def _detect_changed(home: Home, job: Job, progress: Progress, cancelled: Cancelled) -> dict[str, object]:
    days = detect_changed(home, actor=_actor(job), at=timezone.now(), progress=progress, cancelled=cancelled)
    return _counted(days)


def _counted(judged: Iterable[ControlDay]) -> dict[str, object]:
    """What a job says of what it judged; the days are null where nothing had changed."""
    days: set[date] = set()
    controls_on_days = matched = 0
    errors: dict[str, str] = {}
    for control_day in judged:
        days.add(control_day.day)
        controls_on_days += 1
        matched += control_day.matched
        if control_day.error:
            errors[control_day.control.control.id] = control_day.error
    return {
        "detected_from": min(days).isoformat() if days else None,
        "detected_to": max(days).isoformat() if days else None,
        "judged": controls_on_days,
        "matched": matched,
        "errors": errors,
    }


def _actor(job: Job) -> Actor:
    """Who asked for the job; the inbox acts for itself."""
    asked: User | None = job.created_by
    return Actor.of(asked, via="job") if asked else Actor.system(_SYSTEM.get(job.kind, "inbox"), via="worker")


_SYSTEM = {"retention": "retention"}


def _as_result(reports: Sequence[BatchReport]) -> dict[str, Any]:
    """The sums of all reports, with the batch of the first that has lines in quarantine."""
    first = next((one for one in reports if one.quarantined), reports[0])
    counts = ("accepted", "duplicate", "quarantined", "total")
    said = ("batch", "file_name", "profile", "kind", "known_as", "remark")
    remark = next((one.remark for one in reports if one.remark), "")
    return (
        {name: getattr(first, name) for name in said}
        | {"remark": remark}
        | {name: sum(getattr(one, name) for one in reports) for name in counts}
    )
