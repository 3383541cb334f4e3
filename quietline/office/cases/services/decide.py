"""Decide a measure on a case (clauses 1.2.3, 2.3, 3.1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from quietline.domain.case_states import HARMFUL, MeasureKind
from quietline.domain.errors import Conflict, Refused
from quietline.domain.reason_codes import ReasonCode
from quietline.office.audit.changes import change, create_recorded
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.cases.evidence import frozen_evidence
from quietline.office.cases.facts import Facts, facts_of
from quietline.office.cases.models import Case, Measure, MeasureState
from quietline.office.cases.permissions import check_is_above_unit
from quietline.office.cases.queries import case_for
from quietline.office.cases.reasons import clean_reason, clean_receiver
from quietline.office.cases.rules import check, chosen_shutdown_kind, needs_second_person_before
from quietline.office.cases.services.effects import REVIEW_HOURS, take_effect
from quietline.office.cases.services.restoration_proposal import withdraw_proposals
from quietline.office.cases.services.turn import take_turn
from quietline.office.people.actors import Actor, require_person
from quietline.office.people.permissions import Permission
from quietline.office.policy.reason_codes import required_reason


def decide(
    *,
    case_id: int,
    measure: str,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    reason_code: str = "",
    shutdown_kind: str = "",
    referred_to: str = "",
) -> Measure:
    """The measure: effective at once, or proposed where policy wants a second person before.

    `reason_code` is required of a measure that takes service from somebody; without a `shutdown_kind` the line's class decides it.
    `version` is the case's version that the decider saw; Conflict where it changed since. Raises Refused with the reason and the way
    on where policy, role or state does not allow it, NotFound where the case is not within scope.
    """
    refusals = recorded_refusal(
        actor=actor, at=at, action=f"case.{measure}", object_kind="case", object_id=case_id, case=case_id
    )
    with refusals, transaction.atomic():
        require_person(actor, Permission.DECIDE)
        kind = _kind(measure)
        take_turn(case_id)
        case = case_for(actor, case_id)
        check_is_above_unit(case, actor)
        if version is not None and version != case.version:
            raise Conflict(
                f"case {case_id} was changed by somebody else meanwhile", mend="look at it again, then decide"
            )
        facts = facts_of(case, at)
        check(kind, facts, actor.name)
        chosen = Choice(
            kind,
            clean_reason(reason),
            required_reason(reason_code, kind, at.astimezone(settings.HOME.zone).date()),
            chosen_shutdown_kind(kind, shutdown_kind, facts),
            clean_receiver(referred_to) if kind is MeasureKind.REFER else "",
        )
        return _decided(case, chosen, facts, actor, at)


@dataclass(frozen=True)
class Choice:
    """What a person chose: the measure, why in his words, the reason code, the kind of shutdown."""

    kind: MeasureKind
    reason: str
    code: ReasonCode | None = None
    shutdown_kind: str = ""
    referred_to: str = ""

    def as_fields(self) -> dict[str, object]:
        """The choice as fields of a measure; the customer's sentence is kept as it is now."""
        takes = self.kind in HARMFUL
        sentence = self.code.sentence(self.kind, self.shutdown_kind) if self.code and takes else None
        return {
            "kind": self.kind,
            "reason": self.reason,
            "reason_code": self.code.code if self.code else "",
            "customer_sentence": sentence.as_dict() if sentence else None,
            "shutdown_kind": self.shutdown_kind,
            "referred_to": self.referred_to,
        }


def _decided(case: Case, chosen: Choice, facts: Facts, actor: Actor, at: datetime) -> Measure:
    kind, reason = chosen.kind, chosen.reason
    is_proposal = needs_second_person_before(kind, facts)
    withdraw_proposals(case, actor=actor, at=at)
    measure = Measure(
        case=case,
        state=MeasureState.PROPOSED if is_proposal else MeasureState.EFFECTIVE,
        state_before=case.state,
        **chosen.as_fields(),
        decided_by=actor.user,
        decided_at=at,
        effective_at=None if is_proposal else at,
        review_due_at=None if is_proposal else _review_due(kind, at),
        due_before=case.due_at,
        evidence=frozen_evidence(case, at),
    )
    create_recorded(measure, actor=actor, at=at, reason=reason)
    if is_proposal:
        change(case, action=f"case.{kind.value}_proposed", actor=actor, at=at, reason=reason)
    else:
        take_effect(case, measure, facts, actor=actor, at=at)
    return measure


def _kind(measure: str) -> MeasureKind:
    try:
        return MeasureKind(measure)
    except ValueError as error:
        raise Refused(
            f"there is no measure {measure!r}", mend=f"measures are {', '.join(MeasureKind)}"
        ) from error


def _review_due(kind: MeasureKind, at: datetime) -> datetime | None:
    return at + timedelta(hours=REVIEW_HOURS) if kind is MeasureKind.SHUTDOWN else None
