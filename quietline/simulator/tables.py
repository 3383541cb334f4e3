"""Registers and reports as files: workbooks, or text of the same columns.

A workbook is the same byte for byte on any machine: its properties carry a fixed date, its parts lie in the archive as they are, since what
deflating makes of them depends on the machine's zlib.
"""

import csv
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

MOST_ROWS_OF_A_WORKBOOK = 50_000
"""Larger registers are text: nobody hands over millions of rows in a workbook, whose sheets end at 1,048,576."""

_MADE = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Table:
    """A header and its columns, all of text."""

    header: Sequence[str]
    columns: Sequence[Sequence[str]]

    @classmethod
    def of_rows(cls, header: Sequence[str], rows: Iterable[Sequence[str]]) -> "Table":
        """The same from rows."""
        found = list(zip(*rows, strict=True))
        return cls(header, found or [()] * len(header))

    def __len__(self) -> int:
        return len(self.columns[0])

    def rows(self) -> Iterable[Sequence[str]]:
        """Row by row."""
        return zip(*self.columns, strict=True)


def write_table(folder: Path, name: str, table: Table, form: str) -> Path:
    """Write `name.xlsx` or, where `form` or the size says so, `name.csv`."""
    if form == "csv" or len(table) > MOST_ROWS_OF_A_WORKBOOK:
        return write_text(folder / f"{name}.csv", table)
    path = folder / f"{name}.xlsx"
    path.write_bytes(_as_they_are(_workbook(table)))
    return path


def write_text(path: Path, table: Table) -> Path:
    """Comma separated, quoted where needed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows(table.rows())
    return path


def _workbook(table: Table) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": _MADE})
        sheet = book.add_worksheet()
        for place, row in enumerate([table.header, *table.rows()]):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(place, column, text)
    return made.getvalue()


def _as_they_are(workbook: bytes) -> bytes:
    """The same archive with its parts not deflated, in the same order, without time."""
    packed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target,
    ):
        for part in source.infolist():
            target.writestr(zipfile.ZipInfo(part.filename, _ZIP_DATE), source.read(part))
    return packed.getvalue()
