"""A day's dirty call records to validated, sorted Parquet, against DuckDB's `read_csv` that only counts and sums the same file.

Usage: `./dev bench ingest [LINES]` (default 1,000,000; one line in a thousand is bad). Prints lines a second and the ratio, of the time
that passed and of the processors' seconds: where others work on the same machine, the second is the steadier one.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from quietline.home import City, Home
from quietline.ingest.load import load_file

DAY = datetime(2026, 4, 1)
BAD = (
    "",
    "138",
    "13812345678,0391-2345678",
    "13812345678,0391-2345678,2026-02-30 10:00:00,5,1",
    "=1+1,10086,2026-04-01 10:00:00,5,1",
)
ROUNDS = 3


@dataclass(frozen=True)
class Spent:
    """Seconds that passed, and seconds that processors worked on it."""

    passed_s: float
    busy_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lines", nargs="?", type=int, default=1_000_000)
    lines = parser.parse_args().lines
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day.csv"
        bad = write_day(path, lines)
        reference = best(lambda _: count_and_sum(path))
        loading = best(lambda number: load(Path(folder) / f"home{number}", path, lines, bad))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{lines:,} lines, {bad:,} of them bad")
    show("reference: read_csv, count and sum", reference, lines)
    show("load_file: checked, sorted, on disk", loading, lines)
    passed, busy = loading.passed_s / reference.passed_s, loading.busy_s / reference.busy_s
    print(f"ratio {passed:.2f}, of the processors' seconds {busy:.2f}; peak memory {peak:,.0f} MB")


def show(what: str, spent: Spent, lines: int) -> None:
    print(
        f"{what:<36} {spent.passed_s:7.2f} s  {lines / spent.passed_s:12,.0f} lines/s  {spent.busy_s:7.2f} s of processors"
    )


def write_day(path: Path, lines: int) -> int:
    """A day of calls between 200,000 numbers; gives the number of bad lines."""
    chance, bad = random.Random(1), 0
    with path.open("w") as out:
        out.write("caller,callee,start,duration,answered\n")
        for _ in range(lines):
            if chance.random() < 0.001:
                bad += 1
                out.write(chance.choice(BAD[1:]) + "\n")
                continue
            out.write(a_line(chance) + "\n")
    return bad


def a_line(chance: random.Random) -> str:
    caller, callee = (f"13{chance.randrange(200_000):09d}" for _ in range(2))
    if chance.random() < 0.2:
        callee = f"0391-{2_000_000 + chance.randrange(100_000)}"
    talk = chance.randrange(300) if chance.random() < 0.6 else 0
    return f"{caller},{callee},{DAY + timedelta(seconds=chance.randrange(86_400))},{talk},{int(talk > 0)}"


def count_and_sum(path: Path) -> None:
    columns = (
        "{caller: 'VARCHAR', callee: 'VARCHAR', start: 'TIMESTAMP', duration: 'INTEGER', answered: 'INTEGER'}"
    )
    query = f"SELECT count(*), sum(duration), min(start), max(caller) FROM read_csv('{path}', header = true, columns = {columns}, ignore_errors = true)"
    duckdb.connect().execute(query).fetchall()


def load(root: Path, path: Path, lines: int, bad: int) -> None:
    home = Home(root)
    home.create(City())
    report = load_file(home, path, loaded_by="benchmark", at=datetime(2026, 4, 2, tzinfo=UTC))
    if report.total != lines or report.quarantined != bad:
        raise SystemExit(
            f"{report.total} lines and {report.quarantined} bad ones came back, not {lines} and {bad}"
        )


def best(work: Callable[[int], None]) -> Spent:
    """The least that any of some rounds took: what the machine does beside them only adds. `work` is given the number of its round."""
    rounds = [timed(work, number) for number in range(ROUNDS)]
    return Spent(min(one.passed_s for one in rounds), min(one.busy_s for one in rounds))


def timed(work: Callable[[int], None], number: int) -> Spent:
    begin, busy = time.perf_counter(), time.process_time()
    work(number)
    return Spent(time.perf_counter() - begin, time.process_time() - busy)


if __name__ == "__main__":
    main()
