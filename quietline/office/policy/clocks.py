"""The clocks of a city: those that come with the product, and what the city set over them (clause 3.1)."""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from quietline.domain.clocks import CASE_CLOCKS, CLOCK_SOURCES, CaseClock, Clocks, clocks_valid_on
from quietline.domain.errors import Refused
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.people.actors import Actor
from quietline.office.policy import models
from quietline.office.policy.permissions import require_of_the_city

MAX_HOURS = 24 * 30


def clocks_on(day: date) -> Clocks:
    """The clocks that hold on a calendar day of the city."""
    rows = models.CaseClock.objects.filter(valid_from__lte=day)
    return clocks_valid_on([*CASE_CLOCKS, *map(_from_row, rows)], day)


def clocks_at(at: datetime) -> Clocks:
    """The clocks of the city's calendar day of an instant."""
    return clocks_on(at.astimezone(settings.HOME.zone).date())


def set_clock(*, clock: CaseClock, reason: str, actor: Actor, at: datetime) -> CaseClock:
    """The clock as it runs from its day on, today or later; cases that are open keep their due times. Raises Refused for what is no clock."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="caseclock.set", object_kind="caseclock", object_id=clock.source
    )
    with refusals:
        user = require_of_the_city(actor)
        _check(clock, reason, at.astimezone(settings.HOME.zone).date())
        hours = {name: getattr(clock, name) for name in ("hours", "warn_hours", "escalate_hours")}
        row = models.CaseClock(
            source=clock.source,
            valid_from=clock.valid_from,
            reason=reason.strip(),
            set_by=user,
            set_at=at,
            **hours,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                record(
                    actor=actor,
                    at=at,
                    action="caseclock.set",
                    object_kind="caseclock",
                    object_id=row.source,
                    after={"valid_from": row.valid_from, **hours},
                    reason=row.reason,
                )
        except IntegrityError as error:
            raise Refused(
                f"the clock of {clock.source or 'any source'} was set for {clock.valid_from} already",
                mend="choose a later day",
            ) from error
    return clock


def _check(clock: CaseClock, reason: str, today: date) -> None:
    if clock.source not in CLOCK_SOURCES:
        raise Refused(
            f"there is no source of suspicion {clock.source!r}",
            mend=f"it is one of {', '.join(filter(None, CLOCK_SOURCES))}",
        )
    if not (0 < clock.hours <= MAX_HOURS and 0 <= clock.warn_hours < clock.hours):
        raise Refused(
            f"{clock.hours:g} hours with a warning {clock.warn_hours:g} hours before are no clock",
            mend=f"more than 0 and at most {MAX_HOURS} hours, and the warning shorter than that",
        )
    if not 0 < clock.escalate_hours <= MAX_HOURS:
        raise Refused(
            f"{clock.escalate_hours:g} hours between two levels are not between 0 and {MAX_HOURS}",
            mend="give hours",
        )
    if clock.valid_from < today:
        raise Refused(f"{clock.valid_from} is over", mend="a clock runs from today or from a later day")
    if not reason.strip():
        raise Refused("a reason is required", mend="say in a sentence why")


def _from_row(row: models.CaseClock) -> CaseClock:
    return CaseClock(row.source, row.hours, row.warn_hours, row.escalate_hours, row.valid_from)
