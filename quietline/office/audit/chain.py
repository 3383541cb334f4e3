"""How a link of the chain is computed, the same for who seals and who verifies."""

import hashlib

from quietline.office.audit.canonical import canonical
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.record import content_of

GENESIS = "0" * 64
"""What stands before the first link."""


def digest_of(entry: AuditEntry, previous: str) -> str:
    """SHA-256 over the previous digest and the whole entry, its number and keyed hash included; hexadecimal."""
    content = canonical([entry.pk, entry.mac]) + content_of(entry)
    return hashlib.sha256(bytes.fromhex(previous) + content).hexdigest()
