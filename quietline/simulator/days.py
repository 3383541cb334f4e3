"""Makes the days of a city one after the other, or several at once: what a day is does not depend on who makes it or when."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

from quietline.simulator.call_files import write_calls
from quietline.simulator.day import calls_of_day
from quietline.simulator.draws import Ints
from quietline.simulator.town import Town
from quietline.simulator.truth import count_attempts
from quietline.simulator.voices import Voices, voices_of_day


@dataclass(frozen=True)
class Day:
    """What a day leaves behind beside its file: `late` are the lines that come with the next day's file."""

    path: Path
    calls: int
    late: bytes
    attempts: tuple[Ints, Ints]
    voices: Voices


def make_days(town: Town, days: int, folder: Path, processes: int) -> Iterator[Day]:
    """Write the files of the calls. Gives the days in their order; late lines are not yet in the files."""
    if processes == 1 or days == 1:
        yield from (_make(town, folder, day) for day in range(days))
        return
    # The processes have the town from their birth: it is large.
    with ProcessPoolExecutor(processes, get_context("fork"), _Born.with_town, (town, folder)) as pool:
        yield from pool.map(_Born.make, range(days))


class _Born:
    """What a process knows from its birth."""

    town: Town
    folder: Path

    @classmethod
    def with_town(cls, town: Town, folder: Path) -> None:
        cls.town, cls.folder = town, folder

    @classmethod
    def make(cls, day: int) -> Day:
        return _make(cls.town, cls.folder, day)


def _make(town: Town, folder: Path, day: int) -> Day:
    calls = calls_of_day(town, day)
    path = folder / f"calls-{town.start + timedelta(days=day)}.csv"
    late = write_calls(path, town, calls, day)
    return Day(path, len(calls), late, count_attempts(town, calls), voices_of_day(town, calls, day))
