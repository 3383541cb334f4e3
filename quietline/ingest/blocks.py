"""Reading a file in blocks that end where a line ends, with the physical number of each line.

A line ends with LF, CR LF or CR, in any mixture. Memory stays bounded whatever the file holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from quietline.ingest.delivered import Content
from quietline.ingest.encodings import UTF_8, is_wide, narrow
from quietline.ingest.streams import Stream

BLOCK_BYTES = 16 * 2**20
LINE_MAX_BYTES = 2**20


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
    """A delivered text while it is read: its digest and size grow with the bytes that were taken."""

    content: Content
    encoding: str = UTF_8
    block_bytes: int = BLOCK_BYTES
    line_max_bytes: int = LINE_MAX_BYTES

    def __post_init__(self) -> None:
        self._stream = self.content.stream()

    @property
    def where(self) -> str:
        """What is read, for messages."""
        return self.content.delivered.where

    @property
    def size_bytes(self) -> int:
        """How many of the delivered bytes were read so far; of a workbook all."""
        return self.content.size_bytes if self.content.is_sheet else self._stream.tap.taken_bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the delivered bytes read so far, hexadecimal; of a workbook of all."""
        return self.content.workbook_sha256 or self._stream.tap.sha256

    def blocks(self) -> Iterator[Block]:
        """The text's blocks in order. Raises InputError when it cannot be read."""
        line, rest = 1, b""
        chunks = _chunks(self._stream, self.block_bytes)
        for chunk in narrow(chunks, self.encoding) if is_wide(self.encoding) else chunks:
            whole, rest = _split_at_last_end(rest + chunk)
            if whole:
                block = self._block(line, whole)
                line += block.content.count(b"\n")
                yield block
            if len(rest) > self.line_max_bytes:  # one byte more shows that the line is too long
                rest = rest[: self.line_max_bytes + 1]
        if rest:
            yield self._block(line, rest)

    def _block(self, line: int, whole: bytes) -> Block:
        content = _with_one_kind_of_end(whole)
        long_lines: tuple[int, ...] = ()
        if _has_long_line(content, self.line_max_bytes):
            content, long_lines = _shorten(content, self.line_max_bytes)
        return Block(line, content, long_lines, self._stream.done)


def _chunks(stream: Stream, length: int) -> Iterator[bytes]:
    while chunk := stream.read(length):
        yield chunk


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
