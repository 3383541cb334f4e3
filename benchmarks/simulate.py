"""How many person-days a second the simulator writes; the goal is 20,000 of CPU time.

As a reference the same files are copied line by line by Python, which says how fast this machine is today.
"""

import gc
import sys
import tempfile
import time
from pathlib import Path

from quietline.simulator.simulate import Plan, simulate

PLAN = Plan(seed=1, days=5, numbers=20_000)


def main() -> int:
    """Print both, and the ratio."""
    gc.disable()  # as the command does
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        made = simulate(PLAN, Path(folder) / "city")
        simulated_s = time.process_time() - begin
        begin = time.process_time()
        for path in (Path(folder) / "city" / "files").glob("calls-*.csv"):
            copy = [",".join(line.split(",")) for line in path.read_text(encoding="utf-8").splitlines()]
            path.with_suffix(".copy").write_text("\n".join(copy), encoding="utf-8")
        copied_s = time.process_time() - begin
    person_days = PLAN.numbers * PLAN.days
    print(
        f"{person_days / simulated_s:,.0f} person-days/s, {made.calls / simulated_s:,.0f} calls/s; {simulated_s / copied_s:.1f} x the time of copying"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
