"""What came in, for those who may see it: a delivery holds numbers of every branch, so it is seen city-wide only."""

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from quietline.domain.errors import NotFound
from quietline.home import Home
from quietline.ingest import quarantine
from quietline.ingest.quarantine import QuarantinedRow
from quietline.ingest.returned import ReturnedLine
from quietline.office.intake.models import SETTLED, Batch, Correction, CorrectionState, Report, Source
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission


def batches_visible_to(actor: Actor) -> QuerySet[Batch]:
    """Delivered files, newest first."""
    return Batch.objects.all() if _sees_deliveries(actor) else Batch.objects.none()


def sources_visible_to(actor: Actor) -> QuerySet[Source]:
    """Who delivers, by kind and name."""
    return Source.objects.all() if _sees_deliveries(actor) else Source.objects.none()


def batch_for(actor: Actor, batch: str) -> Batch:
    """The batch. Raises NotFound where there is none that the actor may see."""
    found = batches_visible_to(actor).filter(batch=batch).first()
    if found is None:
        raise NotFound(
            f"there is no batch {batch!r} that you may see", mend="take it from the list of batches"
        )
    return found


def lines_by_state(batch: Batch) -> dict[str, int]:
    """How many quarantined lines of the batch are in each state, and `all` of them; lines that nobody touched are `open`."""
    counts = {state.value: 0 for state in CorrectionState}
    grouped = batch.corrections.order_by().values_list("state").annotate(n=Count("pk"))
    counts |= dict(grouped)
    counts["open"] = batch.quarantined - sum(counts[state] for state in CorrectionState if state != "open")
    return {**counts, "all": batch.quarantined}


def open_lines(batch: Batch) -> int:
    """How many quarantined lines of the batch nobody has settled: neither replayed nor given up."""
    return batch.quarantined - batch.corrections.filter(state__in=SETTLED).count()


def open_lines_of(batches: Sequence[Batch]) -> dict[str, int]:
    """Batch → how many of its quarantined lines nobody has settled; one query for all of them."""
    settled = Correction.objects.filter(batch__in=[one.pk for one in batches], state__in=SETTLED)
    counts = dict(settled.order_by().values_list("batch").annotate(n=Count("pk")))
    return {one.batch: one.quarantined - counts.get(one.pk, 0) for one in batches}


def corrections_of(batch: Batch, lines: list[int]) -> dict[int, Correction]:
    """Line → what somebody made of it."""
    return {found.line: found for found in batch.corrections.filter(line__in=lines)}


def lines_of(home: Home, batch: Batch) -> list[ReturnedLine]:
    """The quarantined lines of the batch that are not settled, as they stand now."""
    settled = list(batch.corrections.filter(state__in=SETTLED).values_list("line", flat=True))
    rows = quarantine.rows(home, batch.batch, without=settled, limit=max(batch.quarantined, 1))
    worked_on = {found.line: found for found in batch.corrections.exclude(state__in=SETTLED)}
    return [_returned(batch, row, worked_on.get(row.line)) for row in rows]


def _returned(batch: Batch, row: QuarantinedRow, now: Correction | None) -> ReturnedLine:
    if now is None:
        return ReturnedLine(batch.batch, row.line, 0, row.column, row.reason, row.expected, row.raw)
    return ReturnedLine(batch.batch, row.line, now.version, now.column, now.problem, now.expected, now.text)


def reports_visible_to(actor: Actor) -> QuerySet[Report]:
    """Reports by people, newest first; those without a case are seen city-wide only."""
    if not actor.may(Permission.SEE_CASES):
        return Report.objects.none()
    reports = Report.objects.order_by("-reported_at", "-id")
    return (
        reports if actor.is_city_wide else reports.filter(case_report__case__branch__in=actor.branches - {""})
    )


def _sees_deliveries(actor: Actor) -> bool:
    return actor.may(Permission.SEE_INTAKE) and actor.is_city_wide
