"""From delivered bytes to UTF-8 text: a line that is not in the source's encoding is set apart, the others go on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quietline.ingest.blocks import Block
from quietline.ingest.encodings import UTF_8, escaped, label, looks_like

_CHINESE = frozenset({"gb18030", "gbk", "gb2312"})


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be read as it is, with its index in the block."""

    index: int
    reason: str
    expected: str
    raw: str


@dataclass(frozen=True)
class TextBlock:
    """Whole lines as UTF-8, each ended by LF; a bad line stands there empty.

    Their physical numbers are `lines`, or count from `first_line` where that is None: then no line was taken out.
    """

    first_line: int
    content: bytes
    bad: tuple[BadLine, ...]
    done: float = 0.0
    lines: npt.NDArray[np.int64] | None = None

    def numbers(self) -> npt.NDArray[np.int64]:
        """The physical number of each line."""
        if self.lines is not None:
            return self.lines
        return np.arange(self.first_line, self.first_line + self.content.count(b"\n"))


def decode(block: Block, encoding: str) -> TextBlock:
    """The block's text. Overlong lines and lines with undecodable bytes come back as bad lines, with a guess at the encoding."""
    content, long_lines = _without_long_lines(block)
    if encoding == UTF_8 and content.isascii():
        return TextBlock(block.first_line, content, long_lines, block.done)
    if encoding in _CHINESE:
        content, foreign = _without_utf_8(content, encoding)
        long_lines = (*long_lines, *foreign)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        content, bad = _line_by_line(content, encoding)
        return TextBlock(block.first_line, content, (*long_lines, *bad), block.done)
    return TextBlock(
        block.first_line, content if encoding == UTF_8 else text.encode(), long_lines, block.done
    )


def _without_long_lines(block: Block) -> tuple[bytes, tuple[BadLine, ...]]:
    if not block.overlong:
        return block.content, ()
    lines, bad = block.content.split(b"\n"), []
    for index in block.overlong:
        reason = f"the line is longer than {len(lines[index]):,} bytes; only its beginning is kept"
        bad.append(
            BadLine(index, reason, f"a line of at most {len(lines[index]):,} bytes", escaped(lines[index]))
        )
        lines[index] = b""
    return b"\n".join(lines), tuple(bad)


def _without_utf_8(content: bytes, encoding: str) -> tuple[bytes, tuple[BadLine, ...]]:
    """The content without lines in UTF-8: read as Chinese double bytes, most of them would become other letters without any complaint."""
    found = _lines_like_utf_8(content)
    lines, bad = (content.split(b"\n"), []) if found else ([], [])
    for index in found:
        if is_utf_8_instead(lines[index], encoding):
            reason = (
                f'the line looks like UTF-8 and not {label(encoding)}: set encoding = "utf-8" in the profile'
            )
            bad.append(BadLine(index, reason, f"text in {label(encoding)}", escaped(lines[index])))
            lines[index] = b""
    return (b"\n".join(lines), tuple(bad)) if bad else (content, ())


def _lines_like_utf_8(content: bytes) -> list[int]:
    """Indices of lines in which three bytes like those of a Chinese letter in UTF-8 stand behind an ASCII letter."""
    a = np.frombuffer(b"\n" + content, np.uint8)
    lead, continued = (a[1:-2] >= 0xE3) & (a[1:-2] <= 0xEF), (a & 0xC0) == 0x80
    places = np.flatnonzero(lead & (a[:-3] < 0x80) & continued[2:-1] & continued[3:])
    if not places.size:
        return []
    ends = np.flatnonzero(a == ord("\n"))  # the first is our own
    return [int(index) for index in np.unique(np.searchsorted(ends, places + 1, side="left") - 1)]


def is_utf_8_instead(line: bytes, encoding: str) -> bool:
    """Whether the line is Chinese in UTF-8, though the encoding is one of double bytes."""
    if encoding not in _CHINESE or not _lines_like_utf_8(line):
        return False
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _line_by_line(content: bytes, encoding: str) -> tuple[bytes, tuple[BadLine, ...]]:
    good, bad = [], []
    for index, line in enumerate(content.split(b"\n")):
        try:
            good.append(line.decode(encoding).encode())
        except UnicodeDecodeError as error:
            good.append(b"")
            bad.append(BadLine(index, *undecodable(line, encoding, error), raw=escaped(line)))
    return b"\n".join(good), tuple(bad)


def undecodable(line: bytes, encoding: str, error: UnicodeDecodeError) -> tuple[str, str]:
    """Reason and expectation for a line that is not in the encoding. The byte's column counts from 1."""
    wanted = label(encoding)
    reason = f"byte {error.start + 1} of the line (0x{line[error.start]:02X}) is not {wanted}"
    found = looks_like(line, besides=encoding)
    if found:
        return (
            f'{reason}; the line looks like {label(found)}: set encoding = "{found}" in the profile',
            f"text in {wanted}",
        )
    return reason, f"text in {wanted}"
