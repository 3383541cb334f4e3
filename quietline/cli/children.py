"""Processes that a command starts and must take along when it ends, however it ends."""

import ctypes
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

STOP_WITHIN_S = 10.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    """A running process, by the name that people know it by, and where its output goes."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        """The last line that it wrote."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else ""


class Children:
    """A context within which processes run. Leaving it stops them, the last one first."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: list[Child] = []

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self.running):
            _stop(child.process)

    def start_command(self, name: str, arguments: Sequence[str]) -> None:
        """Start `quietline <arguments>`; its output goes to `<name>.log`."""
        self.start(name, [sys.executable, "-m", "quietline", *arguments])

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a process in a group of its own: Ctrl-C reaches it through us, once."""
        path = self.logs / f"{name}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        self.running.append(Child(name, process, path))

    def first_dead(self) -> Child | None:
        """A process that ended by itself, if any."""
        return next((child for child in self.running if child.process.poll() is not None), None)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _die_with_parent() -> None:
    """Linux: ask for SIGTERM when the parent is gone, so that its kill -9 leaves nothing behind that holds a port."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
