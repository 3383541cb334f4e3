"""Carry out a verification: what somebody found out about the suspicion (clauses 1.2.3 and 3.1)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from quietline.domain.case_states import CaseState
from quietline.domain.errors import Refused
from quietline.domain.verification_script import PROOF_NEEDED, VerificationMethod, checked_answers
from quietline.office.audit.changes import change, change_state
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Case, Verification, VerificationOutcome, VerificationState
from quietline.office.cases.permissions import check_carries_out, check_is_above_unit
from quietline.office.cases.queries import case_for
from quietline.office.cases.reasons import clean_reason
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission

VERIFIABLE = frozenset({CaseState.VERIFYING, CaseState.SHUT_DOWN})
"""States in which the outcome still decides something."""


def complete_verification(
    *,
    case_id: int,
    method: str,
    outcome: str,
    note: str,
    answers: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> Verification:
    """The verification with its outcome and the answers to the script of its method. It decides nothing: restoring or terminating follows.

    Raises Refused for the person who shut the number down, for an unknown method or outcome, where an answer or a photo is missing that
    the method needs, and where nothing is to be verified.
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
        verification = open_verification(case_id, actor, at)
        how = VerificationMethod(_one_of(list(VerificationMethod), method, "method"))
        found = {
            "method": how,
            "outcome": _one_of(VerificationOutcome.values, outcome, "outcome"),
            "note": clean_reason(note),
            "answers": checked_answers(how, answers),
        }
        _check_proof(verification, how)
        case = verification.case
        change(case, action=f"case.verified_{outcome}", actor=actor, at=at, reason=str(found["note"]))
        return change_state(
            verification,
            to=VerificationState.COMPLETED,
            actor=actor,
            at=at,
            reason=str(found["note"]),
            completed_by=actor.user,
            completed_at=at,
            **found,
        )


def open_verification(case_id: int, actor: Actor, at: datetime) -> Verification:
    """The verification that the case waits for, its case's turn taken, where the actor may carry it out.

    Raises NotFound outside his scope, Refused where he may not or nothing is to be verified.
    """
    require_person(actor, Permission.VERIFY_ASSIGNED)
    take_turn(case_id)
    case = case_for(actor, case_id)
    check_is_above_unit(case, actor)
    verification = _open_verification(case)
    check_carries_out(verification, actor)
    if actor.name in facts_of(case, at).barred_by:
        raise Refused(
            "who shut a number down does not verify it",
            mend="have another person complete the verification",
        )
    return verification


def _open_verification(case: Case) -> Verification:
    found = case.verifications.filter(state=VerificationState.OPEN).order_by("pk").first()
    if found is None or case.state not in VERIFIABLE:
        raise Refused(f"case {case.pk} ({case.state}) has nothing to verify", mend="decide verify first")
    found.case = case
    return found


def _check_proof(verification: Verification, method: VerificationMethod) -> None:
    if method in PROOF_NEEDED and not verification.proofs.filter(removed_at=None).exists():
        raise Refused(
            f"a verification by {method.value} needs a photo of what was seen", mend="add a photo first"
        )


def _one_of(values: list[str], given: str, what: str) -> str:
    if given not in values:
        raise Refused(f"there is no {what} {given!r}", mend=f"it is one of {', '.join(values)}")
    return given
