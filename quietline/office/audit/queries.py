"""What auditors ask of the trail."""

from django.db.models import QuerySet

from quietline.office.audit.models import AuditEntry
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission


def entries_visible_to(actor: Actor) -> QuerySet[AuditEntry]:
    """The trail, newest first, for a city-wide auditor; nothing for anybody else: entries name what belongs to every branch."""
    if not (actor.may(Permission.SEE_AUDIT) and actor.is_city_wide):
        return AuditEntry.objects.none()
    return AuditEntry.objects.order_by("-pk")
