"""The example business system, run as the process it is: it imports nothing of ours."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parents[3] / "deploy" / "examples" / "batch_system.py"


class BatchSystem:
    """Answers what lies in the target's folder each time it is asked to."""

    def __init__(self, exchange: Path, form: str, log: Path) -> None:
        self.exchange, self.form, self.log = exchange, form, log

    def answers(self, behave: str = "well") -> None:
        """One look at `out`."""
        arguments = ["--exchange", str(self.exchange), "--format", self.form, "--log", str(self.log)]
        subprocess.run(
            [sys.executable, "-I", PROGRAM, *arguments, "--behave", behave, "--once"], check=True, timeout=60
        )

    def results(self) -> list[Path]:
        """The files that wait to be taken in."""
        return sorted((self.exchange / "in").glob("[!.]*"))

    def effective(self) -> list[str]:
        """Keys of the orders that took effect, in their sequence."""
        lines: list[dict[str, Any]] = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line["key"] for line in lines if line["effective"]]
