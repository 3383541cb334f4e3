"""All that must hold before a commit, each with its verdict and time; the output of what failed follows at the end."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from quietline.home import City, Home

BIN = Path(sys.executable).parent
HOME = Path("build/home")  # Django's settings, which mypy reads, want a city
CHECKS = {
    "types": "mypy",
    "docs build": "sphinx-build -q -E -W --keep-going -d build/doctrees docs build/docs",
    "docs up to date": "quietline docs --check",
    "layers": "lint-imports --no-logo",
    "format": "ruff format --check --quiet --output-format concise",
    "lint": "ruff check --quiet --output-format concise",
    "changelog": "towncrier build --draft --version 0",
    "translations": "python tools/translations.py --check",
}


@dataclass(frozen=True)
class Outcome:
    """What one check said."""

    name: str
    passed: bool
    output: str
    seconds: float


def main() -> int:
    """Run all, at most two at a time. Gives the exit code."""
    home = Home(HOME.absolute())
    if not home.exists:
        home.create(City())
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = [_shown(outcome) for outcome in pool.map(_run, CHECKS)]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n--- {outcome.name}: {CHECKS[outcome.name]}\n{outcome.output.strip()}")
    return 1 if failed else 0


def _run(name: str) -> Outcome:
    program, *arguments = CHECKS[name].split()
    begin = time.monotonic()
    done = subprocess.run(
        [BIN / program, *arguments],
        env=os.environ | {"QUIETLINE_HOME": str(HOME.absolute())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(name, done.returncode == 0, done.stdout, time.monotonic() - begin)


def _shown(outcome: Outcome) -> Outcome:
    verdict = "pass" if outcome.passed else "FAIL"
    print(f"{verdict}  {outcome.name:<16} {outcome.seconds:6.1f} s", flush=True)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
