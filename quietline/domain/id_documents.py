"""Identity documents of subscribers: their kinds, and what a number of one looks like. Check digit of ID cards: GB 11643-1999."""

import re
import unicodedata
from enum import StrEnum

from quietline.domain.labels import Label

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_ID_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OTHER = re.compile(r"[0-9A-Z()/-]{5,32}")


class DocumentKind(StrEnum):
    """Kinds of documents that a number is registered with."""

    ID_CARD = "id_card"
    PASSPORT = "passport"
    BUSINESS_LICENCE = "business_licence"
    OTHER = "other"


DOCUMENT_LABELS: dict[DocumentKind, Label] = {
    DocumentKind.ID_CARD: Label(zh="居民身份证", en="ID card"),
    DocumentKind.PASSPORT: Label(zh="护照", en="Passport"),
    DocumentKind.BUSINESS_LICENCE: Label(zh="营业执照", en="Business licence"),
    DocumentKind.OTHER: Label(zh="其他证件", en="Other document"),
}


def kind_named(text: str) -> DocumentKind | None:
    """The kind of this code or Chinese name."""
    names = {label.zh: kind for kind, label in DOCUMENT_LABELS.items()} | {"身份证": DocumentKind.ID_CARD}
    return names.get(text) or next((kind for kind in DocumentKind if kind == text), None)


def normalised(kind: DocumentKind, text: str) -> str:
    """The number of a document in its one form, empty where it cannot be one of this kind."""
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if kind is DocumentKind.ID_CARD:
        return number if _ID_CARD.fullmatch(number) and _check_digit(number) == number[-1] else ""
    return number if _OTHER.fullmatch(number) else ""


def _check_digit(number: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECK_DIGITS[total % 11]
