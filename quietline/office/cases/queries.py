"""What the screens and commands ask of cases. Scope comes first: who may see nothing finds nothing."""

from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from quietline.domain.case_states import ENDS, CaseState, MeasureKind
from quietline.domain.errors import NotFound
from quietline.office.cases.evidence import controls_of, sources_of
from quietline.office.cases.models import (
    Case,
    Measure,
    MeasureState,
    Notice,
    Order,
    Verification,
    VerificationProof,
    VerificationState,
)
from quietline.office.cases.permissions import scope_of
from quietline.office.people.actors import Actor
from quietline.office.people.models import CITY_WIDE, User
from quietline.office.people.permissions import ROLES_WITH, Permission
from quietline.office.registry.protection import protections_on

View = Literal["all", "mine", "overdue"]
SETTLED = [*(state.value for state in ENDS), CaseState.CLOSED.value]
"""States in which nobody needs to decide any more."""
WAITING = [state.value for state in CaseState if state.value not in SETTLED]
"""All others. Asked for by name: what is not in a list of states is found by reading every case."""


def cases_visible_to(actor: Actor, at: datetime | None = None) -> QuerySet[Case]:
    """The cases within the actor's scope; `is_protected` on each says whether its number is protected at the instant (default: now)."""
    scope = scope_of(actor)
    if scope is None:
        return Case.objects.none()
    day = (at or timezone.now()).astimezone(settings.HOME.zone).date()
    protected = protections_on(day).filter(number=OuterRef("number"))
    return (
        Case.objects.filter(scope)
        .annotate(is_protected=Exists(protected))
        .select_related("holding", "assignee")
    )


def case_for(actor: Actor, case_id: int) -> Case:
    """The case, where the actor may see it. Raises NotFound otherwise, without telling whether there is one."""
    found = cases_visible_to(actor).filter(pk=case_id).first() if 0 < case_id < 2**63 else None
    if found is None:
        raise NotFound(
            f"there is no case {case_id} that you may see", mend="list yours with `quietline cases list`"
        )
    return found


def queue(actor: Actor, view: View = "all", *, at: datetime) -> QuerySet[Case]:
    """Cases that wait for somebody, most urgent first. `at` says what is overdue."""
    waiting = cases_visible_to(actor, at).filter(state__in=WAITING)
    if view == "mine":
        waiting = waiting.filter(assignee=actor.user) if actor.user else waiting.none()
    if view == "overdue":
        waiting = waiting.filter(due_at__lt=at)
    return waiting.order_by("due_at", "-severity", "id")


def clock_counts(actor: Actor, at: datetime) -> tuple[int, int]:
    """How many waiting cases are overdue, and how many more will be within two hours."""
    near = queue(actor, at=at).filter(due_at__lt=at + timedelta(hours=2)).order_by()
    counted = near.aggregate(all=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=at)))
    return counted["overdue"], counted["all"] - counted["overdue"]


def open_counts(actor: Actor, at: datetime) -> dict[View, int]:
    """How many cases each view of the queue holds."""
    return {view: queue(actor, view, at=at).count() for view in ("all", "mine", "overdue")}


def measures_visible_to(actor: Actor) -> QuerySet[Measure]:
    """Measures of the cases within the actor's scope."""
    scope = scope_of(actor, branch_field="case__branch")
    if scope is None:
        return Measure.objects.none()
    return Measure.objects.filter(scope).select_related(
        "case", "case__holding", "decided_by", "second_person"
    )


def measures_to_review(actor: Actor) -> QuerySet[Measure]:
    """What waits for this actor as second person: proposals, and shutdowns that took effect at once. His own decisions are not among them."""
    if not actor.may(Permission.SECOND_PERSON):
        return Measure.objects.none()
    others = measures_visible_to(actor).exclude(decided_by__staff_number=actor.name)
    waiting = others.exclude(about__decided_by__staff_number=actor.name).filter(second_person=None)
    proposed = waiting.filter(state=MeasureState.PROPOSED)
    effective = waiting.filter(state=MeasureState.EFFECTIVE, review_due_at__isnull=False)
    return (proposed | effective).order_by("review_due_at", "decided_at", "id")


