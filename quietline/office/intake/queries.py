"""What came in, for those who may see it: a delivery holds numbers of every branch, so it is seen city-wide only."""

from django.db.models import QuerySet

from quietline.domain.errors import NotFound
from quietline.office.intake.models import Batch, Report
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission


def batches_visible_to(actor: Actor) -> QuerySet[Batch]:
    """Delivered files, newest first."""
    return Batch.objects.all() if _sees_deliveries(actor) else Batch.objects.none()


def batch_for(actor: Actor, batch: str) -> Batch:
    """The batch. Raises NotFound where there is none that the actor may see."""
    found = batches_visible_to(actor).filter(batch=batch).first()
    if found is None:
        raise NotFound(
            f"there is no batch {batch!r} that you may see", mend="take it from the list of batches"
        )
    return found


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
