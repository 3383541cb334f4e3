"""The lake: committed files by kind and day, and DuckDB connections that read them.

Layout: `<kind>/day=YYYY-MM-DD/<batch>.parquet` (kinds without days: `<kind>/<batch>.parquet`), `manifests/<batch>.json`,
`quarantine/<batch>.parquet`. Only what a manifest names exists for readers.
"""

import hashlib
import os
import secrets
from datetime import date
from pathlib import Path

import duckdb

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.warehouse.absence import boundary, withdrawn_at
from quietline.warehouse.manifest import BatchManifest, read_manifests
from quietline.warehouse.schema import KINDS, SQL_TYPES, Kind

MEMORY_LIMIT = "1GB"
PARQUET_END = b"PAR1"


class Lake:
    """The committed facts of one city."""

    def __init__(self, home: Home) -> None:
        self.root = home.lake

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own in memory, limited to 1 GB (what does not fit spills into the home), time zone UTC."""
        spill = self.root / "spill" / f"{os.getpid()}-{secrets.token_hex(4)}"
        spill.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
        }
        connection = duckdb.connect(":memory:", config=settings)
        connection.execute("SET TimeZone = 'UTC'")
        return connection

    def manifests(self) -> list[BatchManifest]:
        """Committed batches, oldest first. Raises InputError when a manifest was damaged."""
        return sorted(read_manifests(self.root), key=lambda manifest: (manifest.loaded_at, manifest.batch))

    def manifest(self, batch: str) -> BatchManifest:
        """The manifest of the batch. Raises InputError when no such batch was committed."""
        for manifest in read_manifests(self.root):
            if manifest.batch == batch:
                return manifest
        raise InputError(
            f"no batch {batch!r} was committed",
            where=str(self.root),
            mend="take the name from the list of batches",
        )

    def days(self, kind: str = "calls") -> list[date]:
        """Calendar days of the city that have committed rows of the kind, in order."""
        return sorted({found for path in self._live(kind) if (found := day_of(path)) is not None})

    def files(self, kind: str, first: date | None = None, last: date | None = None) -> list[Path]:
        """Committed files of the kind, sorted; of the days from `first` to `last`, both included, where the kind has days.

        Raises InputError when one of them is damaged or gone.
        """
        found = [self.root / path for path in self._names(kind, first, last)]
        for path in found:
            _refuse_damaged(path)
        return found

    def fingerprint(self, kind: str, first: date | None = None, last: date | None = None) -> str:
        """Names the committed content of these days: it changes exactly when their files do."""
        names = "\n".join(self._names(kind, first, last))
        return hashlib.sha256(f"{kind}\n{names}".encode()).hexdigest()[:32]

    def create_view(
        self,
        con: duckdb.DuckDBPyConnection,
        kind: str,
        first: date | None = None,
        last: date | None = None,
        *,
        name: str = "",
    ) -> None:
        """Make the view over the kind's files of these days, named as the kind or `name`; without files it is empty and rightly typed.

        Of a register's rows with the same identity it has the one that was delivered last.
        """
        files = self.files(kind, first, last)
        found = KINDS[kind]
        if found.identity:
            files = sorted(files, key=self._order_of_delivery().__getitem__)
        select = latest_from(found, files) if found.identity and len(files) > 1 else select_from(found, files)
        con.execute(f'CREATE OR REPLACE VIEW "{name or kind}" AS {select}')

    def _order_of_delivery(self) -> dict[Path, int]:
        """Committed file → its place among all, oldest first."""
        paths = [path for manifest in self.manifests() for path in manifest.files]
        return {self.root / path: place for place, path in enumerate(paths)}

    def _names(self, kind: str, first: date | None, last: date | None) -> list[str]:
        return [path for path in self._live(kind) if _within(day_of(path), first, last)]

    def present(self, kind: str = "") -> list[BatchManifest]:
        """Committed batches of the kind, or of all kinds, that are not withdrawn."""
        withdrawn = withdrawn_at(self.root)
        return [
            one
            for one in read_manifests(self.root)
            if one.batch not in withdrawn and (not kind or one.kind == kind)
        ]

    def is_whole(self, manifest: BatchManifest) -> bool:
        """False where the batch would say more if it were loaded again: it is withdrawn, or it came beside a batch that was withdrawn later.

        It left out what that one had; calls that counted there are legs here, which no count of rows tells.
        """
        withdrawn = withdrawn_at(self.root)
        if manifest.batch in withdrawn:
            return False
        return not any(
            one.batch in withdrawn
            and one.kind == manifest.kind
            and one.loaded_at <= manifest.loaded_at <= withdrawn[one.batch]
            and (manifest.duplicate or manifest.kind == "calls")
            for one in read_manifests(self.root)
        )

    def kept_from(self, kind: str = "calls") -> date | None:
        """The first day whose rows are kept; None where retention never ran. Before it only what a hold keeps is there."""
        found = boundary(self.root, kind)
        return found.first_day if found else None

    def _live(self, kind: str) -> list[str]:
        """Relative paths of the kind that no later batch replaced, that are not withdrawn and not older than retention, sorted."""
        known = self.present(kind)
        replaced = {path for manifest in known for path in manifest.replaced}
        files = {path for manifest in known for path in manifest.files} - replaced
        edge = boundary(self.root, kind)
        if edge:
            withdrawn = withdrawn_at(self.root)
            files |= {path for path in edge.held_files if original_batch(path) not in withdrawn}
            files = {path for path in files if edge.keeps(path, day_of(path))}
        return sorted(files)


def select_from(kind: Kind, files: list[Path]) -> str:
    """SQL that reads the kind's columns, in order, from these Parquet files; from none it gives no row."""
    if not files:
        columns = ", ".join(f'NULL::{SQL_TYPES[field.type]} AS "{field.name}"' for field in kind.schema)
        return f"SELECT {columns} WHERE false"
    columns = ", ".join(f'"{name}"' for name in kind.columns)
    listed = ", ".join(quoted(str(path)) for path in files)
    return f"SELECT {columns} FROM read_parquet([{listed}], hive_partitioning = false)"


