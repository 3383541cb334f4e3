"""Detection that is killed at any moment and run again gives what one clean run gives."""

import contextlib
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from quietline.home import Home
from quietline.rulebook.store import read
from tests.commands import run, start

FIRST, LAST = date(2025, 3, 3), date(2025, 3, 4)
LIMIT_S = 120


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A simulated city whose files are loaded and not judged."""
    folder = tmp_path_factory.mktemp("kills")
    home = Home(folder / "home")
    assert run(home, "init").returncode == 0
    made = run(
        home,
        "simulate",
        "--seed",
        "5",
        "--days",
        "2",
        "--numbers",
        "600",
        "--start",
        str(FIRST),
        "--out",
        str(folder / "city"),
    )
    assert made.returncode == 0, made.stderr
    assert run(home, "ingest", str(folder / "city" / "files")).returncode == 0
    return home


def a_copy(loaded: Home, folder: Path) -> Home:
    shutil.copytree(loaded.root, folder / "home")
    return Home(folder / "home")


def outcome(home: Home) -> tuple[object, ...]:
    """Cases with their findings, the last runs, and the findings in the lake."""
    with closing(sqlite3.connect(home.ledger)) as ledger:
        cases = ledger.execute(
            "select c.number, c.state, c.severity, f.key, f.evidence, f.withdrawn_at, f.cleared"
            " from cases_case c join cases_casefinding f on f.case_id = c.id order by f.key"
        ).fetchall()
        runs = ledger.execute(
            "select control, day, version, evaluated, matched, no_match, not_enough_history, error, inputs from cases_controlrun"
            " where id in (select max(id) from cases_controlrun group by control, day) order by control, day"
        ).fetchall()
        unfounded = ledger.execute(
            "select count(*) from cases_case where id not in (select case_id from cases_casefinding)"
            " and id not in (select case_id from cases_casereport)"
        ).fetchall()
    found = [json.dumps(one.as_dict(), sort_keys=True) for one in read(home, FIRST, LAST)]
    return cases, runs, found, unfounded


@pytest.fixture(scope="module")
def clean(loaded: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[object, ...], float]:
    """What one clean run gives, and how many seconds the quickest of three takes."""
    homes = [a_copy(loaded, tmp_path_factory.mktemp("clean")) for _ in range(3)]
    seconds = min(map(seconds_of_detection, homes))
    return outcome(homes[0]), seconds


def seconds_of_detection(home: Home) -> float:
    begin = time.monotonic()
    done = run(home, "detect")
    assert done.returncode == 0, done.stderr
    return time.monotonic() - begin


def killed_and_run_again(home: Home, clean: tuple[tuple[object, ...], float], chance: random.Random) -> bool:
    """Whether the kill came while it ran."""
    expected, seconds = clean
    process = start(home, "detect")
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(0.15, 1.0) * seconds)
    killed = is_killed(process)
    check_after_kill(home, expected)
    return killed


def is_killed(process: subprocess.Popen[str]) -> bool:
    """Whether the process was still alive when it was killed."""
    process.kill()
    return process.wait(LIMIT_S) == -signal.SIGKILL


def check_after_kill(home: Home, expected: tuple[object, ...]) -> None:
    """The next run ends in what a clean run gives, and the one after it judges nothing."""
    again = run(home, "detect")
    assert again.returncode == 0, again.stderr
    assert outcome(home) == expected
    assert "nothing changed" in run(home, "detect").stdout
    assert "complete" in run(home, "audit", "verify").stdout


def has_a_finding(home: Home) -> bool:
    with closing(sqlite3.connect(home.ledger)) as ledger:
        return ledger.execute("select 1 from cases_casefinding limit 1").fetchone() is not None


@pytest.mark.clause("3.1")
def test_a_detection_killed_at_its_first_finding_ends_in_what_a_clean_one_gives(
    tmp_path: Path, loaded: Home, clean: tuple[tuple[object, ...], float]
) -> None:
    home = a_copy(loaded, tmp_path)
    had_findings, process, end = has_a_finding(home), start(home, "detect"), time.monotonic() + LIMIT_S
    while process.poll() is None and not has_a_finding(home):
        assert time.monotonic() < end, "no finding ever came"
        time.sleep(0.01)
    killed = is_killed(process)
    assert (had_findings, killed) == (False, True), "the kill must fall between the first finding and the end"
    check_after_kill(home, clean[0])


@pytest.mark.clause("3.1")
def test_a_killed_detection_ends_in_what_a_clean_one_gives(
    tmp_path: Path, loaded: Home, clean: tuple[tuple[object, ...], float]
) -> None:
    killed_and_run_again(a_copy(loaded, tmp_path), clean, random.Random(7))


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.clause("3.1")
def test_fifteen_random_kills_end_in_what_a_clean_detection_gives(
    tmp_path: Path, loaded: Home, clean: tuple[tuple[object, ...], float]
) -> None:
    chance = random.Random(50)
    killed = 0
    for number in range(15):
        folder = tmp_path / str(number)
        folder.mkdir()
        killed += killed_and_run_again(a_copy(loaded, folder), clean, chance)
        shutil.rmtree(folder)
    assert killed >= 8, "most kills must fall into a run"
