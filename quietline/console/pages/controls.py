"""The controls: what each looks for, with which figures, when it ran and what became of what it found (clause 3.1)."""

from datetime import date, timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from quietline.console.control_rows import control_rows
from quietline.console.control_text import control_text
from quietline.console.page import EVERY_ROLE, ConsoleRequest, Section, page
from quietline.console.pictures.quantity_chart import QuantityChart, quantity_chart
from quietline.domain.errors import NotFound
from quietline.domain.labels import Label
from quietline.office.cases.runs import latest_runs
from quietline.office.people.permissions import Permission

DAYS_SHOWN = 30
RUNS_SHOWN = 10


@page(
    "controls/",
    name="controls",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="管控规则", en="Controls"),
    roles=EVERY_ROLE,
    section=Section.JUDGE,
    order=5,
    key="u",
    icon="controls",
)
def controls(request: ConsoleRequest) -> HttpResponse:
    """Every control with its state, last run and cases."""
    rows = control_rows(settings.HOME, request.actor, timezone.now())
    context = {"rows": rows, "sees_cases": request.actor.may(Permission.SEE_CASES)}
    return render(request, "console/controls.html", context)


@page(
    "controls/<str:control_id>/",
    name="control",
    clauses=("1.2.3", "3.1"),
    title=Label(zh="管控规则", en="Control"),
    roles=EVERY_ROLE,
)
def control(request: ConsoleRequest, control_id: str) -> HttpResponse:
    """One control as its file declares it, its last runs, and the cases that stand on it."""
    rows = control_rows(settings.HOME, request.actor, timezone.now())
    row = next((one for one in rows if one.loaded.control.id == control_id), None)
    if row is None:
        raise NotFound(f"there is no control {control_id!r}", mend="take it from the list of controls")
    runs = list(latest_runs().filter(control=control_id).order_by("-day")[:DAYS_SHOWN])
    context = {
        "row": row,
        "control": row.loaded.control,
        "text": control_text(row.loaded) if not row.loaded.problem else None,
        "runs": runs[:RUNS_SHOWN],
        "chart": _findings_by_day({run.day: None if run.error else run.matched for run in runs}),
        "sees_cases": request.actor.may(Permission.SEE_CASES),
        "sees_runs": request.actor.may(Permission.SEE_INTAKE),
        "chart_title": Label(zh="每日命中", en="Matches a day"),
    }
    return render(request, "console/control.html", context)


def _findings_by_day(matched: dict[date, float | None]) -> QuantityChart | None:
    """The chart up to the youngest day that was judged; None where the control never ran. A day that was not judged is unknown."""
    if not matched:
        return None
    last = max(matched)
    return quantity_chart([last - timedelta(days=back) for back in reversed(range(DAYS_SHOWN))], matched)
