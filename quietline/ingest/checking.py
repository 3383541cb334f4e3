"""Checking lines as a load would, without loading them: for lines that somebody corrected."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from quietline.home import Home
from quietline.ingest.blocks import Delivery
from quietline.ingest.delivered import Delivered, opened
from quietline.ingest.number_lookup import NumberLookup
from quietline.ingest.profile import named
from quietline.ingest.profile_model import Profile
from quietline.ingest.quarantine import QuarantinedRow
from quietline.ingest.reading import FileReader
from quietline.ingest.staging import Staging
from quietline.ingest.workbooks import for_sheets
from quietline.warehouse.lake import Lake
from quietline.warehouse.manifest import BatchManifest


def profile_of(home: Home, manifest: BatchManifest) -> Profile:
    """The profile by which the batch was read, as it reads now, in the encoding that the file had.

    Raises ProfileError where no profile has its name any more.
    """
    profile = named(home, manifest.profile)
    return (
        for_sheets(profile)
        if manifest.is_sheet
        else profile.model_copy(update={"encoding": manifest.encoding})
    )


def as_delivered(manifest: BatchManifest, lines: Sequence[str]) -> bytes:
    """A file of these lines as the source of the batch would have written it, under its header."""
    head = [manifest.header] if manifest.header else []
    return "".join(f"{line}\n" for line in (*head, *lines)).encode(manifest.encoding)


def complaints_about(
    home: Home, manifest: BatchManifest, lines: Sequence[str], *, at: datetime
) -> list[QuarantinedRow | None]:
    """For each line what a load would put into quarantine, None where it would be taken. `line` counts the given lines from 1."""
    unwritable = {n: row for n, text in enumerate(lines, 1) if (row := _unwritable(n, text, manifest))}
    checked = [n for n in range(1, len(lines) + 1) if n not in unwritable]
    found = _read(home, manifest, [lines[n - 1] for n in checked], at) if checked else {}
    by_line = {checked[n - 1]: row for n, row in found.items()} | unwritable
    return [
        QuarantinedRow(n, row.column, row.reason, row.expected, lines[n - 1])
        if (row := by_line.get(n))
        else None
        for n in range(1, len(lines) + 1)
    ]


def _unwritable(number: int, text: str, manifest: BatchManifest) -> QuarantinedRow | None:
    if not text.strip():
        return QuarantinedRow(number, "", "the value is empty", "some text", text)
    try:
        text.encode(manifest.encoding)
    except UnicodeEncodeError as error:
        reason = f"{text[error.start]!r} is not in {manifest.encoding}"
        return QuarantinedRow(number, "", reason, f"text in {manifest.encoding}", text)
    return None


def _read(
    home: Home, manifest: BatchManifest, lines: Sequence[str], at: datetime
) -> dict[int, QuarantinedRow]:
    """Position (from 1) → what is wrong with the line there."""
    lake = Lake(home)
    profile = profile_of(home, manifest)
    with TemporaryDirectory(dir=home.root) as folder, lake.connect() as con:
        path = Path(folder) / "lines.csv"
        path.write_bytes(as_delivered(manifest, lines))
        lookup = NumberLookup(con, profile.numbers, city_area_code=home.city.area_code)
        staging = Staging(con, profile.kind, lookup)
        first = 2 if manifest.header else 1
        with opened(Delivered(path), spool=home.root) as content:
            delivery = Delivery(content, encoding=manifest.encoding)
            reader = FileReader(delivery, profile, staging, at, home.city.time_zone)
            return {row.line - first + 1: row for bad, _ in reader.read() for row in bad}
