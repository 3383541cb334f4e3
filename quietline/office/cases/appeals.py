"""Appeals as screens and commands ask for them, and who had a part in a case and therefore judges none against it (clause 2.3)."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from quietline.office.cases.models import Appeal, AppealState, Case, Measure, Verification
from quietline.office.cases.permissions import scope_of
from quietline.office.people.actors import Actor
from quietline.office.people.permissions import Permission


def appeals_visible_to(actor: Actor) -> QuerySet[Appeal]:
    """Appeals against the cases within the actor's scope, newest first."""
    scope = scope_of(actor, branch_field="case__branch")
    if scope is None:
        return Appeal.objects.none()
    return Appeal.objects.filter(scope).select_related("case", "case__holding", "lodged_by", "ended_by")


def appeals_to_judge(actor: Actor) -> QuerySet[Appeal]:
    """What waits for this actor, first due first: he has the right, and had no part in the case or in the appeal."""
    if not actor.may(Permission.JUDGE_APPEAL):
        return Appeal.objects.none()
    name = actor.name
    measures = Measure.objects.filter(case=OuterRef("case")).filter(
        Q(decided_by__staff_number=name)
        | Q(second_person__staff_number=name)
        | Q(undone_by__staff_number=name)
    )
    verified = Verification.objects.filter(case=OuterRef("case"), completed_by__staff_number=name)
    earlier = Appeal.objects.filter(case=OuterRef("case")).filter(
        Q(lodged_by__staff_number=name) | Q(ended_by__staff_number=name)
    )
    waiting = appeals_visible_to(actor).filter(state=AppealState.LODGED)
    mine = waiting.exclude(Exists(measures)).exclude(Exists(verified)).exclude(Exists(earlier))
    return mine.order_by("due_at", "id")


def appeal_counts(actor: Actor, at: datetime) -> tuple[int, int]:
    """How many appeals wait for this actor, and how many of them are overdue, in one question to the ledger."""
    if not actor.may(Permission.JUDGE_APPEAL):
        return 0, 0
    found = appeals_to_judge(actor).order_by()
    counts = found.aggregate(waiting=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at)))
    return counts["waiting"], counts["overdue"]


def overdue_appeals(actor: Actor, at: datetime) -> QuerySet[Appeal]:
    """Appeals in the actor's scope that nobody judged in time."""
    return appeals_visible_to(actor).filter(state=AppealState.LODGED, due_at__lt=at).order_by("due_at", "id")


def people_of(case: Case) -> frozenset[str]:
    """Staff numbers of all who decided, agreed, disagreed, took back, verified, lodged or judged in the case. Two accounts of one person are one."""
    involved = [
        *case.measures.values_list(
            "decided_by__staff_number", "second_person__staff_number", "undone_by__staff_number"
        ),
        *case.verifications.values_list("completed_by__staff_number"),
        *case.appeals.values_list("lodged_by__staff_number", "ended_by__staff_number"),
    ]
    return frozenset(name for names in involved for name in names if name)
