"""A roll-up that is killed at any moment leaves whole tables or none, and the next one gives what one clean roll-up gives."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from quietline.home import Home
from quietline.signals.roll_up import signals_of
from tests.lake_builders import DAY, a_call, a_city, commit_rows

ROOT = Path(__file__).parents[2]
LIMIT_S = 120
EVERY_SIZE, NO_SIZE = 1, 10**9
"""Calls from which on compiled loops are used."""

Tables = dict[str, list[str]]


def a_filled_city(folder: Path) -> Home:
    """Three days of calls of a few hundred callers, some of them busy."""
    home, chance = a_city(folder), random.Random(7)
    for back in range(3):
        day = DAY - timedelta(days=back)
        rows = [
            a_call(
                f"{day} {chance.randrange(24):02d}:{chance.randrange(60):02d}:{chance.randrange(60):02d}",
                caller=f"86138{chance.randrange(20) ** 2:08d}",
                callee=f"86159{chance.randrange(200):08d}",
                talk_s=chance.choice([0, 5, 60]),
                imei="490154203237518",
                key=f"{back}-{number}",
            )
            for number in range(2000)
        ]
        commit_rows(home, "calls", rows, f"batch-{back}")
    return home


def start_roll_up(home: Home, large_calls: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "tests.signals.rolls_up_a_day",
        str(home.root),
        str(DAY),
        str(large_calls),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def tables_of(home: Home) -> Tables:
    """The rows of each table of the day, rolled up where need be."""
    return {
        table: sorted(map(repr, pq.read_table(path).to_pylist()))
        for table, path in signals_of(home, DAY).items()
    }


def visible(home: Home) -> Tables:
    """The rows of each table of the day that a reader finds at its place: every file there must be whole."""
    paths = (home.lake / "signals").glob(f"*/day={DAY}/all.parquet")
    return {path.parts[-3]: sorted(map(repr, pq.read_table(path).to_pylist())) for path in paths}


def kill_when(process: subprocess.Popen[bytes], has_come: Callable[[], bool]) -> bool:
    """Kill the process at the moment; True when it was still alive then."""
    end = time.monotonic() + LIMIT_S
    while process.poll() is None and not has_come():
        assert time.monotonic() < end, "the moment never came"
    process.kill()
    return process.wait() == -signal.SIGKILL


@dataclass(frozen=True)
class Clean:
    """What one clean roll-up gives, and how many seconds it takes in a process of its own: calls from which on loops are used → the least of three."""

    tables: Tables
    seconds: dict[int, float]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Clean:
    seconds: dict[int, float] = {}
    for large_calls in (NO_SIZE, EVERY_SIZE):
        homes = [a_filled_city(tmp_path_factory.mktemp("clean")) for _ in range(3)]
        seconds[large_calls] = min(seconds_of_roll_up(home, large_calls) for home in homes)
    return Clean(tables_of(homes[0]), seconds)


def seconds_of_roll_up(home: Home, large_calls: int) -> float:
    begin = time.monotonic()
    process = start_roll_up(home, large_calls)
    assert process.wait(LIMIT_S) == 0, process.stderr and process.stderr.read()
    return time.monotonic() - begin


def check_after_kill(home: Home, expected: Tables) -> None:
    for table, rows in visible(home).items():
        assert rows == expected[table], f"{table} is another than that of a clean roll-up"
    assert tables_of(home) == expected
    assert [path for path in (home.lake / "signals").rglob(".*")] == [], "a draft was left"


def kill_at_random(folder: Path, clean: Clean, chance: random.Random, large_calls: int) -> bool:
    """The first four tenths of a roll-up pass before it writes anything: a kill then would show little."""
    home = a_filled_city(folder)
    moment = time.monotonic() + chance.uniform(0.4, 1.0) * clean.seconds[large_calls]
    killed = kill_when(start_roll_up(home, large_calls), lambda: time.monotonic() >= moment)
    check_after_kill(home, clean.tables)
    return killed


@pytest.mark.parametrize("large_calls", [NO_SIZE, EVERY_SIZE], ids=["by SQL", "by compiled loops"])
def test_a_killed_roll_up_ends_in_the_rows_of_a_clean_one(
    tmp_path: Path, clean: Clean, large_calls: int
) -> None:
    assert kill_at_random(tmp_path, clean, random.Random(1), large_calls), (
        "the roll-up had ended before the kill"
    )


@pytest.mark.parametrize("pattern", ["signals/*/day=*/.all.parquet.*", "signals/*/day=*/all.parquet"])
def test_a_kill_while_tables_appear_ends_in_the_rows_of_a_clean_one(
    tmp_path: Path, clean: Clean, pattern: str
) -> None:
    home = a_filled_city(tmp_path)
    killed = kill_when(start_roll_up(home, NO_SIZE), lambda: any(home.lake.glob(pattern)))
    assert killed, "the roll-up had ended before the kill"
    check_after_kill(home, clean.tables)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.clause("3.1")
def test_fifty_random_kills_end_in_the_rows_of_one_clean_roll_up(tmp_path: Path, clean: Clean) -> None:
    chance = random.Random(50)
    killed = 0
    for number in range(50):
        folder = tmp_path / str(number)
        folder.mkdir()
        killed += kill_at_random(folder, clean, chance, EVERY_SIZE if number % 2 else NO_SIZE)
    assert killed >= 25, "most kills must fall into a roll-up"
