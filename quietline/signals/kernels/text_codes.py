"""Text as 64-bit codes, so that loops compare numbers instead of letters.

A text of at most 16 digits has a code of its own, four bits a digit from the left, and codes are in the order of the texts. Any other
text (a name shown as caller) gets a hash that no text of digits has.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from quietline.signals.kernels.arrays import Codes
from quietline.warehouse.compiled import compiled


def codes_of(column: pa.Array | pa.ChunkedArray) -> Codes:
    """The code of each text of a column without nulls."""
    return _codes(*_letters(column))


def run_starts(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """The rows at which the text differs from the row before, the first among them, and the number of rows at the end."""
    return _run_starts(*_letters(column))


def text_of(codes: Codes, digits: int) -> pa.Array:
    """The texts of codes that all stand for so many digits."""
    shifts = np.uint64(60) - np.uint64(4) * np.arange(digits, dtype=np.uint64)
    letters = ((codes[:, None] >> shifts) & np.uint64(15)).astype(np.uint8) + np.uint8(47)
    places = np.arange(len(codes) + 1, dtype=np.int32) * np.int32(digits)
    buffers = [None, pa.py_buffer(places), pa.py_buffer(np.ascontiguousarray(letters))]
    return pa.Array.from_buffers(pa.string(), len(codes), buffers)


def whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The column in one piece."""
    if isinstance(column, pa.Array):
        return column
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _letters(column: pa.Array | pa.ChunkedArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Where each text begins and ends, and the letters of all."""
    text = whole(column)
    _, places, letters = text.buffers()
    if not len(text):
        return np.zeros(1, np.int32), np.zeros(0, np.uint8)
    found = np.frombuffer(places, np.int32)[text.offset : text.offset + len(text) + 1]
    return found, np.frombuffer(letters, np.uint8) if letters else np.zeros(0, np.uint8)


@compiled
def _code(letters: npt.NDArray[np.uint8], begin: int, end: int) -> np.uint64:
    code, shift = np.uint64(0), np.uint64(60)
    if end - begin <= 16:
        for place in range(begin, end):
            digit = letters[place] - np.uint8(48)
            if digit > 9:
                break
            code |= np.uint64(digit + 1) << shift
            shift -= np.uint64(4)
        else:
            return code
    code = np.uint64(14695981039346656037)  # FNV-1a
    for place in range(begin, end):
        code = (code ^ np.uint64(letters[place])) * np.uint64(1099511628211)
    return code | np.uint64(0xF000000000000000)  # a first digit has at most 0xA


@compiled
def _codes(places: npt.NDArray[np.int32], letters: npt.NDArray[np.uint8]) -> Codes:
    found = np.empty(len(places) - 1, np.uint64)
    for row in range(len(found)):
        found[row] = _code(letters, places[row], places[row + 1])
    return found


@compiled
def _run_starts(places: npt.NDArray[np.int32], letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    rows = len(places) - 1
    found = np.empty(rows + 1, np.int64)
    runs = 0
    for row in range(rows):
        if row == 0 or not _is_same(places, letters, row):
            found[runs] = row
            runs += 1
    found[runs] = rows
    return found[: runs + 1]


@compiled
def _is_same(places: npt.NDArray[np.int32], letters: npt.NDArray[np.uint8], row: int) -> bool:
    """Whether a row's text is that of the row before; neighbours in a sorted column differ in their last letters first."""
    before, begin, end = places[row - 1], places[row], places[row + 1]
    if end - begin != begin - before:
        return False
    place = end - begin - 1
    while place >= 0 and letters[begin + place] == letters[before + place]:
        place -= 1
    return bool(place < 0)
