"""Files as sources deliver them, a city to load them into, and what is in its lake afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from quietline.home import City, Home
from quietline.ingest import quarantine
from quietline.ingest.delivered import Delivered, opened
from quietline.ingest.load import Limits, load_file
from quietline.ingest.profile import Profile, chosen, read_profile, shipped
from quietline.ingest.report import BatchReport
from quietline.ingest.sniffing import beginning_of
from quietline.warehouse.lake import Lake

AT = datetime(2026, 5, 1, tzinfo=UTC)
HEADER = "caller,callee,start,duration"
HERE = Path(__file__).parent


def a_city(folder: Path, **settings: str) -> Home:
    """An empty city in Shanghai's time zone, area code 391, unless told otherwise."""
    home = Home(folder / "city")
    home.create(City(**settings))
    return home


def a_line(
    caller: str = "13812345678",
    callee: str = "13912345678",
    start: str = "2026-04-01 09:00:00",
    duration: str = "30",
) -> str:
    """One line of the profile `csv`."""
    return f"{caller},{callee},{start},{duration}"


def a_file(
    folder: Path, lines: Iterable[str] | str | bytes, name: str = "calls.csv", header: str = HEADER
) -> Path:
    """A file of these lines under the header; bytes are written as they are."""
    path = folder / name
    if isinstance(lines, bytes):
        path.write_bytes(lines)
        return path
    rows = [lines] if isinstance(lines, str) else list(lines)
    path.write_bytes("".join(f"{line}\n" for line in ([header] if header else []) + rows).encode())
    return path


def load(
    home: Home, path: Path, profile: Profile | str = "csv", block_bytes: int = 16 * 2**20, at: datetime = AT
) -> BatchReport:
    """Load the file by the profile of this name."""
    chosen = shipped()[profile] if isinstance(profile, str) else profile
    return load_file(
        home, path, profile=chosen, loaded_by="tester", at=at, limits=Limits(block_bytes=block_bytes)
    )


def choose(home: Home, path: Path) -> Profile:
    """The profile by which a load would read the file when none is named."""
    with opened(Delivered(path), spool=home.root) as content:
        return chosen(home, beginning_of(content))


def load_lines(home: Home, folder: Path, *lines: str, header: str = HEADER) -> BatchReport:
    """Load these lines by the profile `csv`."""
    return load(home, a_file(folder, lines, header=header))


def island() -> Profile:
    """The profile of a source with numbers of its own and minutes without seconds."""
    return read_profile(HERE / "vast2008.toml")


def calls(home: Home, columns: str = "caller, callee, start_s, talk_s, answered") -> list[tuple[object, ...]]:
    """The committed calls, sorted."""
    return rows(home, "calls", columns)


def rows(home: Home, kind: str, columns: str) -> list[tuple[object, ...]]:
    """These columns of all committed rows of the kind, sorted."""
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, kind)
        return con.execute(f"SELECT {columns} FROM {kind} ORDER BY ALL").fetchall()


@dataclass(frozen=True)
class Content:
    """All that the lake holds of calls, without what depends on the order of the loads."""

    calls: tuple[tuple[object, ...], ...]
    quarantined: tuple[tuple[str, str], ...]


def content(home: Home) -> Content:
    """The lake's content in a form that can be compared."""
    found = calls(home, "* EXCLUDE (batch, line)")
    bad = [
        row
        for manifest in Lake(home).manifests()
        for row in quarantine.rows(home, manifest.batch, limit=100_000)
    ]
    return Content(tuple(found), tuple(sorted((row.raw, row.reason) for row in bad)))
