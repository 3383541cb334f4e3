"""Compares what was ordered with what the network has, and says which side is right to change (clause 3.1). Pure."""

from dataclasses import dataclass
from enum import StrEnum

from quietline.domain.line_states import LineState


class DifferenceKind(StrEnum):
    """How ordered and actual state differ."""

    STILL_BARRED = "still_barred"
    NOT_BARRED = "not_barred"
    ANOTHER_BAR = "another_bar"
    GONE = "gone"
    NOT_OURS = "not_ours"
    NOT_LISTED = "not_listed"
    PASSED_ON = "passed_on"


class Side(StrEnum):
    """Whose state is to be changed: the network's by an order, or our knowledge by a note."""

    NETWORK = "network"
    LEDGER = "ledger"


@dataclass(frozen=True)
class Verdict:
    """A difference and who is to change."""

    kind: DifferenceKind
    side: Side


def compare(
    expected: LineState | None, actual: LineState | None, *, has_passed_on: bool = False
) -> Verdict | None:
    """The difference, None where there is none.

    `expected` is the state after the last order that was carried out, None where we never ordered anything; `actual` is None where a
    complete list does not hold the line. The network is wrong where it lost or never did what was ordered; a line that is terminated or
    gone, that somebody else barred, or that has another holder by now, is for a person to look at: no order follows.
    """
    if expected is None:
        is_in_service = actual in {LineState.ACTIVE, None}
        return None if is_in_service else Verdict(DifferenceKind.NOT_OURS, Side.LEDGER)
    if expected == actual or (expected is LineState.TERMINATED and actual is None):
        return None
    if has_passed_on:
        return Verdict(DifferenceKind.PASSED_ON, Side.LEDGER)
    if actual is None:
        return Verdict(DifferenceKind.NOT_LISTED, Side.LEDGER)
    if actual is LineState.TERMINATED:
        return Verdict(DifferenceKind.GONE, Side.LEDGER)
    if expected is LineState.ACTIVE:
        return Verdict(DifferenceKind.STILL_BARRED, Side.NETWORK)
    if actual is LineState.ACTIVE:
        return Verdict(DifferenceKind.NOT_BARRED, Side.NETWORK)
    return Verdict(DifferenceKind.ANOTHER_BAR, Side.NETWORK)
