"""What policy says of a measure on a case: allowed, allowed after a second person, or refused with the reason and the way on.

Pure: facts in, answer out. Sources: clauses 1.2.3, 2.3 and 3.1.
"""

from quietline.domain.case_states import (
    HARMFUL,
    SECOND_PERSON_BEFORE,
    TRANSITIONS,
    CaseState,
    MeasureKind,
    allowed_measures,
)
from quietline.domain.errors import Refused
from quietline.domain.shutdown_kinds import shutdown_kinds
from quietline.office.cases.facts import Facts


def needs_second_person_before(kind: MeasureKind, facts: Facts) -> bool:
    """True where the measure waits as a proposal until somebody else agreed."""
    return kind in SECOND_PERSON_BEFORE or (facts.is_protected and kind in HARMFUL)


def check(kind: MeasureKind, facts: Facts, decider: str) -> None:
    """Returns where the person with this staff number may decide the measure now; raises Refused with the reason otherwise."""
    if facts.has_proposal:
        raise Refused("a proposal waits for a second person", mend="agree, disagree or take it back first")
    check_policy(kind, facts, decider)


def check_policy(kind: MeasureKind, facts: Facts, decider: str) -> None:
    """As `check`, but for a proposal that is about to take effect: it does not stand in its own way."""
    if kind not in TRANSITIONS.get(facts.state, {}):
        allowed = ", ".join(allowed_measures(facts.state)) or "nothing more"
        raise Refused(
            f"a case that is {facts.state.value} does not admit {kind.value}", mend=f"it admits {allowed}"
        )
    if kind in HARMFUL:
        check_harm(kind, facts, decider)
    checks = {
        MeasureKind.DISMISS: _check_dismissal,
        MeasureKind.RESTORE: _check_restoration,
        MeasureKind.TERMINATE: _check_termination,
    }
    if kind in checks:
        checks[kind](facts, decider)


def check_harm(kind: MeasureKind, facts: Facts, decider: str) -> None:
    """Returns where a measure that takes service away may hit the number now; raises Refused otherwise. Sending one again asks this too."""
    if facts.is_never_block:
        raise Refused(f"an emergency or public line is never hit by {kind.value}", mend="dismiss the case")
    if facts.is_elsewhere and kind is not MeasureKind.INTERCEPT:
        raise Refused(
            "no register of ours knows the number: another operator's is never shut down",
            mend="refer it with the evidence, or intercept its calls",
        )
    if facts.is_former_holder:
        raise Refused(
            "somebody else has the number by now: what its former holder did is no ground against him",
            mend="dismiss the case, or restore the number; what he does opens a case of his own",
        )
    if facts.is_protected and not facts.verified_confirmed - {decider}:
        raise Refused(
            "a protected caller is verified before any measure (clause 1.2.3)",
            mend="decide verify; once somebody else has confirmed the suspicion, propose the measure",
        )


def chosen_shutdown_kind(kind: MeasureKind, asked: str, facts: Facts) -> str:
    """The kind of shutdown: as asked, else the default of the line's class; empty for other measures. Raises Refused where it does not suit the line."""
    if kind is not MeasureKind.SHUTDOWN:
        return ""
    fitting = shutdown_kinds(facts.line_class)
    if not asked and fitting:
        return fitting[0]
    if asked not in fitting:
        raise Refused(
            f"a line of class {facts.line_class.value} is not shut down by {asked or 'us'}",
            mend=f"it admits {', '.join(fitting) or 'refer'}",
        )
    return asked


def _check_dismissal(facts: Facts, decider: str) -> None:
    if facts.is_barred:
        raise Refused(
            "a number that is shut down cannot be dismissed",
            mend="have it verified and restore it: so the network is told",
        )
    if facts.verified_confirmed and not facts.is_former_holder:
        raise Refused(
            "the suspicion was confirmed: it cannot be dismissed (clause 3.1)", mend="terminate the number"
        )


def _check_restoration(facts: Facts, decider: str) -> None:
    if not (facts.is_barred or facts.is_intercepted):
        raise Refused("there is nothing to restore: the number was not cut", mend="dismiss the case")
    if facts.is_former_holder:
        return
    if facts.confirmed_before:
        raise Refused(
            "this holder's number was confirmed for nuisance or fraud: it is never restored (clause 2.3)",
            mend="terminate it; the holder may appeal, which another person judges",
        )
    if not facts.verified_unfounded - facts.barred_by:
        raise Refused(
            "a number stays down until somebody other than who shut it down has verified that the suspicion is unfounded (clause 2.3)",
            mend="have another person complete the verification",
        )


def check_unreviewed_restoration(facts: Facts, accepter: str) -> None:
    """Returns where a number that nobody reviewed in time may be restored by the person with this staff number; raises Refused otherwise.

    Who accepts is the other person that clause 2.3 wants to judge a report as unfounded.
    """
    if facts.state is not CaseState.SHUT_DOWN:
        raise Refused(
            f"a case that is {facts.state.value} does not admit {MeasureKind.RESTORE.value}",
            mend="look at the case again",
        )
    if accepter in facts.barred_by:
        raise Refused("nobody is his own second person", mend="ask another reviewer")
    if facts.confirmed_before and not facts.is_former_holder:
        raise Refused(
            "this holder's number was confirmed for nuisance or fraud: it is never restored (clause 2.3)",
            mend="terminate it; the holder may appeal, which another person judges",
        )


def _check_termination(facts: Facts, decider: str) -> None:
    if not facts.verified_confirmed - facts.barred_by - {decider}:
        raise Refused(
            "a termination needs a verification, confirmed by somebody other than who shut the number down and who decides now (clause 3.1)",
            mend="have another person complete the verification",
        )
