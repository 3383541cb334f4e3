"""What came in: batches as the warehouse committed them, and reports by people."""

from typing import ClassVar

from django.db import models

from quietline.office.registry.models import Holding


class Batch(models.Model):
    """One delivered file. The warehouse's manifest is the truth about its rows; this row is how people find it.

    `accepted + duplicate + quarantined = total` (a check in the database).
    """

    batch = models.CharField(max_length=64, unique=True, help_text="The warehouse's id of the batch.")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    profile = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    accepted = models.PositiveBigIntegerField()
    duplicate = models.PositiveBigIntegerField()
    quarantined = models.PositiveBigIntegerField()
    total = models.PositiveBigIntegerField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-loaded_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    total=models.F("accepted") + models.F("duplicate") + models.F("quarantined")
                ),
                name="batch_adds_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.profile})"


class Report(models.Model):
    """A person reported a number. It opens or joins the case of the number's holding."""

    key = models.CharField(
        max_length=64,
        unique=True,
        help_text="Names the report: the same row of two files gives the same key.",
    )
    number = models.CharField(max_length=32, db_index=True)
    reported_at = models.DateTimeField()
    reporter = models.CharField(max_length=32, blank=True)
    category = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, null=True)
    batch = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.reported_at:%Y-%m-%d}"
