"""How a link of the chain is computed, the same for who seals and who verifies."""

import hashlib
from json.encoder import encode_basestring_ascii

GENESIS = "0" * 64
"""What stands before the first link."""


def digest_of(entry: int, mac: str, content: bytes, previous: str) -> str:
    """SHA-256 over the previous digest and the whole entry, its number and keyed hash included; hexadecimal."""
    head = f"[{entry},{encode_basestring_ascii(mac)}]".encode()
    return hashlib.sha256(bytes.fromhex(previous) + head + content).hexdigest()
