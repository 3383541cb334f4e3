"""Which number an address means, and whether the actor may see it at all."""

from datetime import datetime

from django.conf import settings

from quietline.console.number_seal import opened
from quietline.domain.errors import NotFound
from quietline.office.cases.queries import cases_visible_to
from quietline.office.people.actors import Actor
from quietline.office.registry import holders


def number_for(actor: Actor, address: str, at: datetime) -> str:
    """The number at the address. Raises NotFound where there is none within the actor's scope, without telling whether there is one."""
    number = opened(address)
    if not may_see(actor, number, at):
        raise NotFound("there is no number at this address that you may see", mend="search for the number")
    return number


def may_see(actor: Actor, number: str, at: datetime) -> bool:
    """True city-wide, for a number held in the actor's branches now, and for one with a case that he sees."""
    if actor.is_city_wide:
        return True
    day = at.astimezone(settings.HOME.zone).date()
    row = holders.look_up(settings.HOME, {number}, day)[number]
    return actor.sees(row.branch) or cases_visible_to(actor, at).filter(number=number).exists()
