"""Numbers, who holds them, and who is protected. A holding comes here when a case or a mark needs it; all others stay in the warehouse's registers."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from quietline.domain.number_plan import LineClass


class Holding(models.Model):
    """One holder has one number from a day to a day. Marks belong to a holding, never to the digits.

    Where no register says who holds the number, `subscriber` and `holder_name` are empty and `since` is null.
    """

    number = models.CharField(max_length=32)
    subscriber = models.CharField(max_length=64, blank=True)
    holder_name = models.CharField(max_length=128, blank=True)
    line_class = models.CharField(max_length=32, choices=[(c.value, c.value) for c in LineClass])
    branch = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=64, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        # SQLite makes no index of a constraint in which nulls are alike.
        indexes: ClassVar = [models.Index(fields=["number", "since"], name="holding_number")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number", "subscriber", "since"], name="holding_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="holding_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.holder_name}".strip()


class ProtectedCaller(models.Model):
    """A number that lawfully calls many people (courier, doctor, school, shop …): verified before any measure, while it is valid.

    The entry protects `subscriber`, who held the number when it began; he is empty until a register knows him. `batch` is its source.
    """

    number = models.CharField(max_length=32, db_index=True)
    purpose = models.CharField(max_length=64)
    evidence = models.CharField(max_length=256, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    batch = models.CharField(max_length=64)
    subscriber = models.CharField(max_length=64, blank=True)
    lapsed_on = models.DateField(
        null=True, help_text="Since when somebody else has the number: he is not protected by it."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "purpose", "valid_from"], name="protected_caller_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.purpose})"
