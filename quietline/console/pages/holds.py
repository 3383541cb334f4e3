"""Legal holds: calls that are kept beyond retention, with the reason and by whom (clause 3.1)."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.listing import Column, day_in, listing
from quietline.console.page import ConsoleRequest, Section, page
from quietline.domain.errors import InputError
from quietline.domain.labels import Label
from quietline.office.cases.permissions import sees_whole_number
from quietline.office.intake.holds import holds_visible_to, release_hold, set_hold
from quietline.office.intake.models import HoldState
from quietline.office.people.permissions import ROLES_WITH, Permission

COLUMNS = (
    Column("state", Label(zh="状态", en="State"), ("state", "-set_at")),
    Column("number", Label(zh="号码", en="Number"), ("number",)),
    Column("days", Label(zh="日期", en="Days"), ("first_day",)),
    Column("reason", Label(zh="理由", en="Reason"), css="wide"),
    Column("set", Label(zh="设置", en="Placed"), ("set_at",)),
    Column("released", Label(zh="解除", en="Lifted"), ("released_at",)),
    Column("action", Label(zh="操作", en="Action")),
)


@page(
    "holds/",
    name="holds",
    clauses=("3.1",),
    title=Label(zh="依法保留", en="Legal holds"),
    roles=ROLES_WITH[Permission.HOLD] | ROLES_WITH[Permission.RETAIN] | ROLES_WITH[Permission.SEE_AUDIT],
    section=Section.SOURCES,
    order=6,
    key="h",
    icon="holds",
)
def holds(request: ConsoleRequest) -> HttpResponse:
    """Those in force first; for who may, placing one and lifting one."""
    found = holds_visible_to(request.actor)
    context = {
        "list": listing(request, found, COLUMNS, sort="state"),
        "in_force": found.filter(state=HoldState.HELD).count(),
        "may_hold": request.actor.may(Permission.HOLD) and request.actor.is_city_wide,
        "is_whole": sees_whole_number(request.actor),
    }
    return render(request, "console/holds.html", context)


@page(
    "holds/place/",
    name="hold_place",
    clauses=("3.1",),
    title=Label(zh="设置依法保留", en="Place a hold"),
    roles=ROLES_WITH[Permission.HOLD],
    methods=("POST",),
)
def place_hold(request: ConsoleRequest) -> HttpResponse:
    """Keeps the calls of a number, of a span of days, or of a number in a span."""
    given = request.POST
    set_hold(
        number=given.get("number", ""),
        first=_day(given.get("first", "")),
        last=_day(given.get("last", "")),
        reason=given.get("reason", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("The calls are kept until the hold is lifted"))
    return HttpResponseRedirect(reverse("holds"))


@page(
    "holds/<int:hold_id>/lift/",
    name="hold_lift",
    clauses=("3.1",),
    title=Label(zh="解除依法保留", en="Lift a hold"),
    roles=ROLES_WITH[Permission.HOLD],
    methods=("POST",),
)
def lift_hold(request: ConsoleRequest, hold_id: int) -> HttpResponse:
    """Ends the hold; the next run of retention removes what only it kept."""
    reason = request.POST.get("reason", "")
    release_hold(hold_id=hold_id, reason=reason, actor=request.actor, at=timezone.now())
    messages.success(request, _("The hold is lifted; what only it kept goes with the next run of retention"))
    return HttpResponseRedirect(reverse("holds"))


def _day(text: str) -> date | None:
    """None where none is named. What is no day is refused: a hold must not keep less than was meant."""
    day = day_in(text.strip())
    if text.strip() and day is None:
        raise InputError(f"{text!r} is not a date", mend="write it as 2026-03-18")
    return day
