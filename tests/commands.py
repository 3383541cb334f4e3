"""`quietline` run as users run it: a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from quietline.home import Home

PROGRAM = Path(sys.executable).with_name("quietline")


def environment(home: Home) -> dict[str, str]:
    """This process's environment, with the home of the command."""
    return os.environ | {"QUIETLINE_HOME": str(home.root)}


def run(home: Home, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The finished command with its output."""
    return subprocess.run(
        [PROGRAM, *arguments],
        env=environment(home),
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def start(home: Home, *arguments: str) -> subprocess.Popen[str]:
    """The running command; its error stream is a pipe. It hears Ctrl-C, also where the tests were started in the background."""
    return subprocess.Popen(
        [PROGRAM, *arguments],
        env=environment(home),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,
    )


def hear_ctrl_c() -> None:
    """A shell lets what it starts in the background ignore Ctrl-C, and processes inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
