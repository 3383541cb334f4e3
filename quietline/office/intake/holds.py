"""Legal holds: calls that are kept as long as somebody needs them as evidence, with the reason and by whom."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from quietline.domain.errors import NotFound, Refused
from quietline.domain.number_normalisation import normalise
from quietline.office.audit.changes import change_state, create_recorded
from quietline.office.intake.models import HoldState, LegalHold
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.warehouse.retention import Held

REASON_MAX = 500


def set_hold(
    *, number: str, first: date | None, last: date | None, reason: str, actor: Actor, at: datetime
) -> LegalHold:
    """The hold on the calls of a number, of a span of days, or of a number in a span.

    Raises Refused where it says neither, or not why, and for who does not act for the whole city: its calls know no branch.
    """
    require(actor, Permission.HOLD)
    if not actor.is_city_wide:
        raise Refused("a hold keeps calls of the whole city", mend="leave it to somebody of the city")
    if not reason.strip():
        raise Refused("a reason is required", mend="say in a sentence why")
    found = normalise(number, area_code=settings.HOME.city.area_code).number if number.strip() else ""
    if number.strip() and not found:
        raise Refused(f"{number!r} is not a telephone number", mend="write it as people dial it")
    if not found and (first is None or last is None):
        raise Refused("a hold names a number, or a first and a last day", mend="name what has to be kept")
    if first and last and first > last:
        raise Refused(f"{first} is after {last}", mend="name the earlier day first")
    hold = LegalHold(
        number=found,
        first_day=first,
        last_day=last,
        reason=reason.strip()[:REASON_MAX],
        set_by=actor.name,
        set_at=at,
    )
    return create_recorded(hold, actor=actor, at=at, reason=hold.reason)


def release_hold(*, hold_id: int, reason: str, actor: Actor, at: datetime) -> LegalHold:
    """The hold, over: the next run of retention removes what only it kept. Raises NotFound, Refused without a reason."""
    require(actor, Permission.HOLD)
    if not reason.strip():
        raise Refused("a reason is required", mend="say in a sentence why")
    with transaction.atomic():
        hold = holds_visible_to(actor).filter(pk=hold_id, state=HoldState.HELD).first()
        if hold is None:
            raise NotFound(f"there is no hold {hold_id}", mend="take it from the list of holds")
        return change_state(
            hold,
            to=HoldState.RELEASED,
            actor=actor,
            at=at,
            reason=reason.strip()[:REASON_MAX],
            released_by=actor.name,
            released_at=at,
            release_reason=reason.strip()[:REASON_MAX],
        )


def holds_visible_to(actor: Actor) -> QuerySet[LegalHold]:
    """All holds for those of the whole city who may set them, remove calls or read the audit trail; those in force first."""
    sees = actor.may(Permission.HOLD) or actor.may(Permission.RETAIN) or actor.may(Permission.SEE_AUDIT)
    found = LegalHold.objects.order_by("state", "-set_at", "-id")
    return found if sees and actor.is_city_wide else found.none()


def in_force() -> list[Held]:
    """What must be kept now."""
    held = LegalHold.objects.filter(state=HoldState.HELD)
    return [Held(one.number, one.first_day, one.last_day) for one in held]
