"""Cases and what is done in them. Every row with a `state` has a `version` that grows by one with each change: the audit trail has as many entries."""

from quietline.office.cases.models.alarm import Alarm, AlarmKind
from quietline.office.cases.models.appeal import Appeal, AppealState
from quietline.office.cases.models.bulk import BulkDecision, BulkItem, BulkOutcome, BulkState
from quietline.office.cases.models.case import Case
from quietline.office.cases.models.evidence import CaseFinding, CaseReport
from quietline.office.cases.models.measure import Measure, MeasureState, SecondOpinion
from quietline.office.cases.models.notice import Notice
from quietline.office.cases.models.order import Order, OrderAction, OrderState
from quietline.office.cases.models.run import ControlRun
from quietline.office.cases.models.verification import (
    Verification,
    VerificationOutcome,
    VerificationProof,
    VerificationState,
)

__all__ = [
    "Alarm",
    "AlarmKind",
    "Appeal",
    "AppealState",
    "BulkDecision",
    "BulkItem",
    "BulkOutcome",
    "BulkState",
    "Case",
    "CaseFinding",
    "CaseReport",
    "ControlRun",
    "Measure",
    "MeasureState",
    "Notice",
    "Order",
    "OrderAction",
    "OrderState",
    "SecondOpinion",
    "Verification",
    "VerificationOutcome",
    "VerificationProof",
    "VerificationState",
]
