"""The example receiver as a process of its own, which tests kill and start again."""

import json
import subprocess
import sys
from pathlib import Path

from quietline.home import Home

PROGRAM = Path(__file__).parents[2] / "deploy" / "examples" / "order_receiver.py"


class Receiver:
    """`start` prints the address it serves; `kill` is -9. The log is the file's, across restarts."""

    def __init__(self, home: Home, folder: Path) -> None:
        home.secret("orders")
        self.log = folder / "orders.jsonl"
        self.secret = home.root / "keys" / "orders.key"
        self.port = 0
        self.process: subprocess.Popen[str] | None = None

    def start(self, behave: str = "well") -> str:
        """The URL for orders; the same port again after a restart."""
        arguments = ["--port", str(self.port), "--log", str(self.log), "--secret-file", str(self.secret)]
        arguments += ["--behave", behave]
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, *arguments], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        url = self.process.stdout.readline().strip()
        assert url, "the receiver did not start"
        self.port = int(url.rsplit(":", 1)[1].split("/")[0])
        return url

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout:
                self.process.stdout.close()
            self.process = None

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def effective(self) -> list[str]:
        """Keys in the order in which they took effect."""
        return [str(line["key"]) for line in self.lines() if line["effective"]]
