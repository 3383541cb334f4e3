"""How long the warehouse keeps what came in: rows of calls by day, longer where a hold says so.

The boundary of the kind is written in one step; what lies before it is gone for readers with that step, the bytes go afterwards. Killed at
any moment, running again gives what one clean run gives.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from quietline.warehouse.absence import Boundary, boundary, boundary_path
from quietline.warehouse.durable import sync_file, sync_folder, write_at_once
from quietline.warehouse.lake import Lake, day_of, original_batch, quoted
from quietline.warehouse.lock import sole_writer
from quietline.warehouse.schema import KINDS, ROW_GROUP_ROWS


@dataclass(frozen=True)
class Held:
    """What a hold keeps: calls from and to a number (E.164), or all of them where none is named; of all days where none is."""

    number: str = ""
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the hold speaks of the day."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Removal:
    """What goes, or went: days, files and bytes; `kept_rows` of those days stay for a hold."""

    first_kept: date
    days: tuple[date, ...]
    files: int
    size_bytes: int
    kept_rows: int


def planned(lake: Lake, kind: str, first_kept: date, held: Sequence[Held]) -> Removal:
    """What `remove` would remove. Nothing is changed."""
    first_kept = _never_back(lake, kind, first_kept)
    expired, sources = _expired(lake, kind, first_kept, held), _sources(lake, kind)
    with lake.connect() as con:
        rows = sum(_count(con, path, _of_day(held, path)) for path in expired if path in sources)
    return _removal(lake, first_kept, expired, rows)


def remove(lake: Lake, kind: str, first_kept: date, held: Sequence[Held], *, at: datetime) -> Removal:
    """Remove the rows of the kind that lie before the day and that nothing holds.

    A boundary never moves back: what is gone does not come again when more is to be kept.
    """
    with sole_writer(lake.root):
        _finish(lake, kind)
        first_kept = _never_back(lake, kind, first_kept)
        expired, sources = _expired(lake, kind, first_kept, held), _sources(lake, kind)
        with lake.connect() as con:
            extracts = [_extract(con, kind, path, _of_day(held, path)) for path in expired if path in sources]
        kept = {path: rows for path, rows in extracts if path is not None}
        days = tuple((one.first or date.min, one.last or date.max) for one in held if not one.number)
        edge = Boundary(
            first_day=first_kept,
            held_days=days,
            held_files=tuple(sorted(str(path.relative_to(lake.root)) for path in kept)),
            at=at,
        )
        write_at_once(boundary_path(lake.root, kind), edge.model_dump_json(indent=1).encode())
        gone = [path for path in expired if path not in kept]
        removal = _removal(lake, first_kept, gone, sum(kept.values()))
        for path in gone:
            path.unlink()
    return removal


def _never_back(lake: Lake, kind: str, first_kept: date) -> date:
    edge = boundary(lake.root, kind)
    return max(first_kept, edge.first_day) if edge else first_kept


def _expired(lake: Lake, kind: str, first_kept: date, held: Sequence[Held]) -> list[Path]:
    """Files before the day that are there, whoever sees them, but for those of days that are held as a whole."""
    whole = [one for one in held if not one.number]
    found = sorted((lake.root / kind).glob("day=*/*.parquet"))
    return [
        path
        for path in found
        if (day := day_of(str(path))) is not None
        and day < first_kept
        and path.name[0] != "."
        and not any(one.covers(day) for one in whole)
    ]


def _sources(lake: Lake, kind: str) -> set[Path]:
    """Files whose rows count: those of batches that are neither replaced nor withdrawn, and what a hold kept before."""
    known = lake.present(kind)
    files = {path for one in known for path in one.files} - {path for one in known for path in one.replaced}
    edge = boundary(lake.root, kind)
    return {lake.root / path for path in files | set(edge.held_files if edge else ())}


def _finish(lake: Lake, kind: str) -> None:
    """Take away the bytes that a run which was killed behind its one step left: their held rows stand in files of their own."""
    edge = boundary(lake.root, kind)
    if edge is None:
        return
    left = {path for one in lake.manifests() if one.loaded_at <= edge.at for path in one.files}
    for path in sorted(left):
        if not edge.keeps(path, day_of(path)):
            (lake.root / path).unlink(missing_ok=True)


def _of_day(held: Sequence[Held], path: Path) -> list[str]:
    """The numbers whose rows of the file's day are held."""
    day = day_of(str(path))
    return sorted({one.number for one in held if one.number and day is not None and one.covers(day)})


_HELD = "FROM read_parquet({path}, hive_partitioning = false) WHERE list_contains($numbers, caller) OR list_contains($numbers, callee)"


def _count(con: duckdb.DuckDBPyConnection, path: Path, numbers: list[str]) -> int:
    if not numbers:
        return 0
    query = f"SELECT count(*) {_HELD.format(path=quoted(str(path)))}"
    found = con.execute(query, {"numbers": numbers}).fetchone()
    return int(found[0]) if found else 0


def _extract(
    con: duckdb.DuckDBPyConnection, kind: str, path: Path, numbers: list[str]
) -> tuple[Path | None, int]:
    """The file that has the held rows of this one, and how many; None where none is held. The same hold gives the same file."""
    rows = _count(con, path, numbers)
    if not rows:
        return None, 0
    mark = hashlib.sha256("\0".join(numbers).encode()).hexdigest()[:8]
    owner = original_batch(path.name)
    is_held = ".held-" in path.name
    origin = path.name.split(".")[1] if is_held else hashlib.sha256(path.name.encode()).hexdigest()[:8]
    target = path.with_name(f"{owner}.{origin}.held-{mark}.parquet")
    if target == path:
        return path, rows
    columns = ", ".join(KINDS[kind].columns)
    select = (
        f"SELECT {columns} {_HELD.format(path=quoted(str(path)))} ORDER BY {', '.join(KINDS[kind].order)}"
    )
    draft = target.with_name(f".{target.name}")
    settings = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS}"
    con.execute(f"COPY ({select}) TO {quoted(str(draft))} ({settings})", {"numbers": numbers})
    sync_file(draft)
    draft.replace(target)
    sync_folder(target.parent)
    return target, rows


def _removal(lake: Lake, first_kept: date, gone: Iterable[Path], kept_rows: int) -> Removal:
    paths = list(gone)
    days = sorted({day for path in paths if (day := day_of(str(path)))})
    return Removal(first_kept, tuple(days), len(paths), sum(path.stat().st_size for path in paths), kept_rows)


def day_folders(root: Path, before: date) -> Iterator[Path]:
    """Folders `day=…` below the root of days before the day, for what is kept by day and known by no manifest."""
    for folder in sorted(root.glob("**/day=*")):
        day = day_of(str(folder))
        if day is not None and day < before:
            yield folder
