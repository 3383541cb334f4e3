"""What the rules need to know of a case, read once and then judged without the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from quietline.domain.case_states import TRANSITIONS, CaseState, MeasureKind
from quietline.domain.number_plan import LineClass
from quietline.office.cases.holder import has_passed_on
from quietline.office.cases.models import (
    Case,
    Measure,
    MeasureState,
    Verification,
    VerificationOutcome,
    VerificationState,
)
from quietline.office.registry.holders import is_elsewhere
from quietline.office.registry.protection import is_never_block, protected_numbers


@dataclass(frozen=True)
class Facts:
    """A case as the rules see it. People are named by staff number: two accounts of one person are one person.

    `verified_confirmed` and `verified_unfounded` name who completed verifications of this case with that outcome;
    `confirmed_before` says that a verification confirmed the suspicion in any case of this holding; what an appeal overturned does not
    count; `is_intercepted` also counts an interception that an earlier case of it left behind; `is_former_holder` says that somebody else
    has the number by now, `is_elsewhere` that no register of ours knows it: another operator or city holds it.
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
    is_former_holder: bool = False
    line_class: LineClass = LineClass.MOBILE
    is_elsewhere: bool = False


def facts_of(case: Case, at: datetime) -> Facts:
    """The facts of a case at an instant; protection is asked for the city's calendar day of it."""
    day = at.astimezone(settings.HOME.zone).date()
    effective = _effective(case.holding_id)
    in_force = _in_force(measure for measure in effective if measure.case_id == case.pk)
    verified = _completed(case)
    return Facts(
        state=CaseState(case.state),
        is_protected=bool(protected_numbers([case.number], day)),
        is_never_block=is_never_block(case.number, settings.HOME.city),
        is_barred=any(measure.kind in {MeasureKind.SHUTDOWN, MeasureKind.TERMINATE} for measure in in_force),
        is_intercepted=any(measure.kind == MeasureKind.INTERCEPT for measure in _in_force(effective)),
        barred_by=frozenset(m.decider for m in in_force if m.kind == MeasureKind.SHUTDOWN),
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
            overturned_at=None,
        ).exists(),
        has_proposal=case.measures.filter(state=MeasureState.PROPOSED, decided_by__isnull=False).exists(),
        is_former_holder=case.state in TRANSITIONS and has_passed_on(case, day),
        line_class=LineClass(case.holding.line_class),
        is_elsewhere=_is_elsewhere(case),
    )


def is_cut_by(case: Case) -> bool:
    """True where the number of the case is cut or intercepted by a measure of this case."""
    effective = _effective(case.holding_id)
    return bool(_in_force(measure for measure in effective if measure.case_id == case.pk))


def barred_elsewhere(case: Case) -> bool:
    """True where another case of the same holding cut the number and none restored it since."""
    restored_or_cut = [m for m in _effective(case.holding_id) if m.kind != MeasureKind.DISMISS]
    cut = {MeasureKind.SHUTDOWN, MeasureKind.TERMINATE}
    return any(m.case_id != case.pk and m.kind in cut for m in _in_force(restored_or_cut))


def _is_elsewhere(case: Case) -> bool:
    """Asked of the register only where it named no holder when the case opened."""
    holding = case.holding
    is_nameless = not holding.subscriber and holding.since is None
    return is_nameless and case.state in TRANSITIONS and is_elsewhere(settings.HOME, case.number)


def _effective(holding_id: int) -> list[Measure]:
    """The effective measures of all cases of a holding, oldest first."""
    measures = Measure.objects.filter(case__holding=holding_id, state=MeasureState.EFFECTIVE)
    return list(measures.select_related("decided_by").order_by("effective_at", "pk"))


def _in_force(measures: Iterable[Measure]) -> list[Measure]:
    """Harm that these measures did to the number, oldest first, as far as none of them took it back."""
    in_force: list[Measure] = []
    for measure in measures:
        if measure.kind in {MeasureKind.RESTORE, MeasureKind.DISMISS}:
            in_force.clear()
        elif measure.kind in {MeasureKind.INTERCEPT, MeasureKind.SHUTDOWN, MeasureKind.TERMINATE}:
            in_force.append(measure)
    return in_force


def _completed(case: Case) -> list[tuple[str, str]]:
    completed = case.verifications.filter(state=VerificationState.COMPLETED, overturned_at=None)
    return [
        (str(who), outcome) for who, outcome in completed.values_list("completed_by__staff_number", "outcome")
    ]
