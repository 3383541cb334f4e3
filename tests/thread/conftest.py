"""A small city that was loaded and judged through the command line, as the beginning of each thread."""

import shutil
from pathlib import Path

import pytest

from tests.thread.processes import Quietline, free_port

PEOPLE = {"analyst": "analyst", "verifier": "reviewer", "reviewer": "reviewer", "auditor": "auditor"}


@pytest.fixture(scope="session")
def port() -> int:
    """Where the city's orders go."""
    return free_port()


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a simulated city of 400 numbers, Monday and Tuesday, with the truth apart."""
    folder = tmp_path_factory.mktemp("thread")
    Quietline(folder / "none")(
        "simulate",
        "--seed",
        5,
        "--days",
        2,
        "--numbers",
        400,
        "--scenario",
        "crowded",
        "--out",
        folder / "city",
    )
    return folder / "city"


@pytest.fixture(scope="session")
def judged(simulated: Path, port: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the city after init, ingest, detect and with its people. Orders leave without a pause."""
    quietline = Quietline(tmp_path_factory.mktemp("judged") / "home")
    quietline("init", "--order-target-url", f"http://127.0.0.1:{port}/orders")
    settings = quietline.home / "quietline.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("order_hold_s = 10.0", "order_hold_s = 0.0"),
        encoding="utf-8",
    )
    quietline("ingest", simulated / "files")
    quietline("detect", "--from", "2025-03-03", "--to", "2025-03-04")
    for username, role in PEOPLE.items():
        quietline("users", "add", username, "--role", role)
    return quietline.home


@pytest.fixture
def quietline(judged: Path, tmp_path: Path) -> Quietline:
    """The command for a copy of that city."""
    return Quietline(Path(shutil.copytree(judged, tmp_path / "home")))
