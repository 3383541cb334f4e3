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


TRIES = 8


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough calls for the engine to sort a while."""
    path = tmp_path_factory.mktemp("calls") / "calls.csv"
    rows = (f"138{n:08d},139{n:08d},2026-03-18 {n % 24:02d}:00:00,30\n" for n in range(LINES))
    path.write_text("caller,callee,start,duration\n" + "".join(rows), encoding="ascii")
    return path


def interrupted(home: Home, calls: Path) -> bool:
    """Whether Ctrl-C came before the load was done. Either way all is there or nothing, and no traceback."""
    load = start(home, "ingest", str(calls))
    begin = time.monotonic()
    # The engine makes the file and then sorts into it.
    while not list(home.lake.glob("calls/day=*/*")) and time.monotonic() < begin + LIMIT_S:
        assert load.poll() is None
    load.send_signal(signal.SIGINT)
    _, said = load.communicate(timeout=LIMIT_S)
    assert "Traceback" not in said
    if load.returncode == 0:
        assert [manifest.accepted for manifest in Lake(home).manifests()] == [LINES]
        return False
    assert (load.returncode, "Aborted!" in said) == (1, True)
    assert Lake(home).manifests() == []
    return True


def test_a_load_that_is_interrupted_says_so_and_leaves_nothing(calls: Path, tmp_path: Path) -> None:
    """On a busy machine the load may be done before the signal arrives; then the next one is interrupted."""
    homes = [Home(tmp_path / f"city-{number}") for number in range(TRIES)]
    assert any(run(home, "init").returncode == 0 and interrupted(home, calls) for home in homes)
