"""The inbox: a file that is dropped there and has stopped growing is loaded, then put away with its verdict."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from quietline.home import Home
from quietline.office.jobs.models import Job, JobState
from quietline.office.jobs.services import enqueue
from quietline.office.people.actors import Actor


@dataclass(frozen=True)
class Sighting:
    """How a file looked: bytes, and when its content and its place or rights changed last (nanoseconds)."""

    size: int
    changed_ns: int
    moved_ns: int


@dataclass
class Inbox:
    """Remembers between two looks how each file was: one that did not change meanwhile is whole."""

    home: Home
    seen: dict[Path, Sighting] = field(default_factory=dict)

    def look(self, at: datetime) -> list[Job]:
        """Jobs for the files that are whole. Two workers that look at once get the same jobs."""
        now = {path: sighting for path in _files(self.home) if (sighting := _sight(path))}
        whole = [path for path, sighting in now.items() if self.seen.get(path) == sighting]
        self.seen = now
        jobs = [self._job_for(path, now[path], at) for path in sorted(whole)]
        for job in jobs:
            if job.state in {
                JobState.FAILED,
                JobState.CANCELLED,
            }:  # its worker died before it could put the file away
                put_away_failed(
                    self.home, self.home.root / str(job.arguments["path"]), job.error or "cancelled"
                )
        return jobs

    def _job_for(self, path: Path, sighting: Sighting, at: datetime) -> Job:
        name = str(path.relative_to(self.home.root))
        key = f"inbox:{hashlib.sha256(f'{name}:{sighting}'.encode()).hexdigest()}"
        actor = Actor.system("inbox", via="worker")
        return enqueue(kind="ingest", arguments={"path": name, "inbox": True}, actor=actor, at=at, key=key)


def put_away_loaded(home: Home, path: Path) -> Path:
    """Move the file to `inbox/loaded/`; gives its new place."""
    return put_away(path, home.inbox / "loaded")


def put_away_failed(home: Home, path: Path, why: str) -> Path:
    """Move the file to `inbox/failed/` with a text beside it that says why; gives its new place."""
    return put_away(path, home.inbox / "failed", why=why)


def put_away(path: Path, folder: Path, *, why: str = "") -> Path:
    """Move the file into the folder, `why` beside it as a text; gives its new place. Nothing is overwritten."""
    folder.mkdir(exist_ok=True, mode=0o700)
    target = _free_name(folder, path.name)
    with suppress(FileNotFoundError):  # another worker put it away
        path.replace(target)
    if why:
        target.with_name(f"{target.name}.txt").write_text(f"{why}\n", encoding="utf-8")
    return target


def _free_name(folder: Path, name: str) -> Path:
    """The name itself where it is free, else with a number: nothing that was put away is overwritten."""
    target, number = folder / name, 2
    while target.exists():
        target, number = folder / f"{Path(name).stem}.{number}{Path(name).suffix}", number + 1
    return target


def _files(home: Home) -> list[Path]:
    """Files directly in the inbox; hidden ones are left alone: those who copy often write so until they are done."""
    if not home.inbox.is_dir():
        return []
    return [
        path
        for path in home.inbox.iterdir()
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
    ]


def _sight(path: Path) -> Sighting | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return Sighting(found.st_size, found.st_mtime_ns, found.st_ctime_ns)
