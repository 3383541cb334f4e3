"""Whether a suspicion is true: the task to find out, and what came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.domain.verification_script import VerificationMethod
from quietline.office.cases.models.case import Case
from quietline.office.cases.models.measure import Measure
from quietline.office.people.models import User


class VerificationState(models.TextChoices):
    """Life of a verification."""

    OPEN = "open", "待核实"
    COMPLETED = "completed", "已完成"
    WITHDRAWN = "withdrawn", "已撤回"


class VerificationOutcome(models.TextChoices):
    CONFIRMED = "confirmed", "属实"
    NOT_CONFIRMED = "not_confirmed", "不属实"


class Verification(models.Model):
    """The task to find out whether the suspicion is true, completed by somebody other than the decider.

    Without an assignee it belongs to everybody who verifies; `answers` are those to the script of its method, by the question's code.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="verifications")
    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="verification")
    state = models.CharField(max_length=16, choices=VerificationState.choices, default=VerificationState.OPEN)
    version = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="assigned_verifications"
    )
    method = models.CharField(
        max_length=32, choices=[(m.value, m.value) for m in VerificationMethod], blank=True
    )
    answers = models.JSONField(default=dict)
    outcome = models.CharField(max_length=16, choices=VerificationOutcome.choices, blank=True)
    note = models.TextField(blank=True)
    completed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    completed_at = models.DateTimeField(null=True)
    overturned_at = models.DateTimeField(
        null=True, help_text="When an appeal overturned it: it does not count against the holder any more."
    )

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class VerificationProof(models.Model):
    """A photo that proves what a verification found. It lies by its hash in the home; who looks at it leaves an audit entry."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proofs")
    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="proofs")
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="added_proofs")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, help_text="Taken out before the verification was complete.")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["verification", "sha256"], condition=Q(removed_at=None), name="proof_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verification_id} {self.file_name}"
