"""Signed heads of the chain, in a file outside the ledger: who rewrites the whole chain cannot rewrite what was published.

`heads.jsonl` holds one head a line, positions rising; `public-key.pem` beside it lets anybody check the signatures.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from quietline.domain.errors import SetupError
from quietline.home import Home
from quietline.office.audit.canonical import canonical, instant
from quietline.office.audit.models import Seal

TAIL_BYTES = 4096  # longer than any head


@dataclass(frozen=True)
class Head:
    """The end of the chain at an instant (UTC text), signed with Ed25519 (hexadecimal)."""

    position: int
    digest: str
    sealed_at: str
    signature: str = ""

    def content(self) -> bytes:
        """What is signed."""
        return canonical([self.position, self.digest, self.sealed_at])


@dataclass(frozen=True)
class PublishedHead:
    """A line of the file: its number from 1, and the head, None where the line cannot be read or its signature does not hold."""

    line: int
    head: Head | None


def publish(home: Home, last: Seal | None) -> None:
    """Append the signed head for the last link, on disk when this returns; nothing where it was published before.

    Raises SetupError where the folder cannot be written to.
    """
    if last is None:
        return
    try:
        _append(home, last)
    except OSError as error:
        mend = "make the folder of audit_heads_dir writable; what waits is published then"
        raise SetupError(
            f"the audit head cannot be published: {error.strerror}", where=str(home.audit_heads), mend=mend
        ) from error


def _append(home: Home, last: Seal) -> None:
    home.audit_heads.mkdir(parents=True, exist_ok=True)
    with _locked(_file(home)) as file:
        _cut_torn_line(file)
        if _last_position(file) >= last.position:
            return
        head = Head(last.position, last.digest, instant(last.sealed_at))
        signed = replace(head, signature=signature_of(home, head.content()))
        file.seek(0, os.SEEK_END)
        file.write(json.dumps(asdict(signed)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    _publish_key(home)


def published(home: Home) -> Iterator[PublishedHead]:
    """The heads in the order of the file. A last line that is still being written is left out. Raises SetupError where it cannot be read."""
    path = _file(home)
    if not path.exists():
        return
    public = _key(home).public_key()
    with _opened(path) as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            head = _parsed(line)
            try:
                if head is not None:
                    public.verify(bytes.fromhex(head.signature), head.content())
            except (InvalidSignature, ValueError):
                head = None
            yield PublishedHead(number, head)


def signature_of(home: Home, content: bytes) -> str:
    """The city's signature, Ed25519, hexadecimal; `public-key.pem` beside the heads proves it."""
    return _key(home).sign(content).hex()


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        mend = "give back the file of heads, or the right to read it"
        raise SetupError(
            f"the published heads cannot be read: {error.strerror}", where=str(path), mend=mend
        ) from error


def _file(home: Home) -> Path:
    return home.audit_heads / "heads.jsonl"


def _key(home: Home) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(home.secret("audit-signing"))


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _cut_torn_line(file: IO[bytes]) -> None:
    """A publisher that died halfway left a piece of a line: it was never published."""
    tail = _tail(file)
    if tail and not tail.endswith(b"\n"):
        file.seek(0, os.SEEK_END)
        file.truncate(file.tell() - len(tail) + tail.rfind(b"\n") + 1)


def _last_position(file: IO[bytes]) -> int:
    lines = _tail(file).splitlines()
    head = _parsed(lines[-1]) if lines else None
    return head.position if head else 0


def _tail(file: IO[bytes]) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL_BYTES))
    return file.read()


def _parsed(line: bytes) -> Head | None:
    try:
        head = Head(**json.loads(line))
    except (ValueError, TypeError):
        return None
    is_sound = isinstance(head.position, int) and all(
        isinstance(text, str) for text in (head.digest, head.sealed_at, head.signature)
    )
    return head if is_sound else None


def _publish_key(home: Home) -> None:
    path = home.audit_heads / "public-key.pem"
    if not path.exists():
        path.write_bytes(
            _key(home).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        )
