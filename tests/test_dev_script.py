"""./dev itself, run for real. Python and pip are small stand-ins where an install is not what is tried."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOLS = ("cat", "cksum", "cp", "dirname", "env", "flock", "id", "ls", "mkdir", "mv", "rm", "sh", "sleep")
# Takes the place of Python: says what it is, makes a .venv that holds itself, and writes down what it is asked to run.
STAND_IN = """#!/bin/sh
case "$*" in
  --version) echo "Python 3.12.1" ;;
  *"version_info <"*) exit {too_old} ;;
  *"import ensurepip"*) exit {without_venv} ;;
  *%d.%d*) echo 3.12 ;;
  "-m venv .venv")
    mkdir -p .venv/bin
    cp "$0" .venv/bin/python
    echo '#!/bin/sh' >.venv/bin/quietline
    echo 'echo "quietline $* held: $([ -e /proc/$$/fd/9 ] && echo yes || echo no)" >>calls' >>.venv/bin/quietline
    chmod +x .venv/bin/quietline ;;
  "-m pip "*)
    echo "$*" >>calls
    [ ! -e pip-hangs ] || {{ echo >pip-is-at-it; sleep 60; }}
    [ ! -e pip-fails ] || exit 1 ;;
  -m*) echo "$*" >>calls ;;
esac
"""


class Tree:
    """A copy of what ./dev consists of, with a PATH on which only the named stand-ins are Python."""

    def __init__(self, root: Path) -> None:
        self.root = root / "tree"
        self.bin = root / "bin"
        self.home = root / "home"
        for folder in (self.root, self.bin, self.home):
            folder.mkdir()
        for name in ("dev", "pyproject.toml"):
            shutil.copy(ROOT / name, self.root)
        for name in ("tools", "requirements"):
            shutil.copytree(ROOT / name, self.root / name)
        for tool in (*TOOLS, "chmod"):
            (self.bin / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")

    def add_python(self, name: str, *, too_old: bool = False, without_venv: bool = False) -> None:
        file = self.bin / name
        file.write_text(STAND_IN.format(too_old=int(too_old), without_venv=int(without_venv)))
        file.chmod(0o755)

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.root / "dev", *arguments],
            env={"PATH": str(self.bin), "HOME": str(self.home), "LANG": "C.UTF-8", "TERM": "dumb"} | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def dev(self, *arguments: str, **settings: str) -> tuple[int, str, str]:
        """Exit code, output, errors."""
        process = self.start(*arguments, **settings)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def calls(self) -> list[str]:
        """What the stand-ins were asked since the last look."""
        file = self.root / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return lines

    def installs(self) -> list[str]:
        """Which locks pip was given since the last look."""
        return [line.split()[-1] for line in self.calls() if "--requirement" in line]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_without_arguments_it_says_what_it_can_do(tree: Tree) -> None:
    code, out, err = tree.dev()
    assert (code, err) == (0, "")
    for command in ("run", "test", "check", "fix", "lock", "bench"):
        assert f"./dev {command}" in out


def test_an_unknown_command_is_refused_with_those_there_are(tree: Tree) -> None:
    code, out, err = tree.dev("tset")
    assert (code, out) == (2, "")
    assert 'there is no command "tset"' in err
    assert "./dev test" in err


@pytest.mark.parametrize("command", ["run", "test", "check", "fix", "lock", "bench"])
def test_no_python_gives_one_line_that_says_what_to_install(tree: Tree, command: str) -> None:
    code, out, err = tree.dev(command)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1, err
    assert "Python 3.11 or newer is missing: apt install python3 python3-venv" in err


def test_a_python_that_is_too_old_counts_as_none(tree: Tree) -> None:
    tree.add_python("python3", too_old=True)
    code, _, err = tree.dev("run")
    assert code == 1
    assert err.count("\n") == 1, err
    assert "Python 3.11 or newer is missing" in err


def test_a_python_without_venv_gives_one_line_that_names_its_package(tree: Tree) -> None:
    tree.add_python("python3", without_venv=True)
    code, _, err = tree.dev("run")
    assert code == 1
    assert err.count("\n") == 1, err
    assert "python3 cannot make virtual environments: apt install python3.12-venv" in err
    assert not (tree.root / ".venv").exists()


def test_a_real_python_whose_ensurepip_was_split_off_gives_that_line(tree: Tree) -> None:
    split_off = 'case "$*" in *ensurepip*) exit 1 ;; esac'
    (tree.bin / "python3").write_text(f'#!/bin/sh\n{split_off}\nexec "{sys.executable}" "$@"\n')
    (tree.bin / "python3").chmod(0o755)
    _, _, err = tree.dev("run")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert err == f"./dev: python3 cannot make virtual environments: apt install python{version}-venv\n"


def test_an_older_python_with_venv_is_taken_before_a_newer_one_without(tree: Tree) -> None:
    tree.add_python("python3.13", without_venv=True)
    tree.add_python("python3.11")
    code, _, err = tree.dev("run")
    assert code == 0, err
    assert err.count("\n") == 1, err


@pytest.mark.parametrize("home", ["", "/nonexistent"])
def test_a_home_that_is_not_there_is_no_hindrance(tree: Tree, home: str) -> None:
    tree.add_python("python3")
    code, _, err = tree.dev("run", "--once", HOME=home)
    assert code == 0, err
    assert tree.calls()[-1] == "quietline demo --once held: no"


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


LEDGER_ON_POSTGRESQL = "-n 2 -m not long and not browser --database postgresql tests/office"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["-n 2 -m not long", LEDGER_ON_POSTGRESQL]),
        (["-x", "tests/domain"], ["-n 2 -m not long -x tests/domain"]),
        (["tests/test_a.py::test_b"], ["tests/test_a.py::test_b"]),
        (["-n", "4"], ["-m not long -n 4"]),
        (["-n0"], ["-m not long -n0"]),
        (["-m", "browser"], ["-n 2 -m browser"]),
        (["--pdb"], ["-m not long --pdb"]),
        (["--long"], ["-n 2 -m long", "-n 2 -m not long --database postgresql"]),
    ],
)
def test_arguments_take_the_place_of_our_own(tree: Tree, arguments: list[str], expected: list[str]) -> None:
    tree.add_python("python3")
    tree.dev("test", *arguments)
    assert [line for line in tree.calls() if "pytest" in line] == [f"-m pytest {line}" for line in expected]


def test_missing_debian_packages_that_nobody_may_install_give_one_line_and_the_tests_run(tree: Tree) -> None:
    tree.add_python("python3")
    tree.dev("test")
    tree.calls()
    code, _, err = tree.dev("test")
    assert code == 0
    assert err.count("\n") == 1, err
    assert "sudo apt install" in err
    assert "chromium" in err
    assert tree.calls() == ["-m pytest -n 2 -m not long", f"-m pytest {LEDGER_ON_POSTGRESQL}"]


@pytest.mark.long
def test_a_newcomer_with_nothing_but_a_copy_gets_a_running_city(tmp_path: Path) -> None:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():
            (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "tree" / name)
    (tmp_path / "home").mkdir()
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "SSL_")) or name == "PATH"
    }
    done = subprocess.run(
        [tmp_path / "tree/dev", "run", "--once"],
        env=kept | {"HOME": str(tmp_path / "home"), "LANG": "C.UTF-8", "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


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
