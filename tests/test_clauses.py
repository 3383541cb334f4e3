"""The clause table as `quietline clauses --json` gives it: complete, and every test that it names runs and passes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from quietline.domain.clauses import CLAUSES

ROOT = Path(__file__).parents[1]
KEYS = ["clause", "title", "controls", "pages", "commands", "api", "tests"]


@pytest.fixture(scope="module")
def entries() -> list[dict[str, object]]:
    """What the command prints, without any city at hand."""
    done = subprocess.run(
        [sys.executable, "-m", "quietline", "clauses", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"QUIETLINE_HOME": "/nonexistent"},
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_all_clauses_are_there_once_with_the_same_keys_and_titles_in_two_languages(
    entries: list[dict[str, object]],
) -> None:
    assert [entry["clause"] for entry in entries] == list(CLAUSES)
    assert len(entries) == 22
    assert all(list(entry) == KEYS for entry in entries)
    assert all(entry["title"] == CLAUSES[str(entry["clause"])].as_dict() for entry in entries)
    assert all(isinstance(entry[key], list) for entry in entries for key in KEYS[2:])


def test_the_clauses_of_the_thread_have_controls_pages_commands_and_tests(
    entries: list[dict[str, object]],
) -> None:
    by_clause = {entry["clause"]: entry for entry in entries}
    for clause in ("1.2.3", "3.1"):
        for key in ("controls", "pages", "commands", "tests"):
            assert by_clause[clause][key], f"clause {clause} has no {key}"


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_each_test_that_is_listed_collects_and_passes(entries: list[dict[str, object]]) -> None:
    node_ids = sorted({str(test) for entry in entries for test in entry["tests"]})  # type: ignore[attr-defined]
    assert node_ids
    assert not [node_id for node_id in node_ids if node_id.startswith(f"tests/{Path(__file__).name}")]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "-m",
        "not long",
        "-q",
        "-p",
        "no:cacheprovider",
        "-rA",
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, *node_ids], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = set(re.findall(r"^PASSED ([^\s\[]+)", done.stdout, re.MULTILINE))
    assert set(node_ids) - passed == set()
