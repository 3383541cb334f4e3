"""Seals every document anew under a new key, in small pieces; who dies halfway goes on where he was."""

from datetime import datetime

from django.db import transaction

from quietline.home import Home
from quietline.office.audit.record import record
from quietline.office.audit.refusals import recorded_refusal
from quietline.office.people.actors import Actor, require
from quietline.office.people.permissions import Permission
from quietline.office.vault import keys
from quietline.office.vault.models import SealedDocument
from quietline.office.vault.sealing import key_to_seal_with, number_in, seal_into

CHUNK = 200


def rotate(home: Home, *, actor: Actor, at: datetime) -> int:
    """How many documents are under the new key now. An interrupted rotation is finished first, with the key that it had begun with.

    Raises Refused for who keeps no documents or a document that cannot be opened, SetupError where a key is gone.
    """
    with recorded_refusal(actor=actor, at=at, action="vault.rotate", object_kind="vault", object_id="keys"):
        require(actor, Permission.KEEP_DOCUMENTS)
        newest = key_to_seal_with(home)
        is_interrupted = SealedDocument.objects.exclude(key_number=newest).exists()
        number = newest if is_interrupted else keys.make_next(home)
        done = 0
        while moved := _move_chunk(home, number, actor=actor, at=at):
            done += moved
    return done


def keys_in_use() -> set[int]:
    """Numbers of the keys that documents still need; the file of any other can be destroyed."""
    return set(SealedDocument.objects.values_list("key_number", flat=True).distinct())


def _move_chunk(home: Home, number: int, *, actor: Actor, at: datetime) -> int:
    with transaction.atomic():
        waiting = SealedDocument.objects.exclude(key_number=number).order_by("pk")
        chunk = list(waiting.select_for_update()[:CHUNK])
        for document in chunk:
            seal_into(document, number_in(document, home), home, number)
            document.save(update_fields=["sealed", "key_number", "match"])
        if chunk:
            after = {"key": number, "documents": len(chunk)}
            record(
                actor=actor, at=at, action="vault.rotated", object_kind="vault", object_id="keys", after=after
            )
    return len(chunk)
