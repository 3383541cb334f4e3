"""The alarms that stand: each about a due time that still holds and about which nobody has done anything."""

from collections import Counter

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from quietline.office.cases.models import Alarm, AlarmKind, MeasureState
from quietline.office.cases.permissions import scope_of
from quietline.office.cases.queries import SETTLED
from quietline.office.people.actors import Actor


def standing() -> QuerySet[Alarm]:
    """All alarms that stand, whoever may see them."""
    waits = Q(measure=None, case__due_at=F("due_at")) & ~Q(case__state__in=SETTLED)
    unreviewed = Q(
        measure__state=MeasureState.EFFECTIVE,
        measure__second_person=None,
        measure__review_due_at=F("due_at"),
    )
    return Alarm.objects.filter(waits | unreviewed)


def alarms_visible_to(actor: Actor) -> QuerySet[Alarm]:
    """The standing alarms of cases within the actor's scope, the highest level first; of one due time only the last that rang."""
    scope = scope_of(actor, branch_field="case__branch")
    if scope is None:
        return Alarm.objects.none()
    later = Alarm.objects.filter(case=OuterRef("case"), due_at=OuterRef("due_at"), pk__gt=OuterRef("pk"))
    of_case, of_review = later.filter(measure=None), later.filter(measure=OuterRef("measure"))
    superseded = Q(Exists(of_case), measure=None) | Q(Exists(of_review), measure__isnull=False)
    found = (
        standing()
        .filter(scope)
        .exclude(superseded)
        .select_related("case", "measure__decided_by", "raised_to")
    )
    return found.order_by("-level", "due_at", "id")


def alarm_counts(actor: Actor) -> Counter[str]:
    """How many cases have an unreviewed shutdown, and how many were escalated, in one question to the ledger."""
    unreviewed, escalated = set(), set()
    found = alarms_visible_to(actor).filter(Q(kind=AlarmKind.UNREVIEWED) | Q(level__gt=0))
    for case, kind, level in found.values_list("case_id", "kind", "level"):
        if kind == AlarmKind.UNREVIEWED:
            unreviewed.add(case)
        if level:
            escalated.add(case)
    return Counter(unreviewed=len(unreviewed), escalated=len(escalated))
