"""Reads a workbook in a process of its own, so that a hostile or huge one can cost no more than this process may have.

`python -m quietline.ingest.workbook_process < FILE` tells the sheets that hold something, a JSON list; with a sheet's name behind it,
writes the sheet as CSV in UTF-8, where the number of each line is that of the sheet's row. Exit codes as in `Ended`.
"""

import csv
import io
import json
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from itertools import chain
from typing import Any

import python_calamine

MEMORY_MAX_BYTES = 3 * 10**9
CPU_MAX_S = 900
EXACT_BELOW = 10**15
"""A cell keeps fifteen digits: what is longer has lost some, and must not look as if it had not."""

HALF_A_SECOND = timedelta(microseconds=500_000)


class Ended(IntEnum):
    """How the process ended."""

    WELL = 0
    PROTECTED = 3
    DAMAGED = 4


def main() -> int:
    """Do as the arguments say; what went wrong stands on the error stream."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_MAX_S, CPU_MAX_S))
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(sys.stdin.buffer)
        if len(sys.argv) > 1:
            _write_sheet(workbook.get_sheet_by_name(sys.argv[1]))
        else:
            json.dump(_filled_sheets(workbook), sys.stdout)
    except python_calamine.PasswordError:
        return Ended.PROTECTED
    except python_calamine.CalamineError as error:
        print(error, file=sys.stderr)
        return Ended.DAMAGED
    return Ended.WELL


def _filled_sheets(workbook: python_calamine.CalamineWorkbook) -> list[str]:
    """Names of the sheets that are shown and hold something; where there is one sheet only, it is not looked into."""
    shown = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible is python_calamine.SheetVisibleEnum.Visible
    ]
    return shown if len(shown) == 1 else [name for name in shown if workbook.get_sheet_by_name(name).height]


def _write_sheet(sheet: python_calamine.CalamineSheet) -> None:
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=False)
    write = csv.writer(out, lineterminator="\n").writerow
    # The library leaves out empty columns on the left; where there is no header the place of a column is its meaning.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    rows = (before + row for row in sheet.iter_rows())
    for row in chain(_without_titles(rows), rows):
        values = [_WRITTEN[type(cell)](cell) for cell in row]
        if any(values):
            write(values)
        else:
            out.write("\n")
    out.flush()


def _without_titles(rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """The rows up to the first that fills more than one cell; those before it are titles and become blank."""
    for row in rows:
        if len(row) == 1 or sum(cell != "" for cell in row) > 1:
            yield row
            return
        yield []


def _text(cell: str) -> str:
    """A line break within a cell becomes a blank: a line is a row."""
    return " ".join(cell.splitlines()) if len(cell.splitlines()) > 1 else cell.strip("\r\n")


def _number(cell: float) -> str:
    """As people read it: 13803712345.0 is 13803712345."""
    if abs(cell) >= EXACT_BELOW:
        return f"{cell:.14E}"
    return str(int(cell)) if cell == int(cell) else f"{cell:.15G}"


def _instant(cell: datetime) -> str:
    return f"{cell + HALF_A_SECOND:%Y-%m-%d %H:%M:%S}"


def _span(cell: timedelta) -> str:
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _clock(cell: time) -> str:
    return _span(
        timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    )


_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: _text,
    float: _number,
    int: str,
    bool: lambda cell: "true" if cell else "false",
    datetime: _instant,
    date: date.isoformat,
    time: _clock,
    timedelta: _span,
}


if __name__ == "__main__":
    sys.exit(main())
