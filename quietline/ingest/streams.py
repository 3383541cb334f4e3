"""The text of a delivery as a stream of bytes, unpacked while it is read; what was delivered is counted and digested on the way."""

import gzip
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from quietline.domain.errors import InputError
from quietline.ingest.archives import DAMAGED, refuse_ratio

_AGAIN = "have the source deliver it again, or wait until it is there as a whole"


class Tap(io.RawIOBase):
    """Bytes of a delivered file, up to its size at the beginning: a source may still be writing at the end."""

    def __init__(self, source: IO[bytes], size_bytes: int) -> None:
        self._source = source
        self._size_bytes = size_bytes
        self._digest = hashlib.sha256()
        self.taken_bytes = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        """Fill the buffer as far as there are bytes; how many there were."""
        found = self.take(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def take(self, length: int) -> bytes:
        """Up to `length` bytes, none at the end."""
        found = self._source.read(min(length, self._size_bytes - self.taken_bytes))
        self._digest.update(found)
        self.taken_bytes += len(found)
        return found

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes taken so far, hexadecimal."""
        return self._digest.hexdigest()


@dataclass
class Stream:
    """A delivered text from its beginning. `packed` says that what was delivered is a gzip stream of it."""

    source: IO[bytes]
    size_bytes: int
    where: str
    packed: bool = False
    unpacked_max_bytes: int = 0
    given_bytes: int = 0
    tap: Tap = field(init=False)

    def __post_init__(self) -> None:
        self.tap = Tap(self.source, self.size_bytes)
        self._take: Callable[[int], bytes] = (
            gzip.GzipFile(fileobj=io.BufferedReader(self.tap)).read if self.packed else self.tap.take
        )

    @property
    def done(self) -> float:
        """The share of what was delivered that has been read."""
        return self.tap.taken_bytes / max(self.size_bytes, 1)

    def read(self, length: int) -> bytes:
        """Up to `length` bytes of the text, none at its end. Raises InputError where it cannot be read or unpacks without end."""
        try:
            found = self._take(length)
        except EOFError as error:
            raise InputError("the archive ends in the middle", where=self.where, mend=_AGAIN) from error
        except (*DAMAGED, OSError) as error:
            raise self._unreadable(error) from error
        self.given_bytes += len(found)
        if self.packed:
            self._refuse_bomb()
        return found

    def _unreadable(self, error: Exception) -> InputError:
        """What is wrong: the archive, of which bzip2 tells by an OSError without a number, or the disk."""
        if isinstance(error, OSError) and error.errno is not None:
            mend = "copy the file to a disk that can be read"
            return InputError(f"cannot be read: {error.strerror}", where=self.where, mend=mend)
        return InputError(f"the archive is damaged: {error}", where=self.where, mend=_AGAIN)

    def _refuse_bomb(self) -> None:
        refuse_ratio(self.tap.taken_bytes, self.given_bytes, where=self.where)
        if self.given_bytes > self.unpacked_max_bytes:
            what = f"the archive unpacks to more than {self.unpacked_max_bytes:,} bytes"
            raise InputError(what, where=self.where, mend="split it at a line end")
