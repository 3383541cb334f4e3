"""Batches of orders that went out as files, and the files that came back."""

from typing import ClassVar

from django.db import models

from quietline.office.cases.models import Order
from quietline.office.people.models import User


class OrderFileState(models.TextChoices):
    """Life of a batch."""

    GATHERED = "gathered", "已汇集"
    WRITTEN = "written", "待回执"
    ANSWERED = "answered", "已回执"


class OrderFile(models.Model):
    """A batch of orders for one target. Its orders are chosen first, then the file is written: whoever writes it, it has the same bytes."""

    target = models.CharField(max_length=32)
    profile = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=OrderFileState.choices, default=OrderFileState.GATHERED)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    name = models.CharField(max_length=128, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["target", "state"], name="order_file_of_target")]

    def __str__(self) -> str:
        return f"{self.target} {self.pk}"


class OrderLine(models.Model):
    """An order in a batch."""

    file = models.ForeignKey(OrderFile, on_delete=models.PROTECT, related_name="lines")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "order"], name="order_once_in_a_file")
        ]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.order_id}"


class ResultFile(models.Model):
    """A file that a target sent back and that was taken in. The same bytes are never taken in twice."""

    file = models.ForeignKey(OrderFile, on_delete=models.PROTECT, related_name="results")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    taken_in_at = models.DateTimeField()
    taken_in_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    is_whole = models.BooleanField(
        default=False, help_text="False while its rows are taken in, or where that was interrupted."
    )

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name


class RowFinding(models.TextChoices):
    """What a row of a result file, or its absence, means for our orders."""

    APPLIED = "applied", "已回写"
    REPEATED = "repeated", "重复回执"
    CONTRADICTS = "contradicts", "与已有结果矛盾"
    NEVER_ORDERED = "never_ordered", "从未下达"
    UNREADABLE = "unreadable", "无法识别"
    MISSING = "missing", "无回执"


class ResultRow(models.Model):
    """A row of a result file as it came; `missing` is an order of the batch of which no row tells."""

    result_file = models.ForeignKey(ResultFile, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField(help_text="Line of the file, from 1; 0 for a missing row.")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="result_rows")
    finding = models.CharField(max_length=16, choices=RowFinding.choices)
    result = models.CharField(max_length=32, blank=True)
    number = models.CharField(max_length=200, blank=True, help_text="As the file writes it.")
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["line", "id"]

    def __str__(self) -> str:
        return f"{self.result_file_id}:{self.line} {self.finding}"
