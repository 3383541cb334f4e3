"""What the clocks said: a case that is due soon, overdue or not reviewed, and to whom it went."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.office.cases.models.case import Case
from quietline.office.cases.models.measure import Measure
from quietline.office.people.models import User


class AlarmKind(models.TextChoices):
    """What a clock warns of."""

    DUE_SOON = "due_soon", "即将到期"
    OVERDUE = "overdue", "已逾期"
    UNREVIEWED = "unreviewed", "关停未复核"


class Alarm(models.Model):
    """One warning about one due time at one level, raised once. It stands while the due time does and nobody has acted.

    Level 0 is who is on duty, 1 the stand-in, 2 the level above.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alarms")
    measure = models.ForeignKey(
        Measure,
        on_delete=models.PROTECT,
        null=True,
        related_name="alarms",
        help_text="The shutdown that waits for its review; null where the case itself waits.",
    )
    kind = models.CharField(max_length=16, choices=AlarmKind.choices)
    level = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    raised_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="alarms")

    class Meta:
        ordering: ClassVar = ["-raised_at", "-id"]
        constraints: ClassVar = [
            # A clock that steps back passes the same hour twice: nothing is raised a second time.
            models.UniqueConstraint(
                fields=["case", "kind", "due_at", "level"],
                condition=Q(measure=None),
                name="case_alarm_once",
            ),
            models.UniqueConstraint(
                fields=["measure", "kind", "due_at", "level"],
                condition=Q(measure__isnull=False),
                name="review_alarm_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "level"], name="alarm_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id} level {self.level}"
