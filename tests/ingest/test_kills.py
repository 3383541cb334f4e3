"""A load that is killed at any moment leaves nothing visible, and the next load gives what one clean load gives."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.ingest import quarantine
from quietline.warehouse.lake import Lake
from tests.ingest.builders import HEADER, a_city, a_file, a_line, calls, load

HERE = Path(__file__).parent
LINES = 6000
LIMIT_S = 60

# A kill falls when a file of this name appears: each is a step of the way to the commit.
MOMENTS = (
    "write.lock",
    "spill/*",
    "quarantine/.loading.draft",
    "calls/day=2026-04-0[12]",
    "calls/day=*/*",
    "quarantine/*.parquet",
    "manifests/*",
)


def a_dirty_file(folder: Path) -> Path:
    """Calls of five days with duplicates and one bad line in ten."""
    chance = random.Random(5)
    lines = []
    for number in range(LINES):
        start = f"2026-04-0{1 + number % 5} 09:{number // 60 % 60:02d}:{number % 60:02d}"
        bad = chance.random() < 0.1
        lines.append(
            a_line(caller=f"137{chance.randrange(2000):08d}", start=start, duration="-1" if bad else "30")
        )
    return a_file(folder, lines, header=HEADER)


def start_load(home: Home, path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.ingest.loads_a_file", str(home.root), str(path)]
    return subprocess.Popen(command, cwd=HERE.parents[1], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def outcome(home: Home) -> tuple[object, ...]:
    """Rows, counts and quarantine of the lake."""
    (manifest,) = Lake(home).manifests()
    counts = (manifest.accepted, manifest.duplicate, manifest.quarantined, manifest.total)
    return calls(home, "*"), counts, quarantine.rows(home, manifest.batch, limit=LINES)


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_dirty_file(tmp_path_factory.mktemp("delivered"))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, delivered: Path) -> tuple[tuple[object, ...], float]:
    """What one clean load gives, and how many seconds the quickest of three takes in a process of its own."""
    taken = []
    for _ in range(3):
        home = a_city(tmp_path_factory.mktemp("clean"))
        begin = time.monotonic()
        process = start_load(home, delivered)
        assert process.wait(LIMIT_S) == 0, process.stderr and process.stderr.read()
        taken.append(time.monotonic() - begin)
    return outcome(home), min(taken)


def kill_when(process: subprocess.Popen[bytes], has_come: Callable[[], bool]) -> bool:
    """Kill the process at the moment; True when it was still alive then."""
    end = time.monotonic() + LIMIT_S
    while process.poll() is None and not has_come():
        assert time.monotonic() < end, "the moment never came"
    process.kill()
    return process.wait() == -signal.SIGKILL


def check_after_kill(home: Home, path: Path, expected: tuple[object, ...], killed: bool) -> None:
    seen = calls(home, "*")
    assert seen in ([], expected[0]), "a reader saw half a load"
    if not seen:
        assert Lake(home).manifests() == []
    assert killed or seen
    load(home, path, block_bytes=20_000)
    assert outcome(home) == expected
    assert_no_orphans(home)


def assert_no_orphans(home: Home) -> None:
    """Every file of data is one that a manifest names."""
    folders = [home.lake / name for name in ("calls", "quarantine")]
    found = {
        str(file.relative_to(home.lake)) for folder in folders for file in folder.rglob("*") if file.is_file()
    }
    named = {
        path for manifest in Lake(home).manifests() for path in (*manifest.files, manifest.quarantine) if path
    }
    assert found == named


def kill_at_random(
    tmp_path: Path, delivered: Path, clean: tuple[tuple[object, ...], float], chance: random.Random
) -> bool:
    expected, seconds = clean
    home = a_city(tmp_path)
    moment = time.monotonic() + chance.uniform(0.2, 1.05) * seconds
    killed = kill_when(start_load(home, delivered), lambda: time.monotonic() >= moment)
    check_after_kill(home, delivered, expected, killed)
    return killed


@pytest.mark.parametrize("seed", range(5))
def test_five_random_kills_end_in_the_rows_of_one_clean_load(
    tmp_path: Path, delivered: Path, clean: tuple[tuple[object, ...], float], seed: int
) -> None:
    kill_at_random(tmp_path, delivered, clean, random.Random(seed))


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.clause("3.1")
def test_fifty_random_kills_end_in_the_rows_of_one_clean_load(
    tmp_path: Path, delivered: Path, clean: tuple[tuple[object, ...], float]
) -> None:
    chance = random.Random(50)
    killed = 0
    for number in range(50):
        folder = tmp_path / str(number)
        folder.mkdir()
        killed += kill_at_random(folder, delivered, clean, chance)
    assert killed >= 25, "most kills must fall into a load"


@pytest.mark.parametrize("pattern", MOMENTS)
def test_a_kill_at_each_step_ends_in_the_rows_of_one_clean_load(
    tmp_path: Path, delivered: Path, clean: tuple[tuple[object, ...], float], pattern: str
) -> None:
    home = a_city(tmp_path)
    killed = kill_when(start_load(home, delivered), lambda: any(home.lake.glob(pattern)))
    check_after_kill(home, delivered, clean[0], killed)


def test_what_a_killed_load_left_is_swept_by_the_load_of_another_file(
    tmp_path: Path, delivered: Path
) -> None:
    home = a_city(tmp_path)
    assert kill_when(start_load(home, delivered), lambda: any(home.lake.glob("calls/day=*/*")))
    load(home, a_file(tmp_path, [a_line()]))
    assert len(calls(home)) == 1
    assert_no_orphans(home)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_load_that_is_killed_again_and_again_in_one_home_still_ends_right(
    tmp_path: Path, delivered: Path, clean: tuple[tuple[object, ...], float]
) -> None:
    expected, seconds = clean
    home, chance = a_city(tmp_path), random.Random(3)
    for _ in range(10):
        moment = time.monotonic() + chance.uniform(0.3, 0.9) * seconds
        kill_when(start_load(home, delivered), lambda moment=moment: time.monotonic() >= moment)  # type: ignore[misc]
    load(home, delivered, block_bytes=20_000)
    assert outcome(home)[0] == expected[0]


def test_two_loads_at_once_wait_for_each_other_and_count_each_row_once(
    tmp_path: Path, delivered: Path, clean: tuple[tuple[object, ...], float]
) -> None:
    home = a_city(tmp_path)
    both = [start_load(home, delivered), start_load(home, delivered)]
    assert [process.wait(LIMIT_S) for process in both] == [0, 0]
    assert outcome(home) == clean[0]
