"""Who carries out a verification, and until when (clauses 1.2.3 and 3.1)."""

from datetime import datetime

from django.db import transaction

from quietline.domain.errors import NotFound, Refused
from quietline.office.audit.changes import change
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.facts import facts_of
from quietline.office.cases.models import Verification, VerificationState
from quietline.office.cases.permissions import check_is_above_unit
from quietline.office.cases.queries import case_for, verifications_visible_to
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission
from quietline.office.people.services import account


def assign_verification(
    *, verification_id: int, assignee: str, actor: Actor, at: datetime, due_at: datetime | None = None
) -> Verification:
    """The verification as the task of an account (its user name), due at the instant where one is given.

    Raises Refused for somebody who shut the number down, sees no case of its branch or has no right to verify, and for a due time that is over.
    """
    refusals = recorded_refusal(
        actor=actor,
        at=at,
        action="verification.assign",
        object_kind="verification",
        object_id=verification_id,
    )
    with refusals, transaction.atomic():
        require_person(actor, Permission.VERIFY)
        verification = verification_for(actor, verification_id)
        take_turn(verification.case_id)
        verification = verification_for(actor, verification_id)
        check_is_above_unit(verification.case, actor)
        if verification.state != VerificationState.OPEN:
            raise Refused(f"the verification is {verification.state}", mend="only an open one is assigned")
        if due_at is not None and due_at <= at:
            raise Refused("the due time is over already", mend="give a later one")
        who = _assignee(verification, assignee, at)
        return change(
            verification,
            action="verification.assigned",
            actor=actor,
            at=at,
            assignee=who.user,
            due_at=due_at or verification.due_at,
        )


def verification_for(actor: Actor, verification_id: int) -> Verification:
    """The verification, where the actor may see it. Raises NotFound otherwise."""
    is_id = 0 < verification_id < 2**63
    found = verifications_visible_to(actor).filter(pk=verification_id).first() if is_id else None
    if found is None:
        raise NotFound(
            f"there is no verification {verification_id} that you may see",
            mend="list them with `quietline verifications list`",
        )
    return found


def _assignee(verification: Verification, username: str, at: datetime) -> Actor:
    """Who gets the task, as an actor."""
    who = Actor.of(account(username), via="task")
    require_person(who, Permission.VERIFY_ASSIGNED)
    try:
        check_is_above_unit(case_for(who, verification.case_id), who)
    except NotFound as error:
        raise Refused(f"{username} does not see this case", mend="choose somebody of its branch") from error
    if who.name in facts_of(verification.case, at).barred_by:
        raise Refused("who shut a number down does not verify it", mend="choose another person")
    return who
