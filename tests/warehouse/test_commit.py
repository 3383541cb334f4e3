"""The commit is one step: half a batch is never seen, and what killed loads left is swept."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from quietline.warehouse.durable import write_at_once
from quietline.warehouse.lake import Lake
from quietline.warehouse.lock import sole_writer
from quietline.warehouse.manifest import BatchManifest, commit, manifest_path
from quietline.warehouse.sweep import REPLACED_KEPT, sweep
from tests.warehouse.builders import AT, a_batch, a_city, a_part

HOLDER = """
import sys
from pathlib import Path
from quietline.warehouse.lock import sole_writer
with sole_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_counts_that_do_not_add_up_are_no_manifest() -> None:
    with pytest.raises(ValueError, match="1 accepted \\+ 1 duplicate \\+ 1 quarantined are not 4 lines"):
        BatchManifest.model_validate(
            {
                "batch": "b",
                "file_name": "f",
                "sha256": "0",
                "profile": "csv",
                "kind": "calls",
                "first_day": None,
                "last_day": None,
            }
            | {
                "accepted": 1,
                "duplicate": 1,
                "quarantined": 1,
                "total": 4,
                "loaded_at": AT,
                "loaded_by": "x",
                "files": (),
            }
        )


def test_orphans_of_a_killed_load_are_swept_and_committed_files_stay(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    kept = a_part(home, "2026-04-01")
    a_batch(home, kept)
    orphan = home.lake / a_part(home, "2026-04-01", batch="killed")
    draft = home.lake / "quarantine" / ".loading.draft"
    draft.parent.mkdir()
    draft.write_bytes(b"half")
    assert sorted(sweep(Lake(home), at=AT)) == sorted([orphan, draft])
    assert not orphan.exists()
    assert (home.lake / kept).exists()


def test_a_replaced_file_stays_as_long_as_its_batch_may_be_withdrawn(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    old, new = a_part(home, "2026-04-01"), a_part(home, "2026-04-01", batch="one.two")
    a_batch(home, old)
    a_batch(home, new, batch="two", replaced=(old,))
    assert sweep(Lake(home), at=AT) == []
    assert sweep(Lake(home), at=AT + REPLACED_KEPT + timedelta(seconds=1)) == [home.lake / old]


def test_a_dead_process_leaves_no_spill_behind(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = home.lake / "spill" / f"{dead.pid}-abcd"
    left.mkdir(parents=True)
    sweep(Lake(home), at=AT)
    assert not left.exists()


def test_writing_at_once_replaces_the_whole_content(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.json"
    write_at_once(path, b"one")
    write_at_once(path, b"two")
    assert path.read_bytes() == b"two"
    assert [other.name for other in path.parent.iterdir()] == ["file.json"]


def test_a_second_writer_waits_until_the_first_one_dies(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    told = []

    def waiting() -> None:
        told.append("waits")
        holder.kill()

    with sole_writer(tmp_path, waiting=waiting):
        assert told == ["waits"]
    holder.wait()


def test_a_free_lock_is_taken_without_a_word(tmp_path: Path) -> None:
    told: list[str] = []
    with sole_writer(tmp_path, waiting=lambda: told.append("waits")):
        assert told == []


def test_a_manifest_that_was_put_in_anothers_place_is_read_again(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    lake = Lake(home)
    first = a_batch(home, a_part(home, "2026-04-01"))
    assert lake.manifests() == [first]
    commit(home.lake, first.model_copy(update={"file_name": "another.csv"}))
    assert [manifest.file_name for manifest in lake.manifests()] == ["another.csv"]
    manifest_path(home.lake, first.batch).unlink()
    assert lake.manifests() == []
