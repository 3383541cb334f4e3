"""Complete a verification: what somebody found out about the suspicion (clause 3.1)."""

from datetime import datetime

from django.db import transaction

from quietline.domain.case_states import CaseState
from quietline.domain.errors import Refused
from quietline.office.audit.changes import change, change_state
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import (
    Case,
    Verification,
    VerificationMethod,
    VerificationOutcome,
    VerificationState,
)
from quietline.office.cases.permissions import check_is_above_unit
from quietline.office.cases.queries import case_for
from quietline.office.cases.reasons import clean_reason
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission

VERIFIABLE = frozenset({CaseState.VERIFYING, CaseState.SHUT_DOWN})
"""States in which the outcome still decides something."""


def complete_verification(
    *, case_id: int, method: str, outcome: str, note: str, actor: Actor, at: datetime
) -> Verification:
    """The verification with its outcome. It decides nothing: restoring or terminating follows.

    Raises Refused for the person who shut the number down, for an unknown method or outcome, and where nothing is to be verified.
    """
    refusals = recorded_refusal(
        actor=actor,
        at=at,
        action="verification.complete",
        object_kind="case",
        object_id=case_id,
        case=case_id,
    )
    with refusals, transaction.atomic():
        require_person(actor, Permission.VERIFY)
        take_turn(case_id)
        case = case_for(actor, case_id)
        check_is_above_unit(case, actor)
        verification = _open_verification(case)
        if actor.name in facts_of(case, at).barred_by:
            raise Refused(
                "who shut a number down does not verify it",
                mend="have another person complete the verification",
            )
        found = {
            "method": _one_of(VerificationMethod.values, method, "method"),
            "outcome": _one_of(VerificationOutcome.values, outcome, "outcome"),
            "note": clean_reason(note),
        }
        change(case, action=f"case.verified_{outcome}", actor=actor, at=at, reason=found["note"])
        return change_state(
            verification,
            to=VerificationState.COMPLETED,
            actor=actor,
            at=at,
            reason=found["note"],
            completed_by=actor.user,
            completed_at=at,
            **found,
        )


def _open_verification(case: Case) -> Verification:
    found = case.verifications.filter(state=VerificationState.OPEN).order_by("pk").first()
    if found is None or case.state not in VERIFIABLE:
        raise Refused(f"case {case.pk} ({case.state}) has nothing to verify", mend="decide verify first")
    return found


def _one_of(values: list[str], given: str, what: str) -> str:
    if given not in values:
        raise Refused(f"there is no {what} {given!r}", mend=f"it is one of {', '.join(values)}")
    return given
