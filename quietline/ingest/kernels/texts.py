"""Texts as Arrow arrays: of places in a block's bytes, and of the codes of numbers."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from quietline.ingest.number_code import DIGITS_MAX
from quietline.warehouse.compiled import compiled

Bytes = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]


def texts_at(content: Bytes, begin: Integers, end: Integers) -> pa.Array:
    """The texts between these places, null where one is empty."""
    length = end - begin
    places = np.zeros(len(length) + 1, np.int64)
    np.cumsum(length, out=places[1:])
    return _array(places.astype(np.int32), _copied(content, begin, places), length > 0)


def texts_of_codes(codes: Integers) -> pa.Array:
    """The numbers of these codes, null where one is 0."""
    places = np.zeros(len(codes) + 1, np.int32)
    letters = np.empty(len(codes) * DIGITS_MAX, np.uint8)
    written = _write_digits(codes, places, letters)
    return _array(places, letters[:written], codes != 0)


def _array(places: npt.NDArray[np.int32], letters: Bytes, is_there: npt.NDArray[np.bool_]) -> pa.Array:
    known = None if is_there.all() else pa.py_buffer(np.packbits(is_there, bitorder="little"))
    return pa.Array.from_buffers(
        pa.string(), len(is_there), [known, pa.py_buffer(places), pa.py_buffer(letters)]
    )


@compiled
def _copied(content: Bytes, begin: Integers, places: Integers) -> Bytes:
    letters = np.empty(places[-1], np.uint8)
    for row in range(len(begin)):
        for at in range(places[row + 1] - places[row]):
            letters[places[row] + at] = content[begin[row] + at]
    return letters


@compiled
def _write_digits(codes: Integers, places: npt.NDArray[np.int32], letters: Bytes) -> int:
    written, ten = 0, np.uint64(10)  # without a sign a division by ten is a multiplication
    for row in range(len(codes)):
        digits = codes[row] & 15
        number = np.uint64(codes[row] >> 4)
        for _ in range(DIGITS_MAX - digits):
            number //= ten
        for at in range(digits - 1, -1, -1):
            letters[written + at] = np.uint8(number % ten) + np.uint8(48)
            number //= ten
        written += digits
        places[row + 1] = written
    return written
