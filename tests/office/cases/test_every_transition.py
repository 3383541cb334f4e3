"""Every transition of the table is walked through the services: from a new case over the shortest way, to closing where it ends."""

from collections import deque
from datetime import datetime, timedelta

import pytest

from quietline.domain.case_states import ENDS, TRANSITIONS, CaseState, MeasureKind
from quietline.office.cases.models import Case, Order
from quietline.office.cases.services.closing import close_ended
from quietline.office.cases.services.second_person import agree
from quietline.office.cases.services.watch import watch_clocks
from tests.ledger_builders import NOW, Cast, a_case, decided, verified

pytestmark = pytest.mark.django_db
Step = tuple[CaseState, MeasureKind, CaseState]
EVERY_STEP: list[Step] = [
    (state, kind, after) for state, measures in TRANSITIONS.items() for kind, after in measures.items()
]


def way_to(state: CaseState) -> list[Step]:
    """The shortest way from a new case to the state."""
    ways: deque[tuple[CaseState, list[Step]]] = deque([(CaseState.SUSPECTED, [])])
    seen = {CaseState.SUSPECTED}
    while ways:
        here, steps = ways.popleft()
        if here is state:
            return steps
        for kind, after in TRANSITIONS.get(here, {}).items():
            if after not in seen:
                seen.add(after)
                ways.append((after, [*steps, (here, kind, after)]))
    raise AssertionError(f"no way leads to {state.value}")


def go(case: Case, step: Step, cast: Cast, at: datetime) -> None:
    """What people do for the step: verify before an end, agree to a proposal."""
    before, kind, _ = step
    if before is CaseState.SHUT_DOWN and kind is MeasureKind.RESTORE:
        watch_clocks(at)
        proposal = case.measures.get(state="proposed")
        agree(measure_id=proposal.pk, actor=cast.reviewer, at=at)
    else:
        if before is CaseState.VERIFYING and kind in {MeasureKind.TERMINATE, MeasureKind.RESTORE}:
            outcome = "confirmed" if kind is MeasureKind.TERMINATE else "not_confirmed"
            verified(case, outcome, cast.second, at=at)
        measure = decided(case, kind.value, cast.analyst, at=at)
        if measure.state == "proposed":
            agree(measure_id=measure.pk, actor=cast.reviewer, at=at)
    case.refresh_from_db()


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("step", EVERY_STEP, ids=lambda step: f"{step[0].value}-{step[1].value}")
def test_every_step_of_the_table_can_be_gone(cast: Cast, step: Step) -> None:
    case, at = a_case(), NOW
    steps = [*way_to(step[0]), step]
    if step[:2] == (CaseState.VERIFYING, MeasureKind.RESTORE):  # only what was cut can be restored
        cut = (CaseState.SUSPECTED, MeasureKind.SHUTDOWN, CaseState.SHUT_DOWN)
        steps = [cut, (CaseState.SHUT_DOWN, MeasureKind.VERIFY, CaseState.VERIFYING), step]
    for one in steps:
        at += timedelta(hours=25)
        go(case, one, cast, at)
        assert case.state == one[2], one
    Order.objects.filter(case=case).update(state="done")
    close_ended(at + timedelta(hours=1))
    case.refresh_from_db()
    assert case.state == (CaseState.CLOSED if step[2] in ENDS else step[2])


def test_every_state_lies_on_a_way() -> None:
    reached = {after for _, _, after in EVERY_STEP} | {CaseState.SUSPECTED, CaseState.CLOSED}
    assert reached == set(CaseState)
