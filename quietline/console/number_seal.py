"""A number in an address of the console: sealed with a key of the home, so that addresses, histories and logs do not give it away."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from quietline.domain.errors import NotFound
from quietline.home import Home


def sealed(number: str) -> str:
    """The number as an address holds it: the same number gives the same text in one home, and nobody reads it back without the key."""
    return urlsafe_b64encode(_cipher(settings.HOME).encrypt(number.encode(), None)).decode().rstrip("=")


def opened(text: str) -> str:
    """The number in an address. Raises NotFound for what was not sealed here."""
    try:
        closed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return _cipher(settings.HOME).decrypt(closed, None).decode()
    except (InvalidTag, Error, ValueError) as error:
        raise NotFound("there is no number at this address", mend="search for the number") from error


@cache
def _cipher(home: Home) -> AESSIV:
    return AESSIV(home.secret("number-addresses"))
