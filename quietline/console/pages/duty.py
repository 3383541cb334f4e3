"""The duty roster: to whom the clocks run now, and who follows (clause 3.1)."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.page import ConsoleRequest, Section, page
from quietline.domain.errors import Refused
from quietline.domain.labels import Label
from quietline.office.people.permissions import ROLES_WITH, Permission
from quietline.office.policy.duty import able_to_serve, set_shift, shift_at, shifts_from


@page(
    "duty/",
    name="duty",
    clauses=("3.1",),
    title=Label(zh="值班", en="Duty roster"),
    roles=ROLES_WITH[Permission.SEE_CASES] | ROLES_WITH[Permission.SET_POLICY],
    section=Section.ACT,
    order=8,
    icon="clock",
)
def duty(request: ConsoleRequest) -> HttpResponse:
    """The shift of now first, then those to come; who sets policy for the whole city adds one."""
    now, may_set = timezone.now(), request.actor.may(Permission.SET_POLICY) and request.actor.is_city_wide
    context = {
        "current": shift_at(now),
        "shifts": shifts_from(now),
        "people": able_to_serve() if may_set else (),
        "may_set": may_set,
    }
    return render(request, "console/duty.html", context)


@page(
    "duty/set/",
    name="duty_set",
    clauses=("3.1",),
    title=Label(zh="排班", en="Set a shift"),
    roles=ROLES_WITH[Permission.SET_POLICY],
    methods=("POST",),
)
def duty_set(request: ConsoleRequest) -> HttpResponse:
    """A shift from an hour to another, with a stand-in and the level above."""
    given = request.POST
    set_shift(
        person=given.get("person", ""),
        stand_in=given.get("stand_in", ""),
        above=given.get("above", ""),
        begins_at=_instant(given.get("begins_at", "")),
        ends_at=_instant(given.get("ends_at", "")),
        actor=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("The shift is set"))
    return HttpResponseRedirect(reverse("duty"))


def _instant(text: str) -> datetime:
    """Local time of the city, as the browser's field writes it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=settings.HOME.zone)
    except ValueError as error:
        raise Refused(f"{text!r} is no date with a time", mend="write it as 2026-03-20T08:00") from error
