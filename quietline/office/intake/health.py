"""How sources fare: what came on each of the last days, what is missing, how late it comes, how much of it is quarantined."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq
from django.db.models import Max, QuerySet

from quietline.home import Home
from quietline.office.intake.models import Batch, BatchState, Source, SourceState
from quietline.office.intake.queries import batches_visible_to, open_lines_of, sources_visible_to
from quietline.office.people.actors import Actor
from quietline.warehouse.lake import Lake, day_of, original_batch

DAYS = 14


@dataclass(frozen=True)
class DayOfSource:
    """A day and how many rows of it are there; None where the source did not deliver yet."""

    day: date
    rows: int | None


@dataclass(frozen=True)
class Health:
    """How a source fares. `silent_h` are the hours since its last file that stands; `late_h` is the median delay of its files behind the
    end of their last day, in hours."""

    source: Source
    last: Batch | None
    silent_h: float
    is_silent: bool
    days: tuple[DayOfSource, ...]
    missing: tuple[date, ...]
    quarantined_share: float | None
    open_lines: int
    late_h: float | None
    is_late: bool


def sources_health(home: Home, actor: Actor, at: datetime) -> list[Health]:
    """The sources that the actor may see. Days are the last fourteen up to yesterday; of a source that fell silent, up to its last."""
    sources = list(sources_visible_to(actor))
    if not sources:
        return []
    batches = list(_deliveries(actor))
    still_open = open_lines_of([one for one in batches if one.quarantined])
    healths = []
    for source in sources:
        own = [one for one in batches if one.profile == source.name]
        healths.append(_health(home, source, own, still_open, at))
    return healths


def silent_sources(actor: Actor, at: datetime) -> list[tuple[Source, float]]:
    """Sources in use whose alarm is raised, and for how many hours they have been silent."""
    last = dict(_deliveries(actor).order_by().values_list("profile").annotate(last=Max("loaded_at")))
    silent = [(one, _silent_h(one, last.get(one.name), at)) for one in sources_visible_to(actor)]
    return [(one, hours) for one, hours in silent if _is_silent(one, hours)]


def _deliveries(actor: Actor) -> QuerySet[Batch]:
    """What counts as delivered: neither what was withdrawn nor lines that were corrected here."""
    return batches_visible_to(actor).filter(state=BatchState.LOADED, corrects="")


def _health(
    home: Home, source: Source, batches: Sequence[Batch], still_open: Mapping[str, int], at: datetime
) -> Health:
    last = max(batches, key=lambda one: one.loaded_at, default=None)
    silent_h = _silent_h(source, last.loaded_at if last else None, at)
    recent = [one for one in batches if last and one.loaded_at > last.loaded_at - timedelta(days=DAYS)]
    total = sum(one.total for one in recent)
    days = _days(home, source, batches, at)
    return Health(
        source=source,
        last=last,
        silent_h=silent_h,
        is_silent=_is_silent(source, silent_h),
        days=days,
        missing=tuple(one.day for one in days if one.rows == 0) if source.kind == "calls" else (),
        quarantined_share=sum(one.quarantined for one in recent) / total if total else None,
        open_lines=sum(still_open.get(one.batch, 0) for one in batches),
        late_h=_lateness(home, recent),
        is_late=_is_late(home, source, batches, at),
    )


def _days(home: Home, source: Source, batches: Sequence[Batch], at: datetime) -> tuple[DayOfSource, ...]:
    """Of calls by their own day, of everything else by the day on which it came."""
    spans = [_span(home, one) for one in batches]
    begin, last = (
        min((first for first, _ in spans), default=None),
        max((end for _, end in spans), default=None),
    )
    end = at.astimezone(home.zone).date() - timedelta(days=1 if source.kind == "calls" else 0)
    if last and last < end - timedelta(days=DAYS):
        end = last
    shown = [end - timedelta(days=back) for back in reversed(range(DAYS))]
    rows = _rows_by_day(home, source, batches, shown)
    return tuple(DayOfSource(day, rows.get(day, 0) if begin and day >= begin else None) for day in shown)


def _span(home: Home, batch: Batch) -> tuple[date, date]:
    came = batch.loaded_at.astimezone(home.zone).date()
    return batch.first_day or came, batch.last_day or came


def _silent_h(source: Source, last: datetime | None, at: datetime) -> float:
    """Hours since the last file; where none stands any more, since the source is known."""
    return _hours(at - (last or source.since))


def _is_silent(source: Source, hours: float) -> bool:
    alarmed = source.state == SourceState.ACTIVE and source.silent_after_h is not None
    return alarmed and hours > (source.silent_after_h or 0)


def _is_late(home: Home, source: Source, batches: Sequence[Batch], at: datetime) -> bool:
    """Whether it is past the hour by which the day before should have arrived, and it has not."""
    local = at.astimezone(home.zone)
    if not source.expected_by or source.state != SourceState.ACTIVE:
        return False
    if local.time() < time.fromisoformat(source.expected_by):
        return False
    return all(_span(home, one)[1] < local.date() - timedelta(days=1) for one in batches)


def _lateness(home: Home, batches: Iterable[Batch]) -> float | None:
    delays = [
        _hours(one.loaded_at - datetime.combine(one.last_day + timedelta(days=1), time(), home.zone))
        for one in batches
        if one.last_day
    ]
    return max(0.0, median(delays)) if delays else None


def _rows_by_day(
    home: Home, source: Source, batches: Sequence[Batch], shown: Sequence[date]
) -> Mapping[date, int]:
    found: Counter[date] = Counter()
    if source.kind == "calls":
        own = {one.batch for one in batches}
        for path in Lake(home).files("calls", shown[0], shown[-1]):
            day = day_of(str(path))
            if day and original_batch(str(path)) in own:
                found[day] += _rows_of(path)
        return found
    for one in batches:
        found[one.loaded_at.astimezone(home.zone).date()] += one.accepted
    return found


@lru_cache(maxsize=10_000)
def _rows_of(path: Path) -> int:
    """A committed file never changes."""
    return int(pq.read_metadata(path).num_rows)


def _hours(span: timedelta) -> float:
    return span.total_seconds() / 3600
