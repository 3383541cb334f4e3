"""Every state with every measure: what is not in the table is refused, and the refusal says what is admitted."""

import pytest

from quietline.domain.case_states import TRANSITIONS, CaseState, MeasureKind
from quietline.domain.errors import Refused
from quietline.office.cases.facts import Facts
from quietline.office.cases.models import Case
from quietline.office.cases.rules import check, needs_second_person_before
from tests.ledger_builders import Cast, a_case, decided

NOTHING = frozenset[str]()


def facts(
    state: CaseState = CaseState.VERIFYING,
    *,
    is_protected: bool = False,
    is_never_block: bool = False,
    is_barred: bool = False,
    is_intercepted: bool = False,
    barred_by: frozenset[str] = NOTHING,
    confirmed: frozenset[str] = NOTHING,
    unfounded: frozenset[str] = NOTHING,
    confirmed_before: bool = False,
    has_proposal: bool = False,
) -> Facts:
    """A plain case in this state."""
    return Facts(
        state,
        is_protected,
        is_never_block,
        is_barred,
        is_intercepted,
        barred_by,
        confirmed,
        unfounded,
        confirmed_before or bool(confirmed),
        has_proposal,
    )


NOT_IN_THE_TABLE = [
    (state, kind) for state in CaseState for kind in MeasureKind if kind not in TRANSITIONS.get(state, {})
]


@pytest.mark.clause("3.1")
@pytest.mark.parametrize(("state", "kind"), NOT_IN_THE_TABLE, ids=lambda value: value.value)
def test_a_measure_that_the_state_does_not_admit_is_refused(state: CaseState, kind: MeasureKind) -> None:
    with pytest.raises(Refused, match=f"{state.value} does not admit {kind.value}"):
        check(kind, facts(state, confirmed=frozenset({"B"}), is_barred=True), "A")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", [CaseState.CLOSED, CaseState.TERMINATED, CaseState.RESTORED, CaseState.REFERRED]
)
def test_nothing_is_decided_on_a_case_that_has_ended(cast: Cast, state: CaseState) -> None:
    case = a_case()
    Case.objects.filter(pk=case.pk).update(state=state)
    for kind in MeasureKind:
        with pytest.raises(Refused):
            decided(case, kind.value, cast.analyst)


A, B, C = (frozenset({name}) for name in "ABC")
REFUSED = {
    "terminate without verification": (MeasureKind.TERMINATE, facts(is_barred=True)),
    "terminate verified by the decider": (MeasureKind.TERMINATE, facts(confirmed=A)),
    "terminate verified by who shut down": (
        MeasureKind.TERMINATE,
        facts(is_barred=True, barred_by=B, confirmed=B),
    ),
    "terminate found unfounded": (MeasureKind.TERMINATE, facts(unfounded=B)),
    "restore without verification": (MeasureKind.RESTORE, facts(is_barred=True, barred_by=A)),
    "restore verified by who shut down": (
        MeasureKind.RESTORE,
        facts(is_barred=True, barred_by=B, unfounded=B),
    ),
    "restore after confirmation": (
        MeasureKind.RESTORE,
        facts(is_barred=True, barred_by=A, confirmed=B, unfounded=C),
    ),
    "restore confirmed in an earlier case": (
        MeasureKind.RESTORE,
        facts(is_barred=True, unfounded=B, confirmed_before=True),
    ),
    "restore what was not cut": (MeasureKind.RESTORE, facts(unfounded=B)),
    "dismiss what is shut down": (MeasureKind.DISMISS, facts(is_barred=True, unfounded=B)),
    "dismiss what was confirmed": (MeasureKind.DISMISS, facts(confirmed=B)),
    "shut down an emergency line": (MeasureKind.SHUTDOWN, facts(is_never_block=True, confirmed=B)),
    "intercept an emergency line": (MeasureKind.INTERCEPT, facts(is_never_block=True, confirmed=B)),
    "terminate an emergency line": (MeasureKind.TERMINATE, facts(is_never_block=True, confirmed=B)),
    "shut down a courier unverified": (MeasureKind.SHUTDOWN, facts(is_protected=True)),
    "shut down a courier verified by the decider": (
        MeasureKind.SHUTDOWN,
        facts(is_protected=True, confirmed=A),
    ),
    "shut down a courier found innocent": (MeasureKind.SHUTDOWN, facts(is_protected=True, unfounded=B)),
    "while a proposal waits": (MeasureKind.SHUTDOWN, facts(has_proposal=True)),
}


@pytest.mark.clause("2.3")
@pytest.mark.parametrize("name", REFUSED)
def test_policy_refuses_with_a_reason_and_a_way_on(name: str) -> None:
    kind, found = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        check(kind, found, "A")
    assert refusal.value.what
    assert refusal.value.mend


ALLOWED = {
    "terminate verified by another": (
        MeasureKind.TERMINATE,
        facts(is_barred=True, barred_by=A, confirmed=B),
        True,
    ),
    "restore found unfounded by another": (
        MeasureKind.RESTORE,
        facts(is_barred=True, barred_by=A, unfounded=B),
        False,
    ),
    "restore what was intercepted": (MeasureKind.RESTORE, facts(is_intercepted=True, unfounded=B), False),
    "dismiss what was found unfounded": (MeasureKind.DISMISS, facts(unfounded=B), False),
    "shut down while verifying": (MeasureKind.SHUTDOWN, facts(), False),
    "shut down a courier verified by another": (
        MeasureKind.SHUTDOWN,
        facts(is_protected=True, confirmed=B),
        True,
    ),
    "dismiss a courier": (MeasureKind.DISMISS, facts(is_protected=True), False),
    "dismiss an emergency line": (MeasureKind.DISMISS, facts(is_never_block=True), False),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_policy_allows_what_is_right_and_says_whether_a_second_person_comes_before(name: str) -> None:
    kind, found, waits = ALLOWED[name]
    check(kind, found, "A")
    assert needs_second_person_before(kind, found) is waits
