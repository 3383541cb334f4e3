"""Who sets what holds for the whole city."""

from quietline.domain.errors import Refused
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.models import User
from quietline.office.people.permissions import Permission


def require_of_the_city(actor: Actor | None) -> User:
    """The account of the person who sets policy. Raises Refused for who has not the right, and for who sees only a part of the city."""
    user = require_person(actor, Permission.SET_POLICY)
    if actor is None or not actor.is_city_wide:
        raise Refused(
            "what holds for the whole city is set by somebody of the whole city",
            mend="ask the city's reviewer",
        )
    return user
