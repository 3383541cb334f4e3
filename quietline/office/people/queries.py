"""Accounts, for those who manage them."""

from django.db.models import QuerySet

from quietline.office.people.actors import Actor
from quietline.office.people.models import User
from quietline.office.people.permissions import Permission


def users_visible_to(actor: Actor) -> QuerySet[User]:
    """All accounts for an administrator, one's own for anybody else."""
    users = User.objects.prefetch_related("roles", "scopes").order_by("username")
    if actor.may(Permission.MANAGE_USERS):
        return users
    return users.filter(pk=actor.user.pk) if actor.user else users.none()
