"""Reading a file in blocks that end where a line ends, with the physical number of each line.

A line ends with LF, CR LF or CR, in any mixture. Memory stays bounded whatever the file holds.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quietline.domain.errors import InputError
from quietline.ingest.encodings import UTF_8, is_wide, narrow

BLOCK_BYTES = 16 * 2**20
LINE_MAX_BYTES = 2**20
FILE_MAX_BYTES = 20 * 10**9


@dataclass(frozen=True)
class Block:
    """Whole lines as bytes, each ended by LF. `first_line` is the physical number of the first, counted from 1.

    `overlong` has the indices of lines of which only the first LINE_MAX_BYTES bytes are here. `done` is the share of the file read.
    """

    first_line: int
    content: bytes
    overlong: tuple[int, ...] = ()
    done: float = 0.0


@dataclass
class Delivery:
    """An input file while it is read: its digest and size grow with the bytes that were taken."""

    path: Path
    encoding: str = UTF_8
    file_max_bytes: int = FILE_MAX_BYTES
    block_bytes: int = BLOCK_BYTES
    line_max_bytes: int = LINE_MAX_BYTES
    size_bytes: int = 0
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes read so far, hexadecimal."""
        return self._digest.hexdigest()

    def blocks(self) -> Iterator[Block]:
        """The file's blocks in order. Raises InputError when it is no readable file, is empty or too large."""
        with open_file(self.path) as source:
            size = check_size(self.path, self.file_max_bytes)
            yield from self._cut(source.fileno(), size)

    def _cut(self, handle: int, size: int) -> Iterator[Block]:
        line, rest = 1, b""
        chunks = self._chunks(handle, size)
        for chunk in narrow(chunks, self.encoding) if is_wide(self.encoding) else chunks:
            whole, rest = _split_at_last_end(rest + chunk)
            if whole:
                block = self._block(line, whole, size)
                line += block.content.count(b"\n")
                yield block
            if len(rest) > self.line_max_bytes:  # one byte more shows that the line is too long
                rest = rest[: self.line_max_bytes + 1]
        if rest:
            yield self._block(line, rest, size)

    def _block(self, line: int, whole: bytes, size: int) -> Block:
        content = _with_one_kind_of_end(whole)
        long_lines: tuple[int, ...] = ()
        if _has_long_line(content, self.line_max_bytes):
            content, long_lines = _shorten(content, self.line_max_bytes)
        return Block(line, content, long_lines, self.size_bytes / size)

    def _chunks(self, handle: int, size: int) -> Iterator[bytes]:
        """The bytes up to the size at the beginning: a source may still be writing at the end."""
        while self.size_bytes < size:
            chunk = self._read(handle, min(self.block_bytes, size - self.size_bytes))
            if not chunk:
                return
            self._digest.update(chunk)
            self.size_bytes += len(chunk)
            yield chunk

    def _read(self, handle: int, length: int) -> bytes:
        try:
            return os.read(handle, length)
        except OSError as error:
            mend = "copy the file to a disk that can be read"
            raise InputError(f"cannot be read: {error.strerror}", where=str(self.path), mend=mend) from error


def open_file(path: Path) -> io.FileIO:
    """The file opened for reading bytes. Raises InputError that says why it cannot be."""
    mend = "check the path"
    try:
        if path.is_dir():
            raise InputError("is a folder", where=str(path), mend="name the files in it")
        if not path.is_file() and path.exists():
            raise InputError("is not an ordinary file", where=str(path), mend="copy its content into a file")
        return io.FileIO(path)
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=str(path), mend=mend) from error
    except PermissionError as error:
        mend = "give the user who loads it the right to read it"
        raise InputError("may not be read: permission denied", where=str(path), mend=mend) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), mend=mend) from error


def check_size(path: Path, limit: int) -> int:
    """The file's size in bytes. Raises InputError when it is empty or larger than the limit."""
    size = path.stat().st_size
    if not size:
        raise InputError(
            "the file is empty (0 bytes)", where=str(path), mend="have the source deliver it again"
        )
    if size > limit:
        raise InputError(
            f"the file has {size:,} bytes, more than {limit:,}",
            where=str(path),
            mend="split it at a line end",
        )
    return size


def _split_at_last_end(chunk: bytes) -> tuple[bytes, bytes]:
    """What ends with a line end, and the rest. A CR at the very end may be half of CR LF and is left in the rest."""
    cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, len(chunk) - 1)) + 1
    return chunk[:cut], chunk[cut:]


def _with_one_kind_of_end(content: bytes) -> bytes:
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content if content.endswith(b"\n") else content + b"\n"


def _has_long_line(content: bytes, limit: int) -> bool:
    """Whether some line is longer: jumps from line end to line end, the farthest within the limit each time."""
    begin = 0
    while len(content) - begin > limit + 1:
        end = content.rfind(b"\n", begin, begin + limit + 1)
        if end < begin:
            return True
        begin = end + 1
    return False


def _shorten(content: bytes, limit: int) -> tuple[bytes, tuple[int, ...]]:
    lines = content.split(b"\n")
    long_lines = tuple(index for index, line in enumerate(lines) if len(line) > limit)
    for index in long_lines:
        lines[index] = lines[index][:limit]
    return b"\n".join(lines), long_lines
