"""What the rules need to know of a case, read once and then judged without the database."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from quietline.domain.case_states import CaseState, MeasureKind
from quietline.office.cases.models import (
    Case,
    Measure,
    MeasureState,
    Verification,
    VerificationOutcome,
    VerificationState,
)
from quietline.office.registry.protection import is_never_block, protected_numbers


@dataclass(frozen=True)
class Facts:
    """A case as the rules see it. People are named by staff number: two accounts of one person are one person.

    `verified_confirmed` and `verified_unfounded` name who completed verifications of this case with that outcome;
    `confirmed_before` says that a verification confirmed the suspicion in any case of this holding.
    """

    state: CaseState
    is_protected: bool
    is_never_block: bool
    is_barred: bool
    is_intercepted: bool
    barred_by: frozenset[str]
    verified_confirmed: frozenset[str]
    verified_unfounded: frozenset[str]
    confirmed_before: bool
    has_proposal: bool


def facts_of(case: Case, at: datetime) -> Facts:
    """The facts of a case at an instant; protection is asked for the city's calendar day of it."""
    day = at.astimezone(settings.HOME.zone).date()
    in_force = _in_force(case)
    verified = _completed(case)
    return Facts(
        state=CaseState(case.state),
        is_protected=bool(protected_numbers([case.number], day)),
        is_never_block=is_never_block(case.number, settings.HOME.city),
        is_barred=any(measure.kind in {MeasureKind.SHUTDOWN, MeasureKind.TERMINATE} for measure in in_force),
        is_intercepted=any(measure.kind == MeasureKind.INTERCEPT for measure in in_force),
        barred_by=frozenset(m.decided_by.staff_number for m in in_force if m.kind == MeasureKind.SHUTDOWN),
        verified_confirmed=frozenset(
            who for who, outcome in verified if outcome == VerificationOutcome.CONFIRMED
        ),
        verified_unfounded=frozenset(
            who for who, outcome in verified if outcome == VerificationOutcome.NOT_CONFIRMED
        ),
        confirmed_before=Verification.objects.filter(
            case__holding=case.holding_id,
            state=VerificationState.COMPLETED,
            outcome=VerificationOutcome.CONFIRMED,
        ).exists(),
        has_proposal=case.measures.filter(state=MeasureState.PROPOSED).exists(),
    )


def _in_force(case: Case) -> list[Measure]:
    """Harm that was done to the number in this case and not taken back, oldest first."""
    in_force: list[Measure] = []
    effective = case.measures.filter(state=MeasureState.EFFECTIVE).select_related("decided_by")
    for measure in effective.order_by("effective_at", "pk"):
        if measure.kind in {MeasureKind.RESTORE, MeasureKind.DISMISS}:
            in_force.clear()
        elif measure.kind in {MeasureKind.INTERCEPT, MeasureKind.SHUTDOWN, MeasureKind.TERMINATE}:
            in_force.append(measure)
    return in_force


def _completed(case: Case) -> list[tuple[str, str]]:
    completed = case.verifications.filter(state=VerificationState.COMPLETED)
    return [
        (str(who), outcome) for who, outcome in completed.values_list("completed_by__staff_number", "outcome")
    ]
