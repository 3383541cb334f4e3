"""Lines of batch files: cells with their delimiter, and the lead and trailer that prove a file whole and ours."""

import csv
import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence

from quietline.domain.errors import InputError
from quietline.office.orders.profile_model import OrderProfile

DELIVER_AGAIN = "have the system deliver the whole file again"


def line_of(profile: OrderProfile, cells: Sequence[str]) -> bytes:
    """One line as bytes, with its end. Line breaks inside a cell become blanks: a row is a line."""
    out = io.StringIO()
    clean = [" ".join(cell.split("\n")).replace("\r", " ") for cell in cells]
    csv.writer(out, delimiter=profile.delimiter, lineterminator=profile.line_end).writerow(clean)
    return out.getvalue().encode(profile.encoding, "replace")


def cells_of(profile: OrderProfile, line: str) -> list[str]:
    """The cells of one line, blanks around them gone."""
    try:
        found = next(csv.reader([line], delimiter=profile.delimiter, strict=True), [])
    except csv.Error as error:
        raise InputError(f"the line cannot be split: {error}", mend=DELIVER_AGAIN) from error
    return [cell.strip() for cell in found]


def check_sum_of(profile: OrderProfile, content: bytes) -> str:
    """The check sum of the profile's kind, hexadecimal in small letters."""
    if profile.check_sum == "crc32":
        return f"{zlib.crc32(content):08x}"
    return hashlib.sha256(content).hexdigest()


def filled(template: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """A lead or trailer with its marks replaced; `values` by name without braces."""
    return [values.get(cell[1:-1], cell) if cell.startswith("{") else cell for cell in template]


def marks_in(template: Sequence[str], cells: Sequence[str], where: str) -> dict[str, str]:
    """What the record of a file says, by mark. Raises InputError where it is not such a record."""
    fixed = [(said, cell) for said, cell in zip(template, cells, strict=False) if not said.startswith("{")]
    if len(cells) != len(template) or any(said != cell for said, cell in fixed):
        raise InputError(
            f"{' '.join(cells)[:60]!r} is not the record {' '.join(template)!r} with which the file is proven whole",
            where=where,
            mend=f"the file was cut off, or another profile fits; {DELIVER_AGAIN}",
        )
    return {said[1:-1]: cell for said, cell in zip(template, cells, strict=True) if said.startswith("{")}
