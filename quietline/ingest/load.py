"""Loading a delivered file: checked line by line, committed as a whole.

A bad row never stops a file and is never lost; the same bytes twice change nothing; a load that is killed at any moment leaves
nothing that a reader sees, and the next load gives what one clean load would have given.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest.blocks import BLOCK_BYTES, Delivery
from quietline.ingest.committing import Corrects, Origin, commit_batch
from quietline.ingest.delivered import Content, Delivered, opened
from quietline.ingest.files import FILE_MAX_BYTES
from quietline.ingest.number_lookup import NumberLookup
from quietline.ingest.profile import Profile, chosen, refuse_notes
from quietline.ingest.quarantine import QuarantinedRow, QuarantineWriter
from quietline.ingest.reading import BY_BYTES_FROM, FileReader
from quietline.ingest.report import PROBLEMS_SHOWN, BatchReport, report_of, report_of_known
from quietline.ingest.sniffing import Beginning, beginning_of, encoding_of
from quietline.ingest.staging import Staging
from quietline.ingest.workbooks import for_sheets
from quietline.warehouse.durable import make_folder
from quietline.warehouse.lake import Lake
from quietline.warehouse.lock import sole_writer
from quietline.warehouse.manifest import BatchManifest
from quietline.warehouse.sweep import sweep


@dataclass(frozen=True)
class Limits:
    """What a load takes at once. Tests set them low."""

    file_max_bytes: int = FILE_MAX_BYTES
    block_bytes: int = BLOCK_BYTES
    by_bytes_from: int = BY_BYTES_FROM


def _ignore(done: float) -> None:
    return None


def _never() -> bool:
    return False


def load_file(
    home: Home,
    delivered: Path | Delivered,
    *,
    profile: Profile | None = None,
    loaded_by: str,
    at: datetime,
    progress: Callable[[float], None] = _ignore,
    cancelled: Callable[[], bool] = _never,
    waiting: Callable[[], None] = lambda: None,
    limits: Limits = Limits(),
    corrects: Corrects | None = None,
) -> BatchReport:
    """Load one table, a path being a file that holds one only, and say what became of each line.

    `profile` None means: choose by content. `at` is now, aware. `progress` is called with the share done, 0 to 1, `cancelled` between
    blocks, `waiting` once when another load has to end first. `corrects` says whose quarantined lines the file has. Raises InputError or
    ProfileError when the file as a whole cannot be loaded or the load was cancelled; then nothing of it is visible.
    """
    table = Delivered(delivered) if isinstance(delivered, Path) else delivered
    lake = Lake(home)
    with opened(table, spool=home.root, file_max_bytes=limits.file_max_bytes) as content:
        start = beginning_of(content)
        if profile:
            refuse_notes(profile, start)
        profile = profile or chosen(home, start)
        with _disk_faults_named(table.where), sole_writer(lake.root, waiting=waiting):
            sweep(lake, at=at)
            known = _loaded_before(lake, content, profile)
            if known:
                return report_of_known(known, table.name, city_zone=home.zone)
            load = _Load(home, lake, content, start, profile, loaded_by, at, limits, corrects)
            return load.run(progress, cancelled)


@dataclass
class _Load:
    """One load under way, with the write lock held."""

    home: Home
    lake: Lake
    content: Content
    start: Beginning
    profile: Profile
    loaded_by: str
    at: datetime
    limits: Limits
    corrects: Corrects | None = None

    def run(self, progress: Callable[[float], None], cancelled: Callable[[], bool]) -> BatchReport:
        draft = self.lake.root / "quarantine" / ".loading.draft"
        make_folder(draft.parent)
        profile = for_sheets(self.profile) if self.content.is_sheet else self.profile
        delivery = Delivery(
            self.content, encoding=encoding_of(profile, self.start), block_bytes=self.limits.block_bytes
        )
        with self.lake.connect() as con, QuarantineWriter(draft) as quarantine:
            con.execute("SET preserve_insertion_order = false")  # each row carries its line
            lookup = NumberLookup(con, self.profile.numbers, city_area_code=self.home.city.area_code)
            staging = Staging(con, self.profile.kind, lookup)
            reader = FileReader(
                delivery, profile, staging, self.at, self.home.city.time_zone, self.limits.by_bytes_from
            )
            first_rows: list[QuarantinedRow] = []
            for bad, done in reader.read():
                quarantine.add(bad)
                first_rows += bad[: PROBLEMS_SHOWN - len(first_rows)]
                progress(0.8 * done)
                _stop_if(cancelled, delivery.where)
            staging.close()
            quarantine.close()
            origin = Origin(self.content.delivered.name, self.profile, self.loaded_by, self.at, self.corrects)
            manifest = commit_batch(con, self.lake, origin, delivery, reader, quarantine)
        progress(1.0)
        return report_of(manifest, first_rows, remark=_remark(manifest, lookup.of_no_class))


def _remark(manifest: BatchManifest, of_no_class: set[str]) -> str:
    if manifest.total and of_no_class:
        return f"{len(of_no_class)} numbers of class unknown, for example {min(of_no_class)}"
    if manifest.total:
        return ""
    return "the file has a header and no rows" if manifest.header else "the file has blank lines only"


def _stop_if(cancelled: Callable[[], bool], where: str) -> None:
    if cancelled():
        raise InputError(
            "loading was cancelled",
            where=where,
            mend="nothing of it was loaded; load it again when you want it",
        )


def _loaded_before(lake: Lake, content: Content, profile: Profile) -> BatchManifest | None:
    """The batch with the very same bytes, read by the same profile, and whole. Reads them only where as many were loaded."""
    alike = [
        one
        for one in lake.manifests()
        if one.size_bytes == content.size_bytes and one.profile_fingerprint == profile.fingerprint
    ]
    if not alike:
        return None
    digest = content.sha256()
    return next((one for one in alike if one.sha256 == digest and lake.is_whole(one)), None)


@contextmanager
def _disk_faults_named(where: str) -> Iterator[None]:
    """Turn a disk that is full or fails into an InputError: nothing of the file is visible then."""
    try:
        yield
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        said = (getattr(error, "strerror", None) or str(error)).splitlines()[0]
        mend = "nothing of the file was loaded; make room on the disk of the home folder and load it again"
        raise InputError(f"the lake cannot be written: {said}", where=where, mend=mend) from error
