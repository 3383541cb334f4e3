"""What was ordered against what the network has."""

from typing import ClassVar

from django.db import models

from quietline.domain.line_states import LineState
from quietline.office.cases.models import Case, Order
from quietline.office.orders.compare import DifferenceKind, Side
from quietline.office.people.models import User


class Reconciliation(models.Model):
    """One file of actual states, compared. The same bytes are compared once."""

    profile = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    compared_at = models.DateTimeField()
    compared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    rows = models.PositiveIntegerField()
    unreadable = models.PositiveIntegerField(help_text="Rows that could not be used.")
    agreed = models.PositiveIntegerField(default=0)
    on_their_way = models.PositiveIntegerField(
        default=0, help_text="Numbers with an order that has no answer yet: not judged."
    )
    is_whole = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name


class DifferenceState(models.TextChoices):
    """Life of a difference."""

    OPEN = "open", "待处理"
    ORDERED = "ordered", "已再下指令"
    NOTED = "noted", "已记录"
    RESOLVED = "resolved", "已一致"


class Difference(models.Model):
    """A number of which the network's state is not the one that was ordered. `order` is the last one carried out, which is done again."""

    reconciliation = models.ForeignKey(Reconciliation, on_delete=models.PROTECT, related_name="differences")
    number = models.CharField(max_length=32, db_index=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="differences")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="differences")
    branch = models.CharField(max_length=64, blank=True)
    expected = models.CharField(max_length=32, blank=True, choices=[(s.value, s.value) for s in LineState])
    actual = models.CharField(max_length=32, blank=True, choices=[(s.value, s.value) for s in LineState])
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in DifferenceKind])
    side = models.CharField(max_length=16, choices=[(s.value, s.value) for s in Side])
    state = models.CharField(max_length=16, choices=DifferenceState.choices, default=DifferenceState.OPEN)
    version = models.PositiveIntegerField(default=1)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(state="open"), name="one_open_difference_a_number"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "kind", "id"], name="difference_board")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
