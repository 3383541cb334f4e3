"""What a city sets itself, each with the day from which it holds. Rows are added and never changed: what held on a day can always be said."""

from typing import ClassVar

from django.db import models

from quietline.office.people.models import User


class ReasonCode(models.Model):
    """A reason for which service is taken from somebody; it stands over a built-in one of the same code from its day on."""

    code = models.CharField(max_length=32)
    valid_from = models.DateField()
    label_zh = models.CharField(max_length=64)
    label_en = models.CharField(max_length=64)
    customer_zh = models.CharField(
        max_length=200, help_text="The customer's sentence; {effect} says what was done."
    )
    customer_en = models.CharField(max_length=200)
    measures = models.JSONField(help_text="Codes of the measures for which the reason can be given.")
    is_retired = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, help_text="Why it was set.")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["code", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="reason_code_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class CaseClock(models.Model):
    """Hours of one source of suspicion, over the built-in ones from its day on. The source is empty for every other one."""

    source = models.CharField(max_length=32, blank=True)
    valid_from = models.DateField()
    hours = models.FloatField()
    warn_hours = models.FloatField()
    escalate_hours = models.FloatField()
    reason = models.CharField(max_length=500, help_text="Why it was set.")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["source", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "valid_from"], name="case_clock_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.source or 'any'} {self.valid_from}"


class DutyShift(models.Model):
    """Who is on duty from an instant to another, and who stands in for him. Of two shifts over the same hour the one set later counts."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duty_shifts")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="stand_in_shifts")
    above = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="shifts_above",
        help_text="The level above: who is told where neither acts.",
    )
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["begins_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")), name="duty_ends_after_it_begins"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at", "begins_at"], name="duty_hours")]

    def __str__(self) -> str:
        return f"{self.person} {self.begins_at:%Y-%m-%d %H:%M}"
