"""Workbooks as people and systems deliver them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

FORMATS: dict[type, str] = {
    datetime: "yyyy-mm-dd hh:mm:ss",
    date: "yyyy-mm-dd",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}


def a_workbook(
    folder: Path,
    rows: Iterable[Sequence[Any]],
    name: str = "calls.xlsx",
    *,
    sheet: str = "Sheet1",
    more: dict[str, Iterable[Sequence[Any]]] | None = None,
    hidden: Sequence[str] = (),
) -> Path:
    """A workbook with these rows on its first sheet, and on others those of `more`."""
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
        for title, content in {sheet: rows, **(more or {})}.items():
            page = book.add_worksheet(title)
            if title in hidden:
                page.hide()
            for number, row in enumerate(content):
                for column, value in enumerate(row):
                    if type(value) in formats:
                        page.write_datetime(number, column, value, formats[type(value)])
                    elif value is not None:
                        page.write(number, column, value)
    return path
