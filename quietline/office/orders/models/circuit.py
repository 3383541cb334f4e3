"""Whether a target is spared for a while because it does not answer."""

from typing import ClassVar

from django.db import models


class CircuitState(models.TextChoices):
    """`closed`: orders leave. `open`: none leaves until `retry_at`. `half_open`: one order is on its way to find out."""

    CLOSED = "closed", "正常"
    OPEN = "open", "已断开"
    HALF_OPEN = "half_open", "试探中"


class Circuit(models.Model):
    """The circuit breaker of one target."""

    target = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=16, choices=CircuitState.choices, default=CircuitState.CLOSED)
    version = models.PositiveIntegerField(default=1)
    failures = models.PositiveIntegerField(
        default=0, help_text="Times in a row that it gave no usable answer."
    )
    opened_at = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True, help_text="Nothing leaves before; then one order tries.")
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["target"]

    def __str__(self) -> str:
        return f"{self.target} {self.state}"
