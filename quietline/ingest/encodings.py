"""Encodings of delivered text: which one a file has, and which one a line looks like."""

import codecs
from collections.abc import Iterator, Sequence

UTF_8 = "utf-8"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: UTF_8,
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Marks at the beginning of a file, the longer of two that begin alike first."""

_GUESSES = (UTF_8, "gb18030")
_LABELS = {UTF_8: "UTF-8", "gb18030": "GB18030"}


def marked(sample: bytes) -> str:
    """The encoding that the file's byte order mark names, or nothing."""
    return next((encoding for mark, encoding in BYTE_ORDER_MARKS.items() if sample.startswith(mark)), "")


def looks_like(line: bytes, *, besides: str) -> str:
    """The encoding in which the line would be text, or nothing."""
    for guess in _GUESSES:
        if guess != besides and _decodes(line, guess):
            return guess
    return ""


def label(encoding: str) -> str:
    """How people write the encoding's name."""
    return _LABELS.get(encoding, encoding.upper())


def escaped(line: bytes) -> str:
    """The line readable: what is UTF-8 as text, other bytes as \\xNN."""
    return line.decode(UTF_8, errors="backslashreplace")


def settle(encodings: Sequence[str], sample: bytes) -> str:
    """The first of the encodings in which at least half of the sample's lines with other than ASCII letters are text."""
    if sample.isascii():
        return encodings[0]
    lines = [line for line in sample.splitlines() if not line.isascii()]
    for encoding in encodings:
        if 2 * sum(_decodes(line, encoding) for line in lines) >= len(lines):
            return encoding
    return encodings[0]


def is_wide(encoding: str) -> bool:
    """Whether letters take two or four bytes, so that line ends cannot be found in the bytes."""
    return encoding.startswith(("utf-16", "utf-32"))


def narrow(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The chunks of a file in UTF-16 or UTF-32 as UTF-8; what cannot be decoded becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
