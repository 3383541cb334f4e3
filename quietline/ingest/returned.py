"""Quarantined lines as a file that people correct in a spreadsheet and give back: CSV or a workbook, one line a row.

The whole line stands in one cell: a spreadsheet then neither shortens numbers nor loses their zeros. No cell becomes a formula.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import SEEK_END, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter

from quietline.domain.errors import InputError
from quietline.ingest import workbooks

HEAD = ("batch 批次", "line 行号", "version 版本", "column 列", "reason 原因", "expected 应为", "text 原始行")
FILE_MAX_BYTES = 64 * 2**20
TEXT_MAX_BYTES = 512 * 2**20
ROWS_MAX = 1_000_000
"""A sheet has no more."""
SHEET = "quarantine"
"""By its name the workbook is known without reading it as a whole."""
_WORDS = tuple(title.split()[0] for title in HEAD)
_ENCODINGS = ("utf-8-sig", "gb18030")
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_WORKBOOK = b"PK\x03\x04"


@dataclass(frozen=True)
class ReturnedLine:
    """A quarantined line on its way to a person and back. `version` is that of the correction he saw, 0 where nobody had touched it."""

    batch: str
    line: int
    version: int
    column: str
    reason: str
    expected: str
    text: str


def as_csv(lines: Iterable[ReturnedLine]) -> bytes:
    """The lines in UTF-8 with byte-order mark, which spreadsheets need to read Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([_shielded(cell) for cell in _cells(line)] for line in lines)
    return ("\ufeff" + out.getvalue()).encode()


def as_workbook(lines: Sequence[ReturnedLine]) -> bytes:
    """The lines as .xlsx, every cell a text. Raises InputError where a sheet cannot hold them."""
    if len(lines) > ROWS_MAX:
        raise InputError(f"a sheet cannot hold {len(lines)} lines", mend="download them as CSV")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(SHEET)
    sheet.freeze_panes(1, 0)
    sheet.set_column(3, 5, 24)
    sheet.set_column(6, 6, 100)
    for y, cells in enumerate([HEAD, *map(_cells, lines)]):
        for x, cell in enumerate(cells):
            sheet.write_string(y, x, cell[:32_767])
    book.close()
    return out.getvalue()


def is_returned(path: Path) -> bool:
    """Whether the file is one of ours that comes back."""
    try:
        if path.stat().st_size > FILE_MAX_BYTES:
            return False
        with path.open("rb") as file:
            start = file.read(1024)
        if start.startswith(_WORKBOOK):
            return _is_our_sheet(path) and bool(rows := _sheet(path)) and _is_head(rows[0])
        first = start.decode("utf-8-sig", errors="ignore").partition("\n")[0]
        return any(_is_head(first.rstrip("\r").split(mark)) for mark in ",;\t") or _is_head(
            start.decode("gb18030", errors="ignore").partition("\n")[0].rstrip("\r").split(",")
        )
    except (OSError, InputError):
        return False


def read_returned(path: Path) -> list[ReturnedLine]:
    """The lines of a file that came back. Raises InputError where it is none, or where one has no batch or line number."""
    with path.open("rb") as file:
        is_book = file.read(4) == _WORKBOOK
    rows = _sheet(path) if is_book else _table(path)
    if not rows or not _is_head(rows[0]):
        mend = "give back the file that the page of the quarantine offers, its first row as it was"
        raise InputError("is no list of quarantined lines", where=str(path), mend=mend)
    cells = [row if is_book else [_unshielded(cell) for cell in row] for row in rows[1:]]
    return [
        _line(path, number, row) for number, row in enumerate(cells, 2) if any(cell.strip() for cell in row)
    ]


def _cells(line: ReturnedLine) -> list[str]:
    return [line.batch, str(line.line), str(line.version), line.column, line.reason, line.expected, line.text]


def _line(path: Path, number: int, row: Sequence[str]) -> ReturnedLine:
    batch, line, version, *said = [*row, *[""] * len(HEAD)][: len(HEAD)]
    if not (batch.strip() and line.strip().isdecimal() and version.strip().isdecimal()):
        mend = "leave batch, line and version as they were"
        raise InputError(f"row {number} does not say which line it is", where=str(path), mend=mend)
    return ReturnedLine(batch.strip(), int(line), int(version), *said)


def _is_head(cells: Sequence[str]) -> bool:
    found = [cell.strip().strip('"').split() for cell in cells]
    return tuple(words[0] if words else "" for words in found[: len(_WORDS)]) == _WORDS


def _table(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError("is neither UTF-8 nor GB18030", where=str(path), mend="save it as CSV UTF-8")
    first = text.partition("\n")[0]
    mark = next((mark for mark in ",;\t" if _is_head(first.split(mark))), ",")
    return _rows(io.StringIO(text, newline=""), mark, path)


def _sheet(path: Path) -> list[list[str]]:
    """The rows of the first sheet, read in a process of its own as any workbook is."""
    with path.open("rb") as book, TemporaryFile() as text:
        workbooks.write_sheet(book, _sheets(book, path)[0], text, where=str(path))
        if text.seek(0, SEEK_END) > TEXT_MAX_BYTES:
            what = f"holds more than {TEXT_MAX_BYTES:,} bytes of text"
            raise InputError(what, where=str(path), mend="give it back in parts")
        text.seek(0)
        return _rows(TextIOWrapper(text, encoding="utf-8", newline=""), ",", path)


def _is_our_sheet(path: Path) -> bool:
    with path.open("rb") as book:
        return _sheets(book, path)[0] == SHEET


def _sheets(book: IO[bytes], path: Path) -> list[str]:
    return workbooks.sheets_of(book, where=str(path))


def _rows(lines: Iterable[str], mark: str, path: Path) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=mark))
    except csv.Error as error:
        mend = "leave lines of more than 131,072 letters out of the list"
        raise InputError(f"cannot be read: {error}", where=str(path), mend=mend) from error


def _shielded(cell: str) -> str:
    """What a spreadsheet would take for a formula gets a quote in front, and so does what begins with one."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_BEGINS_FORMULA) else cell


def _unshielded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_BEGINS_FORMULA) else cell
