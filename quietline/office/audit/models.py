"""Who did what, and the chain that proves that nothing was changed since."""

from typing import ClassVar

from django.db import models


class AuditEntry(models.Model):
    """One act, written in the same transaction as the change itself. Database triggers refuse update and delete.

    `mac` is a keyed hash over the content: a row put in by somebody who does not hold the key is named by `audit verify`.
    `case` is set where the act belongs to a case, so that the case's timeline is one look-up.
    """

    uid = models.UUIDField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, help_text="Staff number, or `system:…`.")
    action = models.CharField(max_length=64)
    object_kind = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64)
    case = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    via = models.CharField(
        max_length=32, help_text="Face or job through which it came: console, cli, worker …"
    )
    mac = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["object_kind", "object_id"], name="audit_object"),
            models.Index(fields=["case", "id"], name="audit_case"),
            models.Index(fields=["actor", "id"], name="audit_actor"),
            models.Index(fields=["action", "id"], name="audit_action"),
            models.Index(fields=["at", "id"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.action} {self.object_kind} {self.object_id}"


class Seal(models.Model):
    """A link of the chain: `digest = SHA-256(previous digest ‖ content of the entry)`. Positions have no gaps."""

    position = models.PositiveBigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.position}: {self.entry}"
