"""What the city does not keep any longer is removed: calls after five months, measures and findings after 25, whatever a hold does not keep.

How long is a dated setting of the city. Evidence of a case is frozen in the ledger and outlives the records. A batch stays known by its
manifest: delivered again, its rows do not come back.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction

from quietline.domain.errors import Refused
from quietline.home import Home, Retention
from quietline.office.audit.record import record
from quietline.office.intake.holds import in_force
from quietline.office.jobs.models import Job, JobState
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.signals.roll_up import caller_day
from quietline.warehouse import retention
from quietline.warehouse.lake import Lake
from quietline.warehouse.quarantined import quarantine_files
from quietline.warehouse.retention import Held, day_folders

KEPT_LONGER = "caller_day"
"""The table of signals that is kept as an aggregate; the others are details and go with the calls."""

SILENT_DAYS = 35
"""Where the youngest calls are older than this, the clock or the deliveries are wrong: nothing is removed by itself then."""


@dataclass(frozen=True)
class Part:
    """One kind of thing: how many of what lies before the day went or would go, their bytes, and the rows that a hold keeps."""

    name: str
    first_kept: date
    count: int
    size_bytes: int
    kept_rows: int = 0


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(following - timedelta(days=1), date(year, month + 1, 1) + timedelta(days=day.day - 1))


def planned(home: Home, *, as_of: date, actor: Actor) -> list[Part]:
    """What `remove` would remove on the day. Nothing is changed."""
    require(actor, Permission.RETAIN)
    rule, held = home.city.retention_on(as_of), in_force()
    first = months_before(as_of, rule.calls_months)
    calls = retention.planned(Lake(home), "calls", first, held)
    parts = [Part("calls", calls.first_kept, len(calls.days), calls.size_bytes, calls.kept_rows)]
    return parts + [_part(name, day, files) for name, day, files in _files(home, as_of, rule, held)]


def remove(
    home: Home,
    *,
    as_of: date,
    actor: Actor,
    at: datetime,
    progress: Callable[[float], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Part]:
    """Remove what is older than the city keeps it on the day. Killed or cancelled, the next run completes it. Audited."""
    require(actor, Permission.RETAIN)
    rule, held, lake = home.city.retention_on(as_of), in_force(), Lake(home)
    first = months_before(as_of, rule.calls_months)
    if not _freeze_aggregates(home, first, progress, cancelled):
        return []
    _record("retention.began", as_of, {"first_kept": {"calls": first, **_first_kept(as_of, rule)}}, actor, at)
    calls = retention.remove(lake, "calls", first, held, at=at)
    parts = [Part("calls", calls.first_kept, len(calls.days), calls.size_bytes, calls.kept_rows)]
    for name, day, files in _files(home, as_of, rule, held):
        parts.append(_part(name, day, files))
        for path in files:
            path.unlink(missing_ok=True)
    _record("retention.ran", as_of, {part.name: _said(part) for part in parts}, actor, at)
    progress(1.0)
    return parts


def is_due(home: Home, as_of: date) -> bool:
    """Whether something is old enough to go, and the clock and the deliveries look right. A simulated city keeps its days."""
    days = Lake(home).days("calls")
    if home.city.demo or (days and _is_silent(days, as_of)):
        return False
    rule = home.city.retention_on(as_of)
    if days and days[0] < months_before(as_of, rule.calls_months):
        return True
    return any(files for _, _, files in _files(home, as_of, rule, in_force()))


def refuse_wrong_clock(home: Home, as_of: date) -> None:
    """Raises Refused where the youngest calls are so old that the day is likely wrong."""
    days = Lake(home).days("calls")
    if days and _is_silent(days, as_of):
        raise Refused(
            f"the youngest calls are of {days[-1]}, more than {SILENT_DAYS} days before {as_of}",
            mend="see that the clock is right and files arrive; name the day with --as-of to remove all the same",
        )


def _is_silent(days: Sequence[date], as_of: date) -> bool:
    return days[-1] < as_of - timedelta(days=SILENT_DAYS)


def _freeze_aggregates(
    home: Home, first: date, progress: Callable[[float], None], cancelled: Callable[[], bool]
) -> bool:
    """Measures of the days that go are computed before. False where it was cancelled."""
    lake = Lake(home)
    kept_from = lake.kept_from("calls")
    days = [day for day in lake.days("calls") if day < first and (kept_from is None or day >= kept_from)]
    for number, day in enumerate(days):
        if cancelled():
            return False
        caller_day(home, day)
        progress(number / len(days))
    return True


def _files(
    home: Home, as_of: date, rule: Retention, held: Sequence[Held]
) -> Iterator[tuple[str, date, list[Path]]]:
    """What is kept as plain files: name, first day that is kept, and the files before it."""
    lake, first = home.lake, _first_kept(as_of, rule)
    details = _by_day(lake / "signals", first["signal_details"])
    found = {
        "signal_details": [path for path in details if path.parent.parent.name != KEPT_LONGER],
        "aggregates": _by_day(lake / "signals" / KEPT_LONGER, first["aggregates"]),
        "findings": _by_day(lake / "findings", first["findings"]),
        "quarantine": quarantine_files(Lake(home), _instant(home, first["quarantine"]), held),
        "uploads": _uploads(home, _instant(home, first["uploads"])),
    }
    yield from ((name, first[name], files) for name, files in found.items())


def _first_kept(as_of: date, rule: Retention) -> dict[str, date]:
    """Of what is kept as plain files: the first day that is kept."""
    return {
        "signal_details": months_before(as_of, rule.calls_months),
        "aggregates": months_before(as_of, rule.aggregates_months),
        "findings": months_before(as_of, rule.findings_months),
        "quarantine": months_before(as_of, rule.quarantine_months),
        "uploads": as_of - timedelta(days=rule.uploads_days),
    }


def _by_day(root: Path, before: date) -> list[Path]:
    return [
        path for folder in day_folders(root, before) for path in sorted(folder.iterdir()) if path.is_file()
    ]


def _uploads(home: Home, before: datetime) -> list[Path]:
    """Files as they were uploaded or dropped, but for those that a job still needs."""
    waiting = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
    needed = {home.root / str(one.arguments.get("path")) for one in waiting}
    folders = [home.root / "uploads", home.inbox / "loaded", home.inbox / "failed"]
    found = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [
        path
        for path in found
        if path not in needed and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before
    ]


def _instant(home: Home, day: date) -> datetime:
    return datetime.combine(day, time(), home.zone)


def _part(name: str, first_kept: date, files: Sequence[Path]) -> Part:
    return Part(name, first_kept, len(files), sum(path.stat().st_size for path in files))


def _said(part: Part) -> dict[str, object]:
    return {
        "first_kept": part.first_kept,
        "removed": part.count,
        "bytes": part.size_bytes,
        "kept_rows": part.kept_rows,
    }


def _record(action: str, as_of: date, after: Mapping[str, object], actor: Actor, at: datetime) -> None:
    with transaction.atomic():
        record(
            actor=actor,
            at=at,
            action=action,
            object_kind="retention",
            object_id=as_of,
            after=after,
        )
