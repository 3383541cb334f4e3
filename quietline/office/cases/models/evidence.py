"""Findings and reports that the ledger took in because a case needs them."""

from typing import ClassVar

from django.db import models

from quietline.domain.findings import Outcome, Severity
from quietline.office.cases.models.case import Case
from quietline.office.intake.models import Report


class CaseFinding(models.Model):
    """A finding that the ledger took in because a case needs it, frozen as it was: it outlives the warehouse's retention."""

    key = models.CharField(max_length=32, unique=True, help_text="`Finding.key`: control, subject and day.")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    control = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    clause = models.CharField(max_length=8)
    source = models.CharField(max_length=32)
    day = models.DateField()
    outcome = models.CharField(max_length=32, choices=[(o.value, o.value) for o in Outcome])
    severity = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Severity])
    evidence = models.JSONField()
    counterfactual = models.JSONField(null=True)
    cleared = models.BooleanField(
        default=False, help_text="Joined after its evidence was judged: it does not open a case again."
    )
    taken_in_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(
        null=True, help_text="Records that came late took the finding back before anybody decided on it."
    )

    class Meta:
        ordering: ClassVar = ["-day", "control"]
        indexes: ClassVar = [models.Index(fields=["control", "day"], name="case_finding_of_day")]

    def __str__(self) -> str:
        return f"{self.control} {self.day}"

    @property
    def stands(self) -> bool:
        """False where records that came late, or a withdrawn file, took it back."""
        return self.withdrawn_at is None


class CaseReport(models.Model):
    """A user report that belongs to a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="case_report")
    cleared = models.BooleanField(
        default=False, help_text="Made before the case was judged: it does not open a case again."
    )
    taken_in_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, help_text="When the file that it came in was withdrawn.")

    def __str__(self) -> str:
        return f"{self.case_id}:{self.report_id}"

    @property
    def stands(self) -> bool:
        """False where the file that it came in was withdrawn."""
        return self.withdrawn_at is None
