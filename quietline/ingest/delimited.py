"""From a block of clean lines to an Arrow table of texts, every row with its physical line number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from quietline.domain.errors import InputError
from quietline.ingest.decoding import BadLine, TextBlock

LINE = "line"


@dataclass(frozen=True)
class ParsedBlock:
    """Tables by number of columns (columns `c0`, `c1`, … as text, and `line`), bad lines, and how many lines were blank."""

    tables: dict[int, pa.Table]
    bad: tuple[BadLine, ...]
    blank: int
    lines: int


@dataclass(frozen=True)
class _Misfit:
    index: int
    columns: int


def parse(block: TextBlock, *, widths: Sequence[int], delimiter: str) -> ParsedBlock:
    """The block's rows. A line whose number of columns is none of `widths` is a bad line with the count it has."""
    if not block.content:
        return ParsedBlock({}, (), 0, 0)
    numbers = block.numbers()
    lines = len(numbers)
    table, misfits = _read(block.content, widths[0], delimiter)
    blank = _blank_indices(block.content)
    kept = _mask(lines, [misfit.index for misfit in misfits])
    table = table.append_column(LINE, pc.filter(pa.array(numbers), kept))
    if blank:
        table = table.filter(pc.filter(_mask(lines, blank), kept))
    tables = {widths[0]: table}
    texts = block.content.split(b"\n") if misfits else []
    bad, spaces = [], 0
    for misfit in misfits:
        if not texts[misfit.index].strip():
            spaces += 1
        elif misfit.columns not in widths:
            bad.append(_wrong_width(misfit, widths, texts[misfit.index].decode()))
    for width in widths[1:]:
        indices = [misfit.index for misfit in misfits if misfit.columns == width]
        if indices:
            tables[width] = _read_lines(texts, indices, numbers, width, delimiter)
    parsed = ParsedBlock(tables, (*block.bad, *bad), len(blank) + spaces - len(block.bad), lines)
    _check_sum(parsed, block.first_line)
    return parsed


def _read(content: bytes, width: int, delimiter: str) -> tuple[pa.Table, list[_Misfit]]:
    """All lines of this width as a table, blank ones as rows of empty texts, and the indices of all others."""
    misfits: list[_Misfit] = []

    def skip(row: pa_csv.InvalidRow) -> str:
        misfits.append(_Misfit(row.number - 1, row.actual_columns))
        return "skip"

    names = [f"c{index}" for index in range(width)]
    table = pa_csv.read_csv(
        pa.py_buffer(content),
        # One thread: only then does the parser say which line it skips.
        read_options=pa_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(content) + 1),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter, ignore_empty_lines=False, invalid_row_handler=skip
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            check_utf8=False,
            strings_can_be_null=False,
        ),
    )
    return table, misfits


def _read_lines(
    texts: list[bytes], indices: list[int], numbers: npt.NDArray[np.int64], width: int, delimiter: str
) -> pa.Table:
    table, misfits = _read(b"\n".join(texts[index] for index in indices) + b"\n", width, delimiter)
    if misfits:
        raise _own_mistake(
            f"{len(misfits)} lines of {width} columns have another number when they are read again"
        )
    return table.append_column(LINE, pa.array(numbers[indices]))


def _blank_indices(content: bytes) -> list[int]:
    found = [0] if content.startswith(b"\n") else []
    index, counted = 0, 0
    end = content.find(b"\n\n")
    while end >= 0:
        index += content.count(b"\n", counted, end + 1)
        counted = end + 1
        found.append(index)
        end = content.find(b"\n\n", counted)
    return found


def _mask(length: int, without: list[int]) -> pa.BooleanArray:
    """True everywhere but at these indices."""
    flags = bytearray(b"\1" * length)
    for index in without:
        flags[index] = 0
    return pa.Array.from_buffers(pa.uint8(), length, [None, pa.py_buffer(flags)]).cast(pa.bool_())


def _wrong_width(misfit: _Misfit, widths: Sequence[int], text: str) -> BadLine:
    allowed = (
        str(widths[0]) if len(widths) == 1 else f"{', '.join(map(str, sorted(widths)[:-1]))} or {max(widths)}"
    )
    direction = (
        "few"
        if misfit.columns < min(widths)
        else "many"
        if misfit.columns > max(widths)
        else "few or too many"
    )
    reason = f"the row has {misfit.columns} columns, too {direction}"
    return BadLine(misfit.index, reason, f"{allowed} columns", text)


def _check_sum(parsed: ParsedBlock, first_line: int) -> None:
    rows = sum(table.num_rows for table in parsed.tables.values())
    if rows + len(parsed.bad) + parsed.blank != parsed.lines:
        said = f"{rows} rows + {len(parsed.bad)} bad + {parsed.blank} blank"
        raise _own_mistake(f"lines from {first_line} on: {said} are not {parsed.lines} lines")


def _own_mistake(what: str) -> InputError:
    """Better no load than one in which a line is missing."""
    return InputError(what, mend="nothing was loaded; please report this with the lines around it")
