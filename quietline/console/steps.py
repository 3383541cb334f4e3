"""The way of a case as a stepper: each state it was in, since when and by whom, and what lies ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from quietline.domain.case_states import CaseState, MeasureKind, state_after
from quietline.office.cases.models import Case, Measure, MeasureState

AHEAD = {
    CaseState.SUSPECTED: (CaseState.VERIFYING, CaseState.CLOSED),
    CaseState.WATCHING: (CaseState.VERIFYING, CaseState.CLOSED),
    CaseState.SHUT_DOWN: (CaseState.VERIFYING, CaseState.CLOSED),
}
"""The usual way on from a state; from any other one the case closes by itself."""


@dataclass(frozen=True)
class Step:
    """One state. `at` is None for a state that lies ahead; `who` is empty where the product moved the case."""

    state: CaseState
    at: datetime | None
    who: str = ""


def steps_of(case: Case, measures: Iterable[Measure]) -> list[Step]:
    """The states in order of time, then what usually lies ahead."""
    steps = [Step(CaseState.SUSPECTED, case.opened_at)]
    in_effect = [
        measure for measure in measures if measure.state == MeasureState.EFFECTIVE and measure.effective_at
    ]
    for measure in sorted(in_effect, key=lambda one: (one.effective_at or one.decided_at, one.pk)):
        after = state_after(CaseState(measure.state_before), MeasureKind(measure.kind))
        if after is not None and after is not steps[-1].state:
            steps.append(Step(after, measure.effective_at, str(measure.decided_by or measure.second_person)))
    if case.state == CaseState.CLOSED:
        return [*steps, Step(CaseState.CLOSED, case.closed_at)]
    return [*steps, *(Step(state, None) for state in AHEAD.get(CaseState(case.state), (CaseState.CLOSED,)))]
