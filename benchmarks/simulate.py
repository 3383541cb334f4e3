"""How many calls a second the simulator writes, and in how much memory; the goal is 10 million calls in minutes on two cores.

As a reference the bytes of the same files are copied, which says how fast this machine's disk and memory are today.

Usage: ./dev bench simulate [NUMBERS] [DAYS]   (default 400,000 and 2; 1,500,000 and 3 make more than ten million calls)
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from quietline.simulator.simulate import Plan, simulate

NUMBERS = 400_000
DAYS = 2


def main() -> int:
    """Print the speed, the ratio to copying, and the largest process."""
    numbers, days = (int(given) for given in (*sys.argv[1:], *(NUMBERS, DAYS)[len(sys.argv) - 1 :]))
    processes = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        city = Path(folder) / "city"
        begin = time.monotonic()
        made = simulate(Plan(seed=1, days=days, numbers=numbers), city, processes=processes)
        simulated_s = time.monotonic() - begin
        size = sum(path.stat().st_size for path in city.rglob("*") if path.is_file())
        begin = time.monotonic()
        shutil.copytree(city, Path(folder) / "copy")
        copied_s = time.monotonic() - begin
    print(
        f"{made.calls:,} calls of {numbers:,} numbers in {days} days, {size / 1e6:,.0f} MB: {simulated_s:.1f} s with {processes} processes, "
        f"{made.calls / simulated_s:,.0f} calls/s; {simulated_s / copied_s:.1f} x the time of copying"
    )
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"peak memory {own:,.0f} MB, of the largest process that makes days {children:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
