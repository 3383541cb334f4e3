"""`quietline controls`: list, show, test, check, lock."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quietline.rulebook.load import load_controls
from tests.lake_builders import a_city
from tests.rulebook.builders import write_own

QUIETLINE = Path(sys.executable).with_name("quietline")


def run(*arguments: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """The real command in a city."""
    environment = os.environ | {"QUIETLINE_HOME": str(home)}
    return subprocess.run(
        [QUIETLINE, "controls", *arguments], capture_output=True, text=True, check=False, env=environment
    )


@pytest.mark.clause("3.1")
@pytest.mark.clause("1.2.3")
def test_list_shows_shipped_ones_as_active_and_own_ones_in_shadow(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    write_own(home)
    write_own(home, ("control = Control(", "control = Cntrol("), name="c902_broken.py")
    done = run("list", "--json", home=home.root)
    found = {one["control"]: (one["clause"], one["state"]) for one in json.loads(done.stdout)}
    shipped = {loaded.control.id: (loaded.control.clause, "active") for loaded in load_controls()}
    assert found == shipped | {
        "c901_own": ("3.1", "shadow"),
        "c902_broken": ("", "error"),
    }
    table = run("list", home=home.root).stdout
    assert "c901_own" in table
    assert "NameError" in table


def test_show_prints_the_page_and_json_all_that_is_declared(tmp_path: Path) -> None:
    home = a_city(tmp_path).root
    assert "## What the reviewer does" in run("show", "c102", home=home).stdout
    shown = json.loads(run("show", "c102", "--json", home=home).stdout)
    assert shown["control"] == "c102_hourly_frequency"
    assert shown["parameters"][0]["values"][0]["by_line_class"]["mobile"] == 60
    assert shown["evidence"][0] | {"title": "", "unit": ""} == {
        "name": "attempts_60min",
        "title": "",
        "unit": "",
        "limit": "limit_60min",
        "breach": ">",
    }


def test_test_prints_each_example_and_fails_when_one_does_not_hold(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    write_own(home)
    done = run("test", "c901_own", home=home.root)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            "pass  c901_own  quiet     one: no finding",
            "pass  c901_own  fires     nine: match",
            "pass  c901_own  boundary  three: match",
        ],
    )
    write_own(home, ("LineClass.MOBILE: 3", "LineClass.MOBILE: 4"))
    done = run("test", "c901_own", home=home.root)
    assert done.returncode == 1
    assert "FAIL  c901_own  boundary  three: no finding, expected match" in done.stdout


def test_test_without_an_id_tries_all(tmp_path: Path) -> None:
    done = run("test", home=a_city(tmp_path).root)
    assert done.returncode == 0
    tried = {line.split()[1] for line in done.stdout.splitlines()}
    assert tried == {loaded.control.id for loaded in load_controls()}


def test_check_prints_file_problem_and_hint(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    assert (run("check", home=home.root).returncode, run("check", home=home.root).stderr) == (0, "")
    path = write_own(home, ('clause="3.1"', 'clause="9.9"'))
    done = run("check", home=home.root)
    assert done.returncode == 1
    assert done.stdout.startswith(f'{path}: field clause: there is no clause "9.9"; take one of 1.1.1, ')


def test_a_control_whose_sql_fails_in_its_examples_fails_alone(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    write_own(home, ("'match' as outcome", "error('boom') as outcome"))
    write_own(home, ("c901_own", "c902_own"), name="c902_own.py")
    done = run("test", home=home.root)
    assert (done.returncode, done.stderr) == (1, "")
    assert "FAIL  c901_own: its SQL failed" in done.stdout
    assert "pass  c902_own  boundary  three: match" in done.stdout


def test_an_unknown_control_is_refused_with_those_that_are_there(tmp_path: Path) -> None:
    done = run("show", "c777", home=a_city(tmp_path).root)
    assert done.returncode == 1
    assert done.stderr.startswith('quietline: there is no control "c777"; take one of: c102_hourly_frequency')


def test_a_home_that_was_named_and_is_not_there_is_told(tmp_path: Path) -> None:
    done = run("list", home=tmp_path / "nowhere")
    assert done.returncode == 1
    assert "there is no city here" in done.stderr
