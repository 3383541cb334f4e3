"""Numbers of identity documents, sealed. The keys lie apart from the ledger; without them a copy of the database tells nothing."""

from typing import ClassVar

from django.db import models

from quietline.domain.id_documents import DocumentKind


class SealedDocument(models.Model):
    """The document that a subscriber identified himself with.

    `match` is a keyed hash of the number: two subscribers with one document are found without opening either. `sealed` is nonce and
    AES-GCM's cipher text, bound to the subscriber and the kind, so that it opens in no other row.
    """

    subscriber = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32, choices=[(kind.value, kind.value) for kind in DocumentKind])
    match = models.CharField(max_length=64, db_index=True)
    sealed = models.BinaryField()
    key_number = models.PositiveIntegerField(db_index=True, help_text="Which key of the vault opens it.")
    stored_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(subscriber=""), name="sealed_document_has_subscriber")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subscriber}"
