"""Which controls ran over which days, which have to run again, and which failed."""

from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from quietline.home import Home
from quietline.office.cases.models import ControlRun
from quietline.rulebook.inputs import Pair, pairs
from quietline.rulebook.load import load_controls
from quietline.rulebook.run import fit_controls, names_apart
from quietline.signals.freshness import LOOK_BACK_DAYS, fingerprints
from quietline.warehouse.lake import Lake


def latest_runs(first: date | None = None, last: date | None = None) -> QuerySet[ControlRun]:
    """The last run of each control over each calendar day, of the days from `first` to `last` where they are given."""
    runs = ControlRun.objects.all()
    if first:
        runs = runs.filter(day__gte=first)
    if last:
        runs = runs.filter(day__lte=last)
    newest = runs.order_by().values("control", "day").annotate(newest=Max("pk")).values("newest")
    return ControlRun.objects.filter(pk__in=newest)


def last_runs_by_control() -> dict[str, ControlRun]:
    """Control → its last run over the youngest day that it judged."""
    later = ControlRun.objects.filter(control=OuterRef("control")).order_by("-day", "-pk")
    return {run.control: run for run in ControlRun.objects.filter(pk=Subquery(later.values("pk")[:1]))}


def changed_pairs(home: Home) -> list[Pair]:
    """Controls and days whose inputs are not those of their last run, day by day: of days with calls, and of days that were judged before.

    Days that look back to where retention removed the calls stay as they were judged: removing is no new evidence.
    """
    seen = {
        (control, day): inputs
        for control, day, inputs in latest_runs().values_list("control", "day", "inputs")
    }
    lake = Lake(home)
    days = {*lake.days("calls"), *(day for _, day in seen)}
    kept_from = lake.kept_from("calls")
    if kept_from is not None:
        days = {day for day in days if day >= kept_from + timedelta(days=LOOK_BACK_DAYS)}
    every = pairs(fit_controls(home), fingerprints(home, days))
    return [pair for pair in every if seen.get((pair.loaded.control.id, pair.day)) != pair.inputs]


def failed_runs(home: Home) -> QuerySet[ControlRun]:
    """Last runs that failed, of controls that are still there, youngest day first: an alarm until they run without error."""
    later = ControlRun.objects.filter(control=OuterRef("control"), day=OuterRef("day"), pk__gt=OuterRef("pk"))
    failed = ControlRun.objects.exclude(error="").exclude(Exists(later))
    there = [loaded.control.id for loaded in names_apart(load_controls(home)) if loaded.life != "retired"]
    return failed.filter(control__in=there).order_by("-day", "control")
