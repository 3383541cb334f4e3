"""A disk that fills while a file is loaded leaves nothing visible, says so, and the next load gives what one clean load gives."""

import subprocess
import sys
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.warehouse.lake import Lake
from tests.ingest.builders import a_city, calls, load
from tests.ingest.loads_on_a_full_disk import REFUSED
from tests.ingest.test_kills import a_dirty_file, assert_no_orphans

HERE = Path(__file__).parent


def load_with_room(home: Home, path: Path, room_bytes: int) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "tests.ingest.loads_on_a_full_disk",
        str(home.root),
        str(path),
        str(room_bytes),
    ]
    return subprocess.run(
        command, cwd=HERE.parents[1], capture_output=True, text=True, check=False, timeout=120
    )


# Bytes at which the rows of the quarantine, a Parquet file of a day, or its end do not fit any more.
@pytest.mark.parametrize("room_bytes", [0, 4, 300, 1_000, 5_000, 20_000])
def test_a_disk_that_fills_is_named_and_leaves_nothing_visible(tmp_path: Path, room_bytes: int) -> None:
    home, path = a_city(tmp_path), a_dirty_file(tmp_path)
    full = load_with_room(home, path, room_bytes)
    assert (full.returncode, full.stderr) == (REFUSED, "")
    assert "the lake cannot be written" in full.stdout
    assert "make room on the disk of the home folder" in full.stdout
    assert calls(home) == []
    assert Lake(home).manifests() == []
    load(home, path, block_bytes=20_000)
    (tmp_path / "clean").mkdir()
    clean = a_city(tmp_path / "clean")
    load(clean, path, block_bytes=20_000)
    assert calls(home, "*") == calls(clean, "*")
    assert_no_orphans(home)
