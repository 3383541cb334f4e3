"""Ctrl-C while the engine of the lake works ends a command with a word, and leaves nothing half done."""

import signal
import time
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.warehouse.lake import Lake
from tests.commands import run, start

LINES = 250_000
LIMIT_S = 60


@pytest.fixture
def city(tmp_path: Path) -> Home:
    home = Home(tmp_path / "city")
    assert run(home, "init").returncode == 0
    return home


def test_a_load_that_is_interrupted_says_so_and_leaves_nothing(city: Home, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    rows = (f"138{n:08d},139{n:08d},2026-03-18 {n % 24:02d}:00:00,30\n" for n in range(LINES))
    path.write_text("caller,callee,start,duration\n" + "".join(rows), encoding="ascii")
    load = start(city, "ingest", str(path))
    begin = time.monotonic()
    # The engine makes the file and then sorts into it.
    while not list(city.lake.glob("calls/day=*/*")) and time.monotonic() < begin + LIMIT_S:
        assert load.poll() is None
    load.send_signal(signal.SIGINT)
    _, said = load.communicate(timeout=LIMIT_S)
    assert (load.returncode, "Traceback" in said, "Aborted!" in said) == (1, False, True)
    assert Lake(city).manifests() == []
