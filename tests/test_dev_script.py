"""What ./dev says and runs, tried on the real script."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dev_tree import ROOT, Tree


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
