"""`audit verify` over a long trail, against a bare reading of the same rows in the same order that looks at nothing.

Usage: `./dev bench audit [ENTRIES] [--database-url URL]` (default 100,000; the goal speaks of 10,000,000, which take 8 GB of disk).
Prints the ratio of the processor's seconds and of the time that passed, and what verifying took of memory above reading. The ledger is
SQLite in a temporary home, or the empty PostgreSQL database that is named.
"""

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from _trail import make_home, write_trail

CHUNK = 2_000
BARE = """
    SELECT s.position, s.digest, s.sealed_at, e.* FROM audit_seal s JOIN audit_auditentry e ON e.id = s.entry
    WHERE s.position > %s ORDER BY s.position LIMIT %s
"""


@dataclass(frozen=True)
class Spent:
    """Seconds that passed, seconds that this process worked, and its peak of memory so far in MB."""

    passed_s: float
    busy_s: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", nargs="?", type=int, default=100_000)
    parser.add_argument("--database-url", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        # In a process of its own: what building takes of memory is not what verifying takes.
        building = multiprocessing.get_context("spawn").Process(
            target=build, args=(root, asked.database_url, asked.entries)
        )
        building.start()
        building.join()
        if building.exitcode:
            raise SystemExit("the trail could not be made")
        measure(root, asked.entries)


def build(root: Path, database_url: str, entries: int) -> None:
    home = make_home(root, database_url)
    begin = time.perf_counter()
    write_trail(home, entries)
    print(f"{entries:,} entries made in {time.perf_counter() - begin:.0f} s", flush=True)


def measure(root: Path, entries: int) -> None:
    os.environ["QUIETLINE_HOME"] = str(root)
    from quietline.cli.city import open_ledger

    home = open_ledger()
    reading = timed(read_bare)
    from quietline.office.audit.verify import Result, verify

    result = Result()
    verifying = timed(lambda: sum(1 for _ in verify(home, result)))
    if not result.is_complete or result.entries < entries:
        raise SystemExit(f"{result.entries} entries and {result.problem_count} problems came back")
    show("bare reading, in order", reading, entries)
    show("audit verify", verifying, entries)
    passed, busy = verifying.passed_s / reading.passed_s, verifying.busy_s / reading.busy_s
    above = verifying.peak_mb - reading.peak_mb
    print(f"ratio {passed:.2f}, of the processor's seconds {busy:.2f}; {above:,.0f} MB above reading")


def read_bare() -> int:
    from django.db import connection

    position = count = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(BARE, [position, CHUNK])
            rows = cursor.fetchall()
            if not rows:
                return count
            position, count = rows[-1][0], count + len(rows)


def timed(work: Callable[[], object]) -> Spent:
    begin, busy = time.perf_counter(), time.process_time()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Spent(time.perf_counter() - begin, time.process_time() - busy, peak)


def show(what: str, spent: Spent, entries: int) -> None:
    rate = entries / spent.busy_s
    print(
        f"{what:<24} {spent.passed_s:8.2f} s  {spent.busy_s:8.2f} s of the processor  {rate:10,.0f} entries/s  peak {spent.peak_mb:,.0f} MB"
    )


if __name__ == "__main__":
    main()
