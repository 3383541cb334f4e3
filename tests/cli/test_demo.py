"""`quietline demo`: a city in the browser with one command, also the second time, and never over somebody's real city."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from quietline.cli.demo_city import COUNTY, SCENARIO
from quietline.home import City, Home
from quietline.simulator.scenario_file import named_scenario


def free_port() -> int:
    """A port that is free together with the next one, which the demo's receiver of orders takes."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def started(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """A running `quietline` for the home."""
    return subprocess.Popen(
        [sys.executable, "-m", "quietline", *arguments],
        env=os.environ | {"QUIETLINE_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(home: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of `quietline` for the home."""
    process = started(home, *arguments)
    output, _ = process.communicate()
    return process.returncode, output


def run_once(home: Path) -> str:
    """Output of a whole `demo --once` that succeeded."""
    code, output = run(home, "demo", "--once", "--port", str(free_port()))
    assert code == 0, output
    return output


def cases(home: Path) -> list[dict[str, object]]:
    """What `cases list --json` shows."""
    code, output = run(home, "cases", "list", "--json")
    assert code == 0, output
    return [json.loads(line) for line in output.splitlines()]


def children(pid: int) -> set[int]:
    """Process ids of the direct children."""
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def test_the_county_of_the_demos_branch_account_is_one_of_its_city() -> None:
    assert COUNTY in named_scenario(SCENARIO).city.counties


@dataclass(frozen=True)
class Made:
    """A demo that was made, and what it printed."""

    home: Path
    output: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The home after one `demo --once`."""
    home = tmp_path_factory.mktemp("demo") / "home"
    return Made(home, run_once(home))


@pytest.mark.clause("1.2.3", "3.1")
def test_once_leaves_cases_of_all_controls_and_a_protected_caller(made: Made) -> None:
    found = [case for case in cases(made.home) if case["state"] == "suspected"]
    assert len(found) >= 20
    assert len({control for case in found for control in case["controls"]}) >= 3  # type: ignore[attr-defined]
    assert any(case["protected"] for case in found)


def test_the_second_time_city_and_accounts_are_those_of_the_first(made: Made) -> None:
    before = cases(made.home)
    assert passwords(run_once(made.home)) == passwords(made.output)
    assert cases(made.home) == before


def passwords(output: str) -> list[str]:
    """The lines that show accounts."""
    return [line for line in output.splitlines() if line.startswith("  ")]


def test_five_accounts_have_passwords_of_their_own_that_only_the_owner_of_the_home_can_read(
    made: Made,
) -> None:
    kept = made.home / "demo" / "accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    words = [line.split()[1] for line in passwords(made.output)]
    assert len(set(words)) == 5
    assert min(map(len, words)) >= 12
    assert all(word in kept.read_text(encoding="utf-8") for word in words)


def test_a_real_city_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    Home(tmp_path / "home").create(City(name="真城"))
    before = sorted(path.name for path in (tmp_path / "home").iterdir())
    code, output = run(tmp_path / "home", "demo", "--once", "--port", str(free_port()))
    assert code == 1
    assert "no demo" in output
    assert "真城" in output
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == before


@pytest.mark.parametrize("distance", [0, 1])
def test_a_port_in_use_is_named_before_anything_is_made(distance: int, tmp_path: Path) -> None:
    with socket.socket() as taken:
        port = free_port()
        taken.bind(("127.0.0.1", port + distance))
        taken.listen()
        code, output = run(tmp_path / "home", "demo", "--once", "--port", str(port))
    assert code == 1
    assert f"port {port + distance} is in use" in output
    assert not (tmp_path / "home" / "demo").exists()


def test_sigterm_stops_the_demo_and_all_that_it_started(tmp_path: Path) -> None:
    demo = started(tmp_path / "home", "demo", "--port", str(free_port()))
    assert demo.stdout
    for line in demo.stdout:
        if "Ctrl-C" in line:
            break
    running = children(demo.pid)
    assert len(running) == 3, "console, worker and receiver of orders"
    demo.send_signal(signal.SIGTERM)
    rest, _ = demo.communicate()
    assert (demo.returncode, rest) == (0, "stopped\n")
    assert [pid for pid in running if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.long
@pytest.mark.parametrize("step", ["simulated", "loaded", "judged"])
def test_a_demo_that_was_killed_is_completed_by_the_next_one(step: str, tmp_path: Path) -> None:
    run_once(tmp_path / "whole")
    demo = started(tmp_path / "killed", "demo", "--once", "--port", str(free_port()))
    assert demo.stdout
    for line in demo.stdout:
        if line.startswith(step):
            demo.kill()
            break
    demo.communicate()
    assert demo.returncode == -signal.SIGKILL
    run_once(tmp_path / "killed")
    numbers = [{case["number"] for case in cases(tmp_path / name)} for name in ("whole", "killed")]
    assert numbers[0] == numbers[1]
