"""What the beginning of a file tells: whether it is text at all, and which profiles it fits."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from quietline.domain.errors import InputError
from quietline.ingest.delivered import Content
from quietline.ingest.encodings import escaped, is_wide, label, marked, settle
from quietline.ingest.fields import FIELDS, FieldType
from quietline.ingest.header import ColumnMap, map_columns, plain, split_header
from quietline.ingest.profile_model import EXCEL_SERIAL, Profile
from quietline.ingest.workbooks import for_sheets

SAMPLE_BYTES = 256 * 1024
_SAMPLE_LINES = 20
_OLE = b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_MAGIC = {
    b"\x1f\x8b": "a gzip archive within an archive: unpack one of them",
    b"PK\x03\x04": "a zip archive within an archive: unpack one of them",
    _OLE: "an old Excel workbook (.xls): save the sheet as .xlsx or as CSV",
    b"%PDF": "a PDF document: ask the source for CSV",
    b"PAR1": "a Parquet file: ask the source for CSV",
    b"SQLite format 3": "an SQLite database: export the table as CSV",
    b"BZh": "a bzip2 archive: unpack it first",
    b"\xfd7zXZ": "an xz archive: unpack it first",
}


@dataclass(frozen=True)
class Beginning:
    """The first bytes of a text."""

    where: str
    sample: bytes
    is_sheet: bool = False

    def lines(self, encoding: str) -> list[tuple[int, str]]:
        """Physical number and text of the first lines that are not blank; a line cut by the sample's end is left out."""
        text = self.sample.decode(encoding, errors="replace").lstrip("\ufeff")
        found = (
            (number, line.removesuffix("\n"))
            for number, line in enumerate(io.StringIO(text, newline=None), start=1)
            if line.strip() and (line.endswith("\n") or number == 1 or len(self.sample) < SAMPLE_BYTES)
        )
        return list(islice(found, _SAMPLE_LINES + 1))

    @property
    def guess(self) -> str:
        """The encoding that the file looks to have."""
        return marked(self.sample) or settle(["utf-8", "gb18030", "latin-1"], self.sample)

    @property
    def _first(self) -> tuple[int, str]:
        return next(iter(self.lines(self.guess)), (1, ""))

    @property
    def first_line(self) -> int:
        """Physical number of the first line that is not blank."""
        return self._first[0]

    @property
    def header(self) -> str:
        """The first line that is not blank."""
        return self._first[1]

    @property
    def shown(self) -> str:
        """The first line that is not blank, shortened, for a message."""
        return self._first[1][:120]


def beginning_of(content: Content) -> Beginning:
    """The text's beginning. Raises InputError when it is empty or not text."""
    where = content.delivered.where
    stream, sample = content.stream(), b""
    while len(sample) < SAMPLE_BYTES and (more := stream.read(SAMPLE_BYTES - len(sample))):
        sample += more
    if not sample:
        raise InputError("the file is empty (0 bytes)", where=where, mend="have the source deliver it again")
    _refuse_binary(where, sample)
    return Beginning(where, sample, content.is_sheet)


def encoding_of(profile: Profile, start: Beginning) -> str:
    """The file's encoding. Raises InputError where a byte order mark names one that the profile does not."""
    mark = marked(start.sample)
    if mark and not any(encoding.startswith(mark) for encoding in profile.encodings):
        given = ", ".join(label(encoding) for encoding in profile.encodings)
        what = f"the file begins with the byte order mark of {label(mark)}, the profile {profile.name} says {given}"
        raise InputError(
            what,
            where=f"{start.where} line 1",
            mend=f'set encoding = "{mark}" in the profile, or save the file as {given}',
        )
    found = mark if mark and mark in profile.encodings else settle(profile.encodings, start.sample)
    if not mark and found in ("utf-16", "utf-32"):
        what = f"the file has no byte order mark, and {label(found)} alone does not say how its bytes are ordered"
        mend = f'set encoding = "{found}-le" or "{found}-be" in the profile'
        raise InputError(what, where=f"{start.where} line 1", mend=mend)
    return found


def fits(profile: Profile, start: Beginning) -> bool:
    """Whether the file looks as the profile says."""
    profile = for_sheets(profile) if start.is_sheet else profile
    if (mark := marked(start.sample)) and not any(
        encoding.startswith(mark) for encoding in profile.encodings
    ):
        return False
    if any(map(is_wide, profile.encodings)) and not mark and b"\0" not in start.sample:
        return False
    lines = [line for _, line in start.lines(mark or settle(profile.encodings, start.sample))]
    if not lines or not _has_marks(profile, lines):
        return False
    if profile.header:
        return not map_columns(profile, split_header(lines[0], profile.delimiter)).missing
    good = sum(_is_record(profile, line) for line in lines[:_SAMPLE_LINES])
    return 2 * good >= len(lines[:_SAMPLE_LINES])


def _has_marks(profile: Profile, lines: list[str]) -> bool:
    header = {plain(name) for name in split_header(lines[0], profile.delimiter)}
    if not {plain(name) for name in profile.detect.header_has} <= header:
        return False
    pattern = profile.detect.line_matches
    return not pattern or any(re.search(pattern, line) for line in lines)


def _is_record(profile: Profile, line: str) -> bool:
    """Whether a line of a file without header has a right number of columns and instants where they belong."""
    try:
        values = next(csv.reader([line], delimiter=profile.delimiter))
    except (csv.Error, StopIteration):
        return False
    layout = next((names for names in profile.layouts if len(names) == len(values)), None)
    if layout is None:
        return False
    columns = map_columns(profile, layout)
    required = [
        field.name for field in FIELDS[profile.kind] if field.type is FieldType.INSTANT and field.required
    ]
    return not columns.missing and all(_is_instant(values, columns, name, profile) for name in required)


def _is_instant(values: list[str], columns: ColumnMap, field: str, profile: Profile) -> bool:
    value = values[columns.index[field]].strip()
    return any(_parses(value, time_format) for time_format in profile.time_formats)


def _parses(value: str, time_format: str) -> bool:
    if time_format in ("epoch_s", "epoch_ms"):
        return value.isascii() and value.isdigit()
    if time_format == EXCEL_SERIAL:
        return re.fullmatch(r"[0-9]{5}([.][0-9]+)?", value) is not None
    try:
        datetime.strptime(value, time_format)
    except ValueError:
        return False
    return True


def _refuse_binary(where: str, sample: bytes) -> None:
    if sample.startswith(_OLE) and _PROTECTED in sample:
        what = "is a workbook protected by a password"
        raise InputError(what, where=where, mend="save it without the password")
    for magic, what in _MAGIC.items():
        if sample.startswith(magic):
            said, mend = what.split(": ", 1)
            raise InputError(f"is {said}, not delimited text", where=where, mend=mend)
    if marked(sample) or _is_wide_text(sample):
        return
    first = re.split(rb"[\r\n]", sample.lstrip(), maxsplit=1)[0]
    # A later line that is no text is quarantined; the first one tells what the file is.
    if _controls(first):
        what = f"is binary, not delimited text (first bytes {escaped(sample[:8])!r})"
        raise InputError(what, where=where, mend="ask the source for CSV or another delimited text")


def _controls(content: bytes) -> int:
    """How many bytes no text has: those below the blank, but for tab, line ends, form feed and the old end-of-file mark."""
    return sum(content.count(code) for code in (*range(9), *range(14, 26), *range(27, 32)))


def _is_wide_text(sample: bytes) -> bool:
    """Whether every second byte is NUL, as in UTF-16 of mostly ASCII letters."""
    return sample[1:64:2].count(0) >= 24 or sample[0:64:2].count(0) >= 24
