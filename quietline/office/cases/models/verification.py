"""Whether a suspicion is true: the task to find out, and what came of it."""

from django.db import models

from quietline.office.cases.models.case import Case
from quietline.office.cases.models.measure import Measure
from quietline.office.people.models import User


class VerificationState(models.TextChoices):
    """Life of a verification."""

    OPEN = "open", "待核实"
    COMPLETED = "completed", "已完成"
    WITHDRAWN = "withdrawn", "已撤回"


class VerificationMethod(models.TextChoices):
    """How the suspicion was verified."""

    TEST_DIAL = "test_dial", "拨测"
    CALL_BACK = "call_back", "回访"
    CUSTOMER_CONTACT = "customer_contact", "联系机主"
    MATERIAL = "material", "核对材料"


class VerificationOutcome(models.TextChoices):
    CONFIRMED = "confirmed", "属实"
    NOT_CONFIRMED = "not_confirmed", "不属实"


class Verification(models.Model):
    """The task to find out whether the suspicion is true, completed by somebody other than the decider."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="verifications")
    measure = models.OneToOneField(Measure, on_delete=models.PROTECT, related_name="verification")
    state = models.CharField(max_length=16, choices=VerificationState.choices, default=VerificationState.OPEN)
    version = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()
    method = models.CharField(max_length=32, choices=VerificationMethod.choices, blank=True)
    outcome = models.CharField(max_length=16, choices=VerificationOutcome.choices, blank=True)
    note = models.TextField(blank=True)
    completed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    completed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
