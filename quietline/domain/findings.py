"""A finding: the fact that a control produced about one subject on one day, with its evidence."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quietline.domain.labels import Label

EvidenceValue = int | float | str | bool | None


class Outcome(StrEnum):
    """What a control can say of a subject. A control that fails says `error`, never "no match"."""

    MATCH = "match"
    NOT_ENOUGH_HISTORY = "not_enough_history"
    ERROR = "error"


class Severity(StrEnum):
    """How much harm a match means, set by the control."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Finding:
    """One control's answer for one subject and one calendar day of the city.

    `subject` is E.164 without "+" where `subject_kind` is `number`; it is empty when a control failed as a whole.
    `evidence` maps the names of the control's evidence columns to their values, thresholds included.
    """

    control: str
    version: int
    clause: str
    subject: str
    subject_kind: str
    day: date
    outcome: Outcome
    severity: Severity
    evidence: Mapping[str, EvidenceValue] = field(default_factory=dict)
    counterfactual: Label | None = None

    @property
    def key(self) -> str:
        """Names the evidence: the same control, subject and day give the same key, whatever the control's version."""
        return hashlib.sha256(f"{self.control}|{self.subject}|{self.day}".encode()).hexdigest()[:32]

    def as_dict(self) -> dict[str, object]:
        """The finding as it leaves through JSON."""
        return {
            "control": self.control,
            "version": self.version,
            "clause": self.clause,
            "subject": self.subject,
            "subject_kind": self.subject_kind,
            "day": self.day.isoformat(),
            "outcome": self.outcome.value,
            "severity": self.severity.value,
            "evidence": dict(self.evidence),
            "counterfactual": self.counterfactual.as_dict() if self.counterfactual else None,
        }
