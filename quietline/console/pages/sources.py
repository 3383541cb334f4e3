"""How those who deliver fare: what they carry, what came, what is missing, who fell silent (clause 3.1)."""

from dataclasses import dataclass
from datetime import time

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from quietline.console.listing import whole_number
from quietline.console.page import ConsoleRequest, Section, page
from quietline.console.pictures.day_bars import DayBars, day_bars
from quietline.domain.errors import InputError
from quietline.domain.labels import Label
from quietline.office.intake.health import Health, sources_health
from quietline.office.intake.sources import CARRIED, set_rhythm
from quietline.office.people.permissions import ROLES_WITH, Permission

CARRIED_LABELS = {
    "unanswered": Label(zh="未接通", en="Unanswered"),
    "incoming": Label(zh="被叫侧", en="Called side"),
    "off_net": Label(zh="网间", en="Off-net"),
}


@dataclass(frozen=True)
class SourceRow:
    """A source as its row shows it. `carries`: label, whether it is carried, since when."""

    health: Health
    bars: DayBars
    carries: tuple[tuple[Label, bool, str], ...]


@page(
    "sources/",
    name="sources",
    clauses=("3.1",),
    title=Label(zh="来源状况", en="Sources"),
    roles=ROLES_WITH[Permission.SEE_INTAKE],
    section=Section.SOURCES,
    order=2,
    key="s",
    icon="sources",
)
def sources(request: ConsoleRequest) -> HttpResponse:
    """A row for each source; its bars are its last fourteen days."""
    found = sources_health(settings.HOME, request.actor, timezone.now())
    context = {
        "rows": [_row(health) for health in found],
        "silent": sum(health.is_silent for health in found),
        "may_set": request.actor.may(Permission.INGEST),
    }
    return render(request, "console/sources.html", context)


@page(
    "sources/<str:name>/rhythm/",
    name="source_rhythm",
    clauses=("3.1",),
    title=Label(zh="设置到达节奏", en="Set the rhythm"),
    roles=ROLES_WITH[Permission.INGEST],
    methods=("POST",),
)
def source_rhythm(request: ConsoleRequest, name: str) -> HttpResponse:
    """Says by when a source is expected, and after how many hours of silence somebody is told."""
    given = request.POST
    set_rhythm(
        name=name,
        version=whole_number(given.get("version", "")) or 0,
        expected_by=_time(given.get("expected_by", "")),
        silent_after_h=_hours(given.get("silent_after_h", "").strip()),
        note=given.get("note", ""),
        actor=request.actor,
        at=timezone.now(),
    )
    messages.success(request, _("The rhythm of %(name)s is set") % {"name": name})
    return HttpResponseRedirect(reverse("sources"))


def _row(health: Health) -> SourceRow:
    said = health.source.carries
    carries = tuple(
        (CARRIED_LABELS[name], bool(said[name]["carried"]), str(said[name]["since"]))
        for name in CARRIED
        if name in said
    )
    days = [(one.day, one.rows) for one in health.days]
    return SourceRow(health, day_bars(days, gaps_are_missing=health.source.kind == "calls"), carries)


def _hours(text: str) -> int | None:
    """None for no alarm. What is no number is refused: it must not switch the alarm off."""
    hours = whole_number(text)
    if text and hours is None:
        raise InputError(f"{text!r} is not a whole number", mend="give hours, or none")
    return hours


def _time(text: str) -> time | None:
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"{text!r} is not a time of day", mend="write it as 06:00") from error
