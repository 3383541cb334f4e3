"""Judge an appeal: another person than all who had a part in the case overturns what was wrong, or says why it stands (clause 2.3)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from quietline.domain.appeals import REFUSAL_SENTENCES, RefusalGround
from quietline.domain.case_states import MeasureKind
from quietline.domain.errors import Refused
from quietline.office.audit.changes import change, change_state, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.appeals import people_of
from quietline.office.cases.evidence import frozen_evidence
from quietline.office.cases.facts import barred_elsewhere, is_cut_by
from quietline.office.cases.holder import has_passed_on
from quietline.office.cases.models import (
    Appeal,
    AppealState,
    Case,
    Measure,
    MeasureState,
    SecondOpinion,
    VerificationOutcome,
    VerificationState,
)
from quietline.office.cases.notices import answer_appeal
from quietline.office.cases.permissions import check_is_above_unit
from quietline.office.cases.reasons import clean_reason
from quietline.office.cases.services.appeal import open_appeal
from quietline.office.cases.services.effects import restore_on_appeal
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission


def grant_appeal(*, appeal_id: int, reason: str, actor: Actor, at: datetime) -> Appeal:
    """The appeal, granted: the confirmations of its case count no more, a proposal falls, and the number is restored where this case cut it.

    `restoration` stays empty where another case holds the number down, or somebody else has it by now. Raises Refused for who had a part.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action="appeal.grant", object_kind="appeal", object_id=appeal_id
    )
    with refusals, transaction.atomic():
        appeal = _to_judge(appeal_id, actor)
        said, case = clean_reason(reason), appeal.case
        _overturn(case, said, actor, at)
        is_restored = is_cut_by(case) and not barred_elsewhere(case) and not _passed_on(case, at)
        restoration = _restored(case, said, actor, at) if is_restored else None
        if restoration is None:
            change(case, action="case.appeal_granted", actor=actor, at=at, reason=said)
        return _ended(appeal, AppealState.GRANTED, said, actor, at, restoration=restoration)


def refuse_appeal(*, appeal_id: int, ground: str, reason: str, actor: Actor, at: datetime) -> Appeal:
    """The appeal, refused on a ground, whose sentence the holder gets with what he can do. Raises Refused as `grant_appeal` does."""
    refusals = recorded_refusal(
        actor=actor, at=at, action="appeal.refuse", object_kind="appeal", object_id=appeal_id
    )
    with refusals, transaction.atomic():
        appeal = _to_judge(appeal_id, actor)
        said, why = clean_reason(reason), _ground(ground)
        change(appeal.case, action="case.appeal_refused", actor=actor, at=at, reason=said)
        sentence = REFUSAL_SENTENCES[why].as_dict()
        fields = {"ground": why.value, "customer_sentence": sentence}
        refused = _ended(appeal, AppealState.REFUSED, said, actor, at, **fields)
        answer_appeal(refused, actor=actor, at=at)
        return refused


def _to_judge(appeal_id: int, actor: Actor) -> Appeal:
    require_person(actor, Permission.JUDGE_APPEAL)
    appeal = open_appeal(actor, appeal_id)
    check_is_above_unit(appeal.case, actor)
    if actor.name in people_of(appeal.case):
        raise Refused(
            "an appeal is judged by somebody who had no part in the case (clause 2.3)",
            mend="ask a reviewer who neither decided, agreed, verified nor lodged it",
        )
    return appeal


def _overturn(case: Case, reason: str, actor: Actor, at: datetime) -> None:
    confirmed = case.verifications.filter(outcome=VerificationOutcome.CONFIRMED, overturned_at=None)
    for verification in confirmed:
        change(
            verification,
            action="verification.overturned",
            actor=actor,
            at=at,
            reason=reason,
            overturned_at=at,
        )
    for verification in case.verifications.filter(state=VerificationState.OPEN):
        change_state(verification, to=VerificationState.WITHDRAWN, actor=actor, at=at, reason=reason)
    for proposal in case.measures.filter(state=MeasureState.PROPOSED):
        opinion = {
            "second_person": actor.user,
            "second_person_at": at,
            "second_opinion": SecondOpinion.DISAGREED,
            "second_note": reason,
        }
        change_state(proposal, to=MeasureState.REJECTED, actor=actor, at=at, reason=reason, **opinion)


def _restored(case: Case, reason: str, actor: Actor, at: datetime) -> Measure:
    measure = Measure(
        case=case,
        kind=MeasureKind.RESTORE,
        state=MeasureState.EFFECTIVE,
        state_before=case.state,
        reason=reason,
        decided_by=actor.user,
        decided_at=at,
        effective_at=at,
        due_before=case.due_at,
        evidence=frozen_evidence(case, at),
    )
    create_recorded(measure, actor=actor, at=at, reason=reason)
    restore_on_appeal(case, measure, actor=actor, at=at)
    return measure


def _passed_on(case: Case, at: datetime) -> bool:
    return has_passed_on(case, at.astimezone(settings.HOME.zone).date())


def _ended(
    appeal: Appeal, state: AppealState, reason: str, actor: Actor, at: datetime, **fields: object
) -> Appeal:
    ended = {"ended_by": actor.user, "ended_at": at, "judgement": reason, **fields}
    return change_state(appeal, to=state, actor=actor, at=at, reason=reason, **ended)


def _ground(given: str) -> RefusalGround:
    if given not in set(RefusalGround):
        raise Refused(f"there is no ground {given!r}", mend=f"it is one of {', '.join(RefusalGround)}")
    return RefusalGround(given)
