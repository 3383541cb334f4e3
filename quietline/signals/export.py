"""A day's signals as a file for other programs: Parquet or CSV, one table a file."""

import os
import secrets
from datetime import date
from pathlib import Path

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.signals.roll_up import signals_of
from quietline.signals.tables import TABLES
from quietline.warehouse.lake import Lake, quoted

FORMATS = {
    ".parquet": "(format parquet, compression zstd)",
    ".csv": "(format csv, header, delimiter ',')",
}
"""Suffix of the file → how the engine writes it."""

# A spreadsheet takes a cell that begins so for a formula; a number with a sign is none.
_FORMULA = "regexp_matches({0}, '^[=+@\\t\\r-]') and not regexp_full_match({0}, '[+-]?[0-9]+(\\.[0-9]+)?')"


def export(home: Home, day: date, out: Path, table: str = "caller_day") -> int:
    """Write a table of a calendar day's signals; gives the number of rows. A day without calls gives a file with columns and no rows.

    The file is written beside its place and renamed. Raises InputError when its folder is not there or cannot be written.
    """
    suffix = out.suffix.lower()
    kinds = TABLES[table]
    columns = ", ".join(
        _harmless(name) if suffix == ".csv" and kind == "VARCHAR" else name for name, kind in kinds.items()
    )
    order = ", ".join(list(kinds)[:3])
    draft = out.with_name(f".{out.name}.{os.getpid()}.{secrets.token_hex(4)}")
    source = quoted(str(signals_of(home, day)[table]))
    try:
        draft.touch()  # says plainly why the place cannot be written
        with Lake(home).connect() as con:
            written = con.execute(
                f"copy (select {columns} from read_parquet({source}, hive_partitioning = false) order by {order}) "  # noqa: S608
                f"to {quoted(str(draft))} {FORMATS[suffix]}"
            ).fetchall()
        draft.replace(out)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}", where=str(out), mend="choose another place"
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return int(written[0][0])


def _harmless(name: str) -> str:
    """The column of text for a CSV file: what a spreadsheet would run is marked as text with an apostrophe."""
    return f"if({_FORMULA.format(name)}, '''' || {name}, {name}) as {name}"
