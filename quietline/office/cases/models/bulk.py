"""One decision on many cases: proposed with a typed count, agreed to by a second person, carried out case by case."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.domain.case_states import MeasureKind
from quietline.domain.shutdown_kinds import ShutdownKind
from quietline.office.cases.models.case import Case
from quietline.office.cases.models.measure import Measure
from quietline.office.people.models import User


class BulkState(models.TextChoices):
    """Life of a bulk decision. An agreed one is carried out by a job, which can be stopped and goes on where it was."""

    PROPOSED = "proposed", "待第二人同意"
    AGREED = "agreed", "执行中"
    DONE = "done", "已执行"
    REJECTED = "rejected", "未同意"
    UNDONE = "undone", "已撤销"


class BulkDecision(models.Model):
    """A measure on many cases at once. Nothing happens to any of them before a second person has agreed."""

    measure = models.CharField(max_length=16, choices=[(m.value, m.value) for m in MeasureKind])
    state = models.CharField(max_length=16, choices=BulkState.choices, default=BulkState.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    count = models.PositiveIntegerField(help_text="How many cases, as the decider typed it.")
    reason = models.CharField(max_length=500)
    reason_code = models.CharField(max_length=32, blank=True)
    shutdown_kind = models.CharField(
        max_length=32, blank=True, choices=[(k.value, k.value) for k in ShutdownKind]
    )
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bulk_decisions")
    decided_at = models.DateTimeField()
    second_person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="reviewed_bulk_decisions"
    )
    second_person_at = models.DateTimeField(null=True)
    second_note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "done"]) | Q(second_person__isnull=False),
                name="bulk_has_second_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} × {self.count} {self.state}"


class BulkOutcome(models.TextChoices):
    """What became of one case of a bulk decision; empty while it waits."""

    DECIDED = "decided", "已决定"
    REFUSED = "refused", "被拒绝"
    UNDONE = "undone", "已撤销"


class BulkItem(models.Model):
    """One case of a bulk decision, with the version that the decider saw: one that changed since is left alone."""

    bulk = models.ForeignKey(BulkDecision, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bulk_items")
    seen_version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=16, choices=BulkOutcome.choices, blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="Why it was refused.")
    decision = models.OneToOneField(Measure, on_delete=models.PROTECT, null=True, related_name="bulk_item")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["bulk", "case"], name="bulk_case_once")]
        indexes: ClassVar = [models.Index(fields=["bulk", "outcome", "id"], name="bulk_waiting")]

    def __str__(self) -> str:
        return f"{self.bulk_id}:{self.case_id} {self.outcome}"