def latest_from(kind: Kind, files: list[Path]) -> str:
    """SQL as `select_from` over files in the order of their delivery, without rows that a later one superseded.

    A delivery leaves out rows that are known as they are, so all but the first are few: the first is scanned once beside them.
    """
    columns = ", ".join(f'"{name}"' for name in kind.columns)
    key = ", ".join(f'"{name}"' for name in kind.identity)
    same = " AND ".join(f'first."{name}" IS NOT DISTINCT FROM later."{name}"' for name in kind.identity)
    first, *others = (quoted(str(path)) for path in files)
    place = f"list_position([{', '.join(others)}], filename)"
    later = (
        f"SELECT {columns} FROM read_parquet([{', '.join(others)}], filename = true, hive_partitioning = false) "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {place} DESC, line DESC) = 1"
    )
    base = f"SELECT {columns} FROM read_parquet({first}, hive_partitioning = false)"
    return f"WITH later AS ({later}) SELECT * FROM later UNION ALL SELECT * FROM ({base}) AS first ANTI JOIN later ON {same}"


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def original_batch(path: str) -> str:
    """The batch that delivered the rows of a file, also where a later one or a hold wrote it anew."""
    return Path(path).name.split(".")[0]


def day_of(path: str) -> date | None:
    """The day whose folder the relative path lies in, or None for a kind without days."""
    for part in Path(path).parts:
        if part.startswith("day="):
            return date.fromisoformat(part.removeprefix("day="))
    return None


def _refuse_damaged(path: Path) -> None:
    """A look at the last bytes finds what is gone or cut off; the engine's own message would name no mend."""
    try:
        with path.open("rb") as file:
            file.seek(-len(PARQUET_END), os.SEEK_END)
            is_whole = file.read() == PARQUET_END
    except OSError:
        is_whole = False
    if not is_whole:
        mend = "put it back from a backup of the home folder"
        raise InputError("a committed file is damaged or gone", where=str(path), mend=mend)


def _within(day: date | None, first: date | None, last: date | None) -> bool:
    if day is None:
        return True
    return (first is None or day >= first) and (last is None or day <= last)
