"""Mends what a program can mend: lint, format, generated documentation, compiled translations."""

import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
STEPS = ("ruff check --quiet --fix", "ruff format --quiet", "quietline docs", "python tools/translations.py")


def main() -> int:
    """Run every step, also after one that leaves something to do by hand. Gives the exit code."""
    return max(_run(*step.split()) for step in STEPS)


def _run(program: str, *arguments: str) -> int:
    return subprocess.run([BIN / program, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
