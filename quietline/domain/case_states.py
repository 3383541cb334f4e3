"""The life of a case as a table, so that one test can walk every path.

`suspected` → `watching` | `verifying` | `shut_down` | `referred` | `dismissed`; a watched number becomes `suspected` again or is decided;
what is shut down is verified, or restored where nobody reviewed it in time;
verification ends in `terminated`, `restored`, `shut_down` or `dismissed`; ends become `closed`.
Interception is a measure that leaves the state as it is. Sources: clauses 1.2.3 and 3.1.
"""

from enum import StrEnum

from quietline.domain.labels import Label


class CaseState(StrEnum):
    """States of a case."""

    SUSPECTED = "suspected"
    WATCHING = "watching"
    VERIFYING = "verifying"
    SHUT_DOWN = "shut_down"
    REFERRED = "referred"
    DISMISSED = "dismissed"
    RESTORED = "restored"
    TERMINATED = "terminated"
    CLOSED = "closed"


class MeasureKind(StrEnum):
    """Measures that can be decided on a case."""

    DISMISS = "dismiss"
    WATCH = "watch"
    VERIFY = "verify"
    INTERCEPT = "intercept"
    SHUTDOWN = "shutdown"
    REFER = "refer"
    RESTORE = "restore"
    TERMINATE = "terminate"


STATE_LABELS: dict[CaseState, Label] = {
    CaseState.SUSPECTED: Label(zh="疑似", en="Suspected"),
    CaseState.WATCHING: Label(zh="观察中", en="Watching"),
    CaseState.VERIFYING: Label(zh="核实中", en="Verifying"),
    CaseState.SHUT_DOWN: Label(zh="已关停", en="Shut down"),
    CaseState.REFERRED: Label(zh="已转办", en="Referred"),
    CaseState.DISMISSED: Label(zh="已排除", en="Dismissed"),
    CaseState.RESTORED: Label(zh="已复机", en="Restored"),
    CaseState.TERMINATED: Label(zh="已终止接入", en="Terminated"),
    CaseState.CLOSED: Label(zh="已办结", en="Closed"),
}

MEASURE_LABELS: dict[MeasureKind, Label] = {
    MeasureKind.DISMISS: Label(zh="排除", en="Dismiss"),
    MeasureKind.WATCH: Label(zh="观察", en="Watch"),
    MeasureKind.VERIFY: Label(zh="派单核实", en="Send to verification"),
    MeasureKind.INTERCEPT: Label(zh="拦截", en="Intercept"),
    MeasureKind.SHUTDOWN: Label(zh="关停", en="Shut down"),
    MeasureKind.REFER: Label(zh="转办", en="Refer"),
    MeasureKind.RESTORE: Label(zh="复机", en="Restore"),
    MeasureKind.TERMINATE: Label(zh="终止接入", en="Terminate"),
}

TRANSITIONS: dict[CaseState, dict[MeasureKind, CaseState]] = {
    CaseState.SUSPECTED: {
        MeasureKind.DISMISS: CaseState.DISMISSED,
        MeasureKind.WATCH: CaseState.WATCHING,
        MeasureKind.VERIFY: CaseState.VERIFYING,
        MeasureKind.INTERCEPT: CaseState.SUSPECTED,
        MeasureKind.SHUTDOWN: CaseState.SHUT_DOWN,
        MeasureKind.REFER: CaseState.REFERRED,
    },
    CaseState.WATCHING: {
        MeasureKind.DISMISS: CaseState.DISMISSED,
        MeasureKind.VERIFY: CaseState.VERIFYING,
        MeasureKind.INTERCEPT: CaseState.WATCHING,
        MeasureKind.SHUTDOWN: CaseState.SHUT_DOWN,
        MeasureKind.REFER: CaseState.REFERRED,
    },
    CaseState.SHUT_DOWN: {
        MeasureKind.VERIFY: CaseState.VERIFYING,
        MeasureKind.RESTORE: CaseState.RESTORED,
    },
    CaseState.VERIFYING: {
        MeasureKind.DISMISS: CaseState.DISMISSED,
        MeasureKind.INTERCEPT: CaseState.VERIFYING,
        MeasureKind.SHUTDOWN: CaseState.SHUT_DOWN,
        MeasureKind.RESTORE: CaseState.RESTORED,
        MeasureKind.TERMINATE: CaseState.TERMINATED,
    },
}
"""State → measure → next state. What is not here is refused."""

RESTORED_ON_APPEAL = frozenset(CaseState) - {CaseState.DISMISSED, CaseState.RESTORED}
"""States from which an appeal that is granted leads to `restored`, where the number is cut. An ended case is open again until the network did it."""

ENDS = frozenset({CaseState.DISMISSED, CaseState.RESTORED, CaseState.TERMINATED, CaseState.REFERRED})
"""States from which a case closes by itself once its orders are settled and its undo time is over."""

BARRED = frozenset({CaseState.SHUT_DOWN, CaseState.TERMINATED})
"""States in which the number's service is cut."""

SECOND_PERSON_BEFORE = frozenset({MeasureKind.TERMINATE})
"""Measures that take effect only after a second person agreed; every measure that bars a protected caller joins them."""

HARMFUL = frozenset({MeasureKind.INTERCEPT, MeasureKind.SHUTDOWN, MeasureKind.TERMINATE})
"""Measures that take service from somebody. A protected caller is verified before any of them."""


def state_after(state: CaseState, measure: MeasureKind) -> CaseState | None:
    """Where an effective measure leads from a state, by decision or on appeal; None where neither admits it."""
    after = TRANSITIONS.get(state, {}).get(measure)
    if after is None and measure is MeasureKind.RESTORE and state in RESTORED_ON_APPEAL:
        return CaseState.RESTORED
    return after


def allowed_measures(state: CaseState) -> list[MeasureKind]:
    """The measures that a case in this state admits, in the order in which they are offered."""
    return list(TRANSITIONS.get(state, {}))
