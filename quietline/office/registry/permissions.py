"""Who may see the list of protected callers: it names numbers of every branch."""

from django.db.models import QuerySet

from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission
from quietline.office.registry.models import ProtectedCaller


def protections_visible_to(actor: Actor, entries: QuerySet[ProtectedCaller]) -> QuerySet[ProtectedCaller]:
    """The entries for who sees deliveries of the whole city; nothing for anybody else."""
    return entries if actor.may(Permission.SEE_INTAKE) and actor.is_city_wide else entries.none()
