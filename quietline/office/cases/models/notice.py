"""What was told to whom."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.domain.notice_texts import NoticeKind
from quietline.office.cases.models.appeal import Appeal
from quietline.office.cases.models.case import Case
from quietline.office.cases.models.evidence import CaseReport
from quietline.office.cases.models.order import Order
from quietline.office.people.models import User


class Notice(models.Model):
    """A text for a holder or a complainant, as it was written then. With an `order` it goes out as a text message, and the order's state is
    its own; without one it is a letter that somebody hands over. `about` is the order to the network whose answer it tells.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=32, choices=[(k.value, k.value) for k in NoticeKind])
    about = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="notice_about")
    report = models.OneToOneField(CaseReport, on_delete=models.PROTECT, null=True, related_name="answer")
    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, null=True, related_name="answer")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="notice")
    recipient = models.CharField(
        max_length=128, help_text="A number for a text message, a name for a letter."
    )
    text = models.JSONField(help_text="The text by language, `zh` and `en`.")
    created_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    handed_over_note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(about__isnull=False) | Q(report__isnull=False) | Q(appeal__isnull=False),
                name="notice_has_ground",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"

    @property
    def state(self) -> str:
        """As its order's; `to_hand_over` and `handed_over` for a letter."""
        if self.order is not None:
            return str(self.order.state)
        return "handed_over" if self.handed_over_at else "to_hand_over"
