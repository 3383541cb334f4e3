"""`quietline init` and what it leaves, as a process of its own."""

import os
import stat
from pathlib import Path

import pytest

from quietline.home import Home
from tests.commands import run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A city made with all defaults."""
    home = Home(tmp_path_factory.mktemp("init") / "city")
    done = run(home, "init")
    assert (done.returncode, done.stderr) == (0, "")
    return home


def test_a_new_city_is_in_shanghais_time_zone_and_empty(made: Home) -> None:
    assert made.city.time_zone == "Asia/Shanghai"
    listed = run(made, "cases", "list", "--json")
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "", "")


def test_its_folder_is_closed_to_others_and_the_trail_is_sealed(made: Home) -> None:
    assert stat.S_IMODE(made.root.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in (made.root / "keys").iterdir())
    verified = run(made, "audit", "verify")
    assert (verified.returncode, verified.stdout) == (0, "1 entries, chain complete\n")


def test_a_second_init_is_refused_and_changes_nothing(made: Home) -> None:
    before = made.settings_file.read_bytes()
    again = run(made, "init", "--name", "另一个")
    assert again.returncode == 1
    assert "already" in again.stderr
    assert made.settings_file.read_bytes() == before
    assert run(made, "init", "--upgrade").returncode == 0


@pytest.mark.parametrize("place", ["file", "file/city"])
def test_a_place_that_is_no_folder_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    done = run(Home(tmp_path / place), "init")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "no city can be made here" in done.stderr


def test_a_wrong_time_zone_is_refused_and_leaves_no_city(tmp_path: Path) -> None:
    home = Home(tmp_path / "city")
    done = run(home, "init", "--time-zone", "Asia/Shangai")
    assert done.returncode == 1
    assert "Asia/Shangai" in done.stderr
    assert not home.exists


@pytest.mark.parametrize(
    "command", [("cases", "list"), ("ingest", "x.csv"), ("worker", "--once"), ("audit", "verify")]
)
def test_without_a_city_each_command_says_how_to_make_one(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run(Home(tmp_path / "none"), *command)
    assert done.returncode == 1
    assert "quietline init" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_ledger_that_is_not_there_is_told_with_the_command_that_makes_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "city")
    assert run(home, "init").returncode == 0
    for name in os.listdir(home.root):
        if name.startswith("ledger"):
            (home.root / name).unlink()
    done = run(home, "cases", "list")
    assert done.returncode == 1
    assert "init --upgrade" in done.stderr