def verifications_visible_to(actor: Actor) -> QuerySet[Verification]:
    """Verifications of the cases within the actor's scope; who carries out only what he was given sees only that."""
    scope = scope_of(actor, branch_field="case__branch")
    if scope is None:
        return Verification.objects.none()
    found = Verification.objects.filter(scope).select_related(
        "case", "case__holding", "measure__decided_by", "assignee", "completed_by"
    )
    is_given_only = actor.may(Permission.VERIFY_ASSIGNED) and not actor.may(Permission.VERIFY)
    return found.filter(assignee=actor.user) if is_given_only else found


def verifications_for(
    actor: Actor, view: View = "all", *, at: datetime | None = None
) -> QuerySet[Verification]:
    """What waits to be verified by this actor, first due first; not the numbers that he shut down himself."""
    if not actor.may(Permission.VERIFY_ASSIGNED):
        return Verification.objects.none()
    his_own = Measure.objects.filter(
        case=OuterRef("case"),
        kind=MeasureKind.SHUTDOWN,
        state=MeasureState.EFFECTIVE,
        decided_by__staff_number=actor.name,
    )
    open_ones = verifications_visible_to(actor).filter(state=VerificationState.OPEN)
    waiting = open_ones.exclude(Exists(his_own))
    if view == "mine":
        waiting = waiting.filter(assignee=actor.user)
    if view == "overdue":
        waiting = waiting.filter(due_at__lt=at or timezone.now())
    return waiting.order_by("due_at", "id")


def verifiers_of(case: Case) -> list[User]:
    """The accounts to which a verification of the case may be given, by name: active, with the right, and its branch in their scope."""
    roles = ROLES_WITH[Permission.VERIFY_ASSIGNED]
    seeing = Q(scopes__branch=CITY_WIDE) | Q(scopes__branch__in={case.branch} - {""})
    found = User.objects.filter(seeing, is_active=True, roles__name__in=roles)
    return list(found.distinct().order_by("display_name", "username"))


def proofs_visible_to(actor: Actor) -> QuerySet[VerificationProof]:
    """Photos of the verifications that the actor may see."""
    return VerificationProof.objects.filter(verification__in=verifications_visible_to(actor)).select_related(
        "verification", "added_by"
    )


def orders_visible_to(actor: Actor) -> QuerySet[Order]:
    """Orders of the cases within the actor's scope, newest first."""
    scope = scope_of(actor, branch_field="case__branch")
    if scope is None:
        return Order.objects.none()
    return Order.objects.filter(scope).select_related("case", "measure")


def notices_visible_to(actor: Actor) -> QuerySet[Notice]:
    """Notices of the cases within the actor's scope, newest first."""
    scope = scope_of(actor, branch_field="case__branch")
    if scope is None:
        return Notice.objects.none()
    return Notice.objects.filter(scope).select_related("case", "case__holding", "order", "handed_over_by")


def summary(case: Case, at: datetime | None = None) -> dict[str, object]:
    """The case as it leaves through JSON. `due` is an instant in UTC, null where nobody needs to decide any more; `holder` null where unknown."""
    return {
        "case": case.pk,
        "number": case.number,
        "state": case.state,
        "protected": _is_protected(case, at),
        "controls": controls_of(case),
        "sources": sources_of(case),
        "due": None if case.state in SETTLED else case.due_at.isoformat(),
        "holder": case.holding.holder_name or None,
    }


def _is_protected(case: Case, at: datetime | None) -> bool:
    known: bool | None = getattr(case, "is_protected", None)
    if known is not None:
        return known
    day = (at or timezone.now()).astimezone(settings.HOME.zone).date()
    return protections_on(day).filter(number=case.number).exists()
