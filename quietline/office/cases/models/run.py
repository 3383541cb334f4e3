"""What a control said of a day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class ControlRun(models.Model):
    """One control ran over one day: how many subjects it judged and how. Counts add up: matched + no_match + not_enough_history = evaluated."""

    control = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    day = models.DateField()
    ran_at = models.DateTimeField()
    shadow = models.BooleanField()
    evaluated = models.PositiveIntegerField()
    matched = models.PositiveIntegerField()
    no_match = models.PositiveIntegerField()
    not_enough_history = models.PositiveIntegerField()
    error = models.TextField(blank=True)
    inputs = models.CharField(
        max_length=64,
        blank=True,
        help_text="Names the control and the tables it was judged from: the same inputs need no second judgement.",
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["control", "day"], name="control_run_day"),
            models.Index(fields=["day"], name="control_run_of_day"),
            models.Index(fields=["control", "day"], condition=~Q(error=""), name="control_run_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.day}"
