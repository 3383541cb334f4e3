"""How a number is sealed and opened: AES-GCM with 256 bits, a fresh nonce each time, bound to whose number it is."""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.vault import keys
from quietline.office.vault.models import SealedDocument

NONCE_BYTES = 12


def key_to_seal_with(home: Home) -> int:
    """The number of the newest key; a first one is made only where no document is sealed: a folder that is gone asks for itself, not for other keys.

    Raises Refused where the keys of sealed documents are gone.
    """
    if keys.newest(home) or not SealedDocument.objects.exists():
        return keys.make_first(home)
    raise Refused(
        "the keys of the vault are gone, and documents are sealed with them",
        mend="bring back the folder of vault_keys_dir",
    )


def seal_into(document: SealedDocument, number: str, home: Home, key_number: int) -> None:
    """Put the number into the document, under this key. The document is not saved."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(keys.key(home, key_number)).encrypt(
        nonce, number.encode(), _bound_to(document, key_number)
    )
    document.sealed, document.key_number = nonce + cipher, key_number
    document.match = match_of(number, home)


def number_in(document: SealedDocument, home: Home) -> str:
    """The number. Raises Refused where it was changed or belongs to another subscriber, SetupError where its key is gone."""
    sealed = bytes(document.sealed)
    key = keys.key(home, document.key_number)
    try:
        opened = AESGCM(key).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(document, document.key_number)
        )
    except (InvalidTag, ValueError) as error:
        raise Refused(
            "the document cannot be opened: it was changed behind the product's back, or sealed with another key",
            mend="tell the administrator; load the document anew from the register",
        ) from error
    return opened.decode()


def match_of(number: str, home: Home) -> str:
    """The keyed hash by which documents are compared: HMAC-SHA256, hexadecimal."""
    return hmac.new(keys.match_key(home), number.encode(), hashlib.sha256).hexdigest()


def _bound_to(document: SealedDocument, key_number: int) -> bytes:
    return "\0".join([document.subscriber, document.kind, str(key_number)]).encode()
