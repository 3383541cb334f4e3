"""What came in: batches as the warehouse committed them, their quarantined lines that somebody works on, and reports by people."""

from typing import ClassVar

from django.db import models

from quietline.office.registry.models import Holding


class BatchState(models.TextChoices):
    """Life of a batch."""

    LOADED = "loaded", "已接入"
    WITHDRAWN = "withdrawn", "已撤回"


class Batch(models.Model):
    """One delivered file. The warehouse's manifest is the truth about its rows; this row is how people find it.

    `accepted + duplicate + quarantined = total` (a check in the database). A batch of corrected lines says whose they are in `corrects`.
    """

    state = models.CharField(max_length=16, choices=BatchState.choices, default=BatchState.LOADED)
    version = models.PositiveIntegerField(default=1)
    corrects = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="The batch whose quarantined lines these are."
    )

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


class SourceState(models.TextChoices):
    """Life of a source."""

    ACTIVE = "active", "在用"
    ENDED = "ended", "已停用"


class Source(models.Model):
    """One who delivers files, known by the profile that reads them: what its records carry, and how often it is expected.

    What it carries comes from the profile and is brought up to date with each delivery; the rhythm is set by people.
    """

    name = models.CharField(max_length=64, unique=True, help_text="Name of the profile.")
    title = models.JSONField(help_text="What it is called, by language.")
    kind = models.CharField(max_length=32)
    carries = models.JSONField(
        help_text="Of calls: unanswered, incoming and off_net, each whether it is carried and since when; empty for other kinds."
    )
    expected_by = models.CharField(
        max_length=5,
        blank=True,
        help_text="HH:MM of the city's clock by which the day before has arrived; empty for no hour.",
    )
    silent_after_h = models.PositiveIntegerField(
        null=True, help_text="Hours without a file after which the alarm is raised; null for no alarm."
    )
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=16, choices=SourceState.choices, default=SourceState.ACTIVE)
    version = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(help_text="Its first delivery.")

    class Meta:
        ordering: ClassVar = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class CorrectionState(models.TextChoices):
    """Life of a quarantined line on which somebody works; a line without a row is open as it was delivered."""

    OPEN = "open", "未解决"
    READY = "ready", "待重放"
    CORRECTED = "corrected", "已更正"
    GIVEN_UP = "given_up", "已放弃"


SETTLED = (CorrectionState.CORRECTED, CorrectionState.GIVEN_UP)
"""States in which a line does not count as open any more."""


class Correction(models.Model):
    """A quarantined line as it stands now. What was delivered stays in the warehouse; `text` is what somebody made of it.

    `column`, `problem` and `expected` say what is wrong with the text, as the same checks say it; empty where nothing is.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="corrections")
    line = models.PositiveBigIntegerField(help_text="Physical line of the delivered file.")
    state = models.CharField(max_length=16, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    column = models.CharField(max_length=255, blank=True)
    problem = models.TextField(blank=True)
    expected = models.TextField(blank=True)
    note = models.CharField(max_length=500, blank=True, help_text="Why the line was given up.")
    changed_by = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    replayed_as = models.CharField(max_length=64, blank=True, help_text="The batch that took the line.")

    class Meta:
        ordering: ClassVar = ["line"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "line"], name="one_correction_per_line"),
            models.CheckConstraint(
                condition=~models.Q(state=CorrectionState.GIVEN_UP) | ~models.Q(note=""),
                name="given_up_has_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["batch", "state"], name="correction_state")]

    def __str__(self) -> str:
        return f"{self.batch_id} line {self.line} {self.state}"


class HoldState(models.TextChoices):
    """Life of a legal hold."""

    HELD = "held", "保留中"
    RELEASED = "released", "已解除"


class LegalHold(models.Model):
    """Calls that are kept beyond retention because somebody needs them as evidence: those of a number, of a span of days, or of both."""

    number = models.CharField(max_length=32, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=16, choices=HoldState.choices, default=HoldState.HELD)
    version = models.PositiveIntegerField(default=1)
    set_by = models.CharField(max_length=64)
    set_at = models.DateTimeField()
    released_by = models.CharField(max_length=64, blank=True)
    released_at = models.DateTimeField(null=True)
    release_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-set_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="hold_has_reason"),
            models.CheckConstraint(
                condition=~models.Q(number="")
                | models.Q(
                    first_day__isnull=False, last_day__isnull=False, last_day__gte=models.F("first_day")
                ),
                name="hold_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'all'} {self.first_day or ''} {self.last_day or ''}"


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
