"""Decisions on cases, and what the second person said of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.domain.case_states import MeasureKind
from quietline.domain.shutdown_kinds import ShutdownKind
from quietline.office.cases.models.case import Case
from quietline.office.people.models import User


class MeasureState(models.TextChoices):
    """Life of a measure."""

    PROPOSED = "proposed", "待第二人同意"
    EFFECTIVE = "effective", "已生效"
    UNDONE = "undone", "已撤销"
    REJECTED = "rejected", "未同意"


class SecondOpinion(models.TextChoices):
    """What the second person said."""

    AGREED = "agreed", "同意"
    DISAGREED = "disagreed", "不同意"


class Measure(models.Model):
    """A decision on a case. A single unprotected shutdown takes effect at once and is reviewed by another person until `review_due_at`."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=16, choices=[(m.value, m.value) for m in MeasureKind])
    state = models.CharField(max_length=16, choices=MeasureState.choices)
    version = models.PositiveIntegerField(default=1)
    state_before = models.CharField(max_length=16)
    reason = models.CharField(max_length=500)
    reason_code = models.CharField(max_length=32, blank=True)
    customer_sentence = models.JSONField(
        null=True, help_text="What the customer reads, `zh` and `en`, as the reason's sentence was then."
    )
    shutdown_kind = models.CharField(
        max_length=32,
        blank=True,
        choices=[(k.value, k.value) for k in ShutdownKind],
        help_text="Of a shutdown: what of the service is taken away.",
    )
    referred_to = models.CharField(
        max_length=120,
        blank=True,
        help_text="Of a referral: the operator or city that holds the number; empty where it is not known.",
    )
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="decided_measures",
        help_text="Null for a proposal of the product itself.",
    )
    about = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="proposals",
        help_text="The shutdown whose missing review the product answers.",
    )
    decided_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True)
    review_due_at = models.DateTimeField(null=True)
    second_person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="reviewed_measures"
    )
    second_person_at = models.DateTimeField(null=True)
    second_opinion = models.CharField(max_length=16, choices=SecondOpinion.choices, blank=True)
    second_note = models.CharField(max_length=500, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="undone_measures")
    undone_at = models.DateTimeField(null=True)
    due_before = models.DateTimeField(
        null=True, help_text="The case's due time before this took effect: undo brings it back."
    )
    evidence = models.JSONField(help_text="What the decider saw: findings and reports as they were.")

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["decided_at"], name="measure_by_time")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="measure_has_reason"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False) | Q(about__isnull=False, kind="restore"),
                name="measure_has_decider",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="proposed"), name="one_proposal_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def decider(self) -> str:
        """Staff number of who decided it, empty for the product."""
        return self.decided_by.staff_number if self.decided_by else ""
