"""A console of its own process on a free port, and a Chromium to look at it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STARTS_WITHIN_S = 30


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of `quietline serve` for this home; the process ends with the block."""
    port = free_port()
    environment = os.environ | {"QUIETLINE_HOME": str(home)}
    command = [sys.executable, "-m", "quietline", "serve", "--port", str(port)]
    log = home / f"serve-{port}.log"
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT) as process,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/login/", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=10)
            print(log.read_text(encoding="utf-8"))  # shown with a test that fails


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when the page comes; fails when the process ends or nothing comes in time."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text(encoding='utf-8')}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError(f"{url} does not answer within {STARTS_WITHIN_S} s")


_OPEN: list[Browser] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window. Within another such block it is the same one: Playwright runs once in a process."""
    if _OPEN:
        yield _OPEN[0]
        return
    with sync_playwright() as playwright:
        _OPEN.append(playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS))
        try:
            yield _OPEN[0]
        finally:
            _OPEN.pop().close()
