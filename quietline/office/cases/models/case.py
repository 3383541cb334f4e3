"""What is suspected of one holding, and how far the case has come."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.domain.case_states import CaseState
from quietline.office.people.models import User
from quietline.office.registry.models import Holding


class Case(models.Model):
    """Everything that is suspected of one holding in one period. One holding has at most one case that is not closed."""

    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=32, db_index=True)
    branch = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in CaseState], default=CaseState.SUSPECTED
    )
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    severity = models.PositiveSmallIntegerField(
        default=0, help_text="Rank of the worst finding: 3 high, 2 medium, 1 low, 0 none."
    )
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="assigned_cases")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holding"], condition=~Q(state=CaseState.CLOSED), name="one_open_case_per_holding"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CaseState]), name="case_state_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at", "id"], name="case_queue"),
            models.Index(fields=["branch", "state", "due_at"], name="case_branch_queue"),
            models.Index(fields=["due_at", "id"], name="case_due"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.number} {self.state}"
