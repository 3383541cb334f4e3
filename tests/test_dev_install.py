"""./dev installs once, anew where an install was cut off, and one at a time."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.dev_tree import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_a_finished_install_is_not_repeated(tree: Tree) -> None:
    tree.add_python("python3")
    tree.dev("run")
    assert tree.installs() == ["requirements/runtime.txt"]
    _, _, err = tree.dev("run")
    assert (tree.installs(), err) == ([], "")


def test_what_a_developer_has_serves_run_as_well(tree: Tree) -> None:
    tree.add_python("python3")
    tree.dev("test")
    assert tree.installs() == ["requirements/dev.txt"]
    tree.dev("run")
    assert tree.installs() == []


@pytest.mark.parametrize("first", ["run", "test"])
def test_a_changed_lock_is_installed_into_the_same_venv(tree: Tree, first: str) -> None:
    tree.add_python("python3")
    tree.dev(first)
    installed = tree.installs()
    (tree.root / ".venv/kept").touch()
    for lock in ("runtime", "dev"):
        with (tree.root / f"requirements/{lock}.txt").open("a") as file:
            file.write("# changed\n")
    tree.dev("run")
    assert tree.installs() == installed, "a developer's .venv stays one"
    assert (tree.root / ".venv/kept").exists()


@pytest.mark.parametrize("one_was_there", [False, True])
def test_an_install_that_failed_is_made_anew(tree: Tree, one_was_there: bool) -> None:
    tree.add_python("python3")
    if one_was_there:
        tree.dev("run")
        (tree.root / "requirements/runtime.txt").write_text("# changed\n")
    (tree.root / "pip-fails").touch()
    code, _, err = tree.dev("run")
    assert code == 1
    assert "pip could not install --require-hashes --requirement requirements/runtime.txt" in err
    (tree.root / ".venv/half").touch()
    (tree.root / "pip-fails").unlink()
    assert tree.dev("run")[0] == 0
    assert not (tree.root / ".venv/half").exists()


def test_an_install_that_was_killed_is_made_anew(tree: Tree) -> None:
    tree.add_python("python3")
    (tree.root / "pip-hangs").touch()
    process = tree.start("run")
    _wait_for(tree.root / "pip-is-at-it")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    (tree.root / ".venv/half").touch()
    (tree.root / "pip-hangs").unlink()
    assert tree.dev("run")[0] == 0
    assert not (tree.root / ".venv/half").exists()


def test_a_tree_that_was_moved_gets_a_new_venv(tree: Tree) -> None:
    tree.add_python("python3")
    tree.dev("run")
    (tree.root / ".venv/of-the-old-place").touch()
    tree.root = tree.root.rename(tree.root.with_name("moved"))
    assert tree.dev("run")[0] == 0
    assert not (tree.root / ".venv/of-the-old-place").exists()


def test_a_second_one_waits_for_an_install_and_finishes_what_was_killed(tree: Tree) -> None:
    tree.add_python("python3")
    (tree.root / "pip-hangs").touch()
    first = tree.start("run")
    _wait_for(tree.root / "pip-is-at-it")
    second = tree.start("run")
    assert second.stderr
    assert second.stderr.readline() == "./dev: another ./dev is installing; waiting for it\n"
    _wait_until_somebody_waits_for(tree.root / ".venv.lock")
    assert tree.installs() == ["requirements/runtime.txt"], "the second one waits"
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    (tree.root / "pip-hangs").unlink()
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert tree.installs() == ["requirements/runtime.txt"], "the successor of the killed one"
    assert tree.dev("run")[2] == ""


def _wait_until_somebody_waits_for(lock: Path) -> None:
    """Return when a process is blocked on the lock, which the kernel lists with an arrow."""
    waiting = re.compile(rf"^\d+: -> FLOCK .*:{lock.stat().st_ino} ", re.M)
    deadline = time.monotonic() + 30
    while not waiting.search(Path("/proc/locks").read_text()):
        assert time.monotonic() < deadline, f"nobody waits for {lock.name} after 30 s"


def _wait_for(file: Path) -> None:
    deadline = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < deadline, f"{file.name} did not come within 30 s"
        time.sleep(0.02)
