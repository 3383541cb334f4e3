"""quietline as its users have it: commands and processes of a home, and the network's receiver beside them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from quietline.home import Home

ROOT = Path(__file__).parents[2]
RECEIVER = ROOT / "deploy" / "examples" / "order_receiver.py"
WITHIN_S = 180.0


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """The objects of JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Quietline:
    """The command for one home."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")} | {
            "QUIETLINE_HOME": str(self.home)
        }

    def tried(self, *arguments: object, typed: str = "") -> Said:
        """What came of a command, whether it succeeded or not. A traceback is never an answer; `typed` is what it reads."""
        done = subprocess.run(
            [sys.executable, "-m", "quietline", *map(str, arguments)],
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    def __call__(self, *arguments: object, typed: str = "") -> Said:
        """What a command that must succeed answered."""
        said = self.tried(*arguments, typed=typed)
        assert said.code == 0, f"quietline {' '.join(map(str, arguments))}\n{said.out}{said.err}"
        return said

    def refuses(self, *arguments: object) -> str:
        """What a command that must be refused said."""
        said = self.tried(*arguments)
        assert said.code == 1, f"quietline {' '.join(map(str, arguments))}\n{said.out}{said.err}"
        return said.err


class Process:
    """A process of ours that runs until the block is left. Its first line of output says that it is at work."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.command, self.environment = command, environment

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.running.poll() is None:
            self.running.send_signal(signal.SIGCONT)
            self.running.terminate()
        self.running.wait()

    def start(self) -> None:
        """Start it, or start it again."""
        self.running = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.running.stdout
        assert self.running.stdout.readline(), f"{self.command} ended before it was at work"

    def send(self, number: signal.Signals) -> None:
        """Send it a signal; after SIGKILL it is gone when this returns."""
        self.running.send_signal(number)
        if number is signal.SIGKILL:
            self.running.wait()


def worker(quietline: Quietline) -> Process:
    """The worker of a home."""
    return Process([sys.executable, "-m", "quietline", "worker"], quietline.environment)


def receiver(quietline: Quietline, port: int, log: Path) -> Process:
    """The network's receiver of orders, which imports nothing of quietline."""
    Home(quietline.home).secret("orders")
    secret = quietline.home / "keys" / "orders.key"
    arguments = ["--port", str(port), "--log", str(log), "--secret-file", str(secret)]
    return Process([sys.executable, "-I", str(RECEIVER), *arguments], dict(os.environ))


def log_of(port: int) -> list[dict[str, Any]]:
    """The receiver's log, from the receiver."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/orders", timeout=WITHIN_S) as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def until(what: str, holds: Callable[[], bool]) -> None:
    """Return when it holds; fail when it does not in time: a spared target is tried again after half a minute or more."""
    deadline = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < deadline, f"not within {WITHIN_S:.0f} s: {what}"


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
