"""What a holder says against what was decided about his number, and who judged it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.domain.appeals import AppealVia, RefusalGround
from quietline.office.cases.models.case import Case
from quietline.office.cases.models.measure import Measure
from quietline.office.people.models import User


class AppealState(models.TextChoices):
    """Life of an appeal."""

    LODGED = "lodged", "待裁决"
    GRANTED = "granted", "申诉成立"
    REFUSED = "refused", "申诉不成立"
    WITHDRAWN = "withdrawn", "已撤回"


class Appeal(models.Model):
    """An appeal against a case, which runs beside it. It is judged by somebody who had no part in the case.

    Granted, it overturns the confirmations of the case; `restoration` is the measure by which the number came back, if it was cut.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals")
    state = models.CharField(max_length=16, choices=AppealState.choices, default=AppealState.LODGED)
    version = models.PositiveIntegerField(default=1)
    via = models.CharField(max_length=16, choices=[(v.value, v.value) for v in AppealVia])
    statement = models.CharField(max_length=500, help_text="What the holder says.")
    lodged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="lodged_appeals")
    lodged_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="ended_appeals",
        help_text="Who judged it, or took it back for the holder.",
    )
    ended_at = models.DateTimeField(null=True)
    judgement = models.CharField(max_length=500, blank=True, help_text="Why it was judged so, or taken back.")
    ground = models.CharField(max_length=16, choices=[(g.value, g.value) for g in RefusalGround], blank=True)
    customer_sentence = models.JSONField(
        null=True, help_text="What the holder reads where it was refused, `zh` and `en`."
    )
    restoration = models.OneToOneField(Measure, on_delete=models.PROTECT, null=True, related_name="appeal")

    class Meta:
        ordering: ClassVar = ["-lodged_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(statement=""), name="appeal_has_statement"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="lodged"), name="one_open_appeal_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state="lodged") | (~Q(judgement="") & Q(ended_by__isnull=False)),
                name="appeal_ends_with_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_at", "id"], name="appeal_clock")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
