"""Rolls a day up in a process of its own, to be killed: `python -m tests.signals.rolls_up_a_day HOME DAY LARGE_CALLS`."""

import sys
from datetime import date
from pathlib import Path

from quietline.home import Home
from quietline.signals import making, roll_up

if __name__ == "__main__":
    making.LARGE_CALLS = int(sys.argv[3])
    roll_up.signals_of(Home(Path(sys.argv[1])), date.fromisoformat(sys.argv[2]))
