"""Workbooks (.xlsx): which sheets they have, and a sheet as the text that a CSV export of it would be.

A workbook is read in a process of its own with bounded memory (`workbook_process`). The library hands a sheet over whole: a million
rows of a dozen columns take about a gigabyte there.
"""

import json
import subprocess
import sys
from typing import IO
from zipfile import ZipFile

from quietline.domain.errors import InputError
from quietline.ingest.profile_model import EXCEL_SERIAL, Profile
from quietline.ingest.workbook_process import Ended

_SAVE_AS = "save the sheet as .xlsx or as CSV"
_OTHER_PACKAGES = {
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "word/document.xml": "a Word document",
    "content.xml": "an OpenDocument file",
    "ppt/presentation.xml": "a presentation",
}


def is_workbook(archive: ZipFile, *, where: str) -> bool:
    """Whether the zip archive is a workbook. Raises InputError where it is another kind of office document."""
    names = set(archive.namelist())
    for member, what in _OTHER_PACKAGES.items():
        if member in names:
            raise InputError(f"is {what}", where=where, mend=_SAVE_AS)
    return "xl/workbook.xml" in names


def sheets_of(workbook: IO[bytes], *, where: str) -> list[str]:
    """Names of the sheets that are shown and hold something. Raises InputError for a workbook that cannot be read or has none."""
    found = _run([], workbook, subprocess.PIPE, where)
    names: list[str] = json.loads(found)
    if not names:
        raise InputError(
            "the workbook has no sheet that holds something", where=where, mend="choose another file"
        )
    return names


def write_sheet(workbook: IO[bytes], sheet: str, into: IO[bytes], *, where: str) -> None:
    """Write the sheet as CSV in UTF-8, its rows as lines of the same number. Raises InputError for one that cannot be read."""
    _run([sheet], workbook, into, where)


def for_sheets(profile: Profile) -> Profile:
    """The profile as it reads a sheet: dates may also be Excel's own, and what separates values is ours."""
    instants = [*profile.time_formats, EXCEL_SERIAL, "%Y-%m-%d"]
    days = [*profile.date_formats, EXCEL_SERIAL, "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]
    own = {"delimiter": ",", "encoding": "utf-8", "time_formats": instants, "date_formats": days}
    return profile.model_copy(update=own)


def _run(arguments: list[str], workbook: IO[bytes], out: IO[bytes] | int, where: str) -> bytes:
    workbook.seek(0)
    done = subprocess.run(
        [sys.executable, "-m", "quietline.ingest.workbook_process", *arguments],
        stdin=workbook,
        stdout=out,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode == Ended.WELL:
        return done.stdout or b""
    said = done.stderr.decode(errors="replace").strip().splitlines()
    match done.returncode:
        case Ended.PROTECTED:
            raise InputError(
                "the workbook is protected by a password", where=where, mend="save it without one"
            )
        case Ended.DAMAGED:
            what = f"the workbook is damaged: {said[-1] if said else 'it cannot be read'}"
            raise InputError(
                what, where=where, mend=f"open it in Excel and {_SAVE_AS}, or have it delivered again"
            )
        case _ if done.returncode < 0 or any("MemoryError" in line for line in said):
            what = "the workbook needs more memory or time than a file may have"
            raise InputError(
                what, where=where, mend="save the sheet as CSV: a text of any length can be loaded"
            )
        case _:
            what = f"the workbook cannot be read: {said[-1] if said else done.returncode}"
            raise InputError(what, where=where, mend=_SAVE_AS)
