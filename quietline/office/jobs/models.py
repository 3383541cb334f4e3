"""Long work with progress and cancel, which survives the death of the process that does it."""

from typing import ClassVar

from django.db import models

from quietline.office.people.models import User


class JobState(models.TextChoices):
    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


class Job(models.Model):
    """One piece of long work. A running job whose lease is over is taken up by the next worker."""

    kind = models.CharField(max_length=32)
    key = models.CharField(  # noqa: DJ001 (null means no key)
        max_length=255,
        null=True,
        unique=True,
        help_text="Two who ask for the same piece of work get the same job.",
    )
    arguments = models.JSONField()
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.QUEUED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0, help_text="How often a worker took it up.")
    progress = models.FloatField(default=0.0, help_text="Share done, 0 to 1.")
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "created_at"], name="job_queue")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
