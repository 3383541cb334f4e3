"""Lines that no parser should see: they hold NUL bytes, or their quotes do not close.

A line passes only where each quoted value begins right behind a delimiter and ends right before one. So no value holds a line
break, the parser can never run past a line's end, and the index of a line is its physical number.
"""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from quietline.ingest.decoding import BadLine, TextBlock
from quietline.ingest.encodings import escaped

_REPLACEMENT = "�".encode()


def check_lines(block: TextBlock, *, delimiter: str, decoded_with_replacement: bool) -> TextBlock:
    """The block without the lines that fail; they join its bad lines."""
    found: dict[int, tuple[str, str]] = {}
    if b'"' in block.content:
        found |= _with_open_quotes(block.content, delimiter)
    if decoded_with_replacement and _REPLACEMENT in block.content:
        found |= _holding(
            block.content, _REPLACEMENT, "a letter is damaged", "text in the profile's encoding"
        )
    if b"\0" in block.content:
        found |= _holding(block.content, b"\0", "the line holds NUL bytes", "text without control characters")
    return _without(block, found) if found else block


def _with_open_quotes(content: bytes, delimiter: str) -> dict[int, tuple[str, str]]:
    lines = pc.split_pattern(pa.array([content[:-1].decode()], pa.large_string()), "\n").flatten()
    fine = pc.match_substring_regex(lines, _well_quoted(delimiter))
    failing = pc.indices_nonzero(pc.invert(fine)).to_pylist()
    return {index: _quote_reason(lines[index].as_py()) for index in failing}


def _well_quoted(delimiter: str) -> str:
    mark = re.escape(delimiter)
    value = rf'(?:"(?:[^"]|"")*"|[^"{mark}][^{mark}]*|)'
    return rf"\A{value}(?:{mark}{value})*\z"


def _quote_reason(line: str) -> tuple[str, str]:
    if line.count('"') % 2:
        return "a quote is not closed", 'each " closed on the same line'
    return (
        "text stands beside a quoted value",
        'the delimiter on both sides of a quoted value, "" for a quote in it',
    )


def _holding(content: bytes, mark: bytes, reason: str, expected: str) -> dict[int, tuple[str, str]]:
    return {index: (reason, expected) for index, line in enumerate(content.split(b"\n")) if mark in line}


def _without(block: TextBlock, found: dict[int, tuple[str, str]]) -> TextBlock:
    lines = block.content.split(b"\n")
    bad = []
    for index, (reason, expected) in sorted(found.items()):
        bad.append(BadLine(index, reason, expected, escaped(lines[index])))
        lines[index] = b""
    return replace(block, content=b"\n".join(lines), bad=(*block.bad, *bad))
