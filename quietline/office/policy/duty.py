"""The duty roster: to whom the clocks run, with stand-ins (clause 3.1)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from quietline.domain.errors import Refused
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.people.actors import Actor
from quietline.office.people.models import User
from quietline.office.people.permissions import ROLES_WITH, Permission
from quietline.office.people.services import account
from quietline.office.policy.models import DutyShift
from quietline.office.policy.permissions import require_of_the_city

MAX_SHIFT = timedelta(days=31)


def shifts_from(at: datetime) -> QuerySet[DutyShift]:
    """The shifts that are not over at the instant, in their order."""
    return DutyShift.objects.filter(ends_at__gt=at).select_related("person", "stand_in", "above")


def shift_at(at: datetime) -> DutyShift | None:
    """The shift of an instant: of several the one that was set last."""
    return shifts_from(at).filter(begins_at__lte=at).order_by("-pk").first()


def on_duty(shift: DutyShift | None, level: int) -> User | None:
    """Whom a level of the shift means: 0 who is on duty, 1 his stand-in, 2 the level above.

    Where somebody is not there, has left or was switched off, the next one who is; None where there is nobody at all.
    """
    if shift is None:
        return None
    people = (shift.person, shift.stand_in, shift.above)
    order = (*people[level:], *reversed(people[:level]))
    return next((one for one in order if one is not None and one.is_active), None)


def set_shift(
    *,
    person: str,
    stand_in: str = "",
    above: str = "",
    begins_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
) -> DutyShift:
    """The shift of these accounts from an instant to another. A later one over the same hours takes its place there.

    Raises Refused where it is over, too long, or names somebody twice or who may not work on cases; NotFound for unknown accounts.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="dutyshift.set", object_kind="dutyshift", object_id=person
    )
    with refusals, transaction.atomic():
        user = require_of_the_city(actor)
        _check_hours(begins_at, ends_at, at)
        people = {"person": person, "stand_in": stand_in, "above": above}
        named = {role: _able(name) for role, name in people.items() if name or role == "person"}
        if len({one.staff_number for one in named.values()}) < len(named):
            raise Refused("nobody stands in for himself", mend="name another person")
        shift = DutyShift(begins_at=begins_at, ends_at=ends_at, set_by=user, set_at=at, **named)
        shift.save(force_insert=True)
        record(
            actor=actor,
            at=at,
            action="dutyshift.set",
            object_kind="dutyshift",
            object_id=shift.pk,
            after={**people, "begins_at": begins_at, "ends_at": ends_at},
        )
    return shift


def able_to_serve() -> QuerySet[User]:
    """Active accounts that decide, verify or review: those whom the roster may name."""
    roles = ROLES_WITH[Permission.DECIDE] | ROLES_WITH[Permission.SECOND_PERSON]
    found = User.objects.filter(is_active=True, roles__name__in=roles)
    return found.distinct().order_by("display_name", "username")


def _able(username: str) -> User:
    user = account(username)
    if not able_to_serve().filter(pk=user.pk).exists():
        raise Refused(f"{username!r} neither decides nor reviews cases", mend="name an analyst or a reviewer")
    return user


def _check_hours(begins_at: datetime, ends_at: datetime, at: datetime) -> None:
    if not begins_at < ends_at <= begins_at + MAX_SHIFT:
        raise Refused(
            "a shift ends after it begins, and within 31 days", mend="correct its beginning or its end"
        )
    if ends_at <= at:
        raise Refused("the shift is over", mend="correct its beginning or its end")
