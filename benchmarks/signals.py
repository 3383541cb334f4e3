"""How long a day's signals and controls take, as ratios to a bare scan of the same Parquet in the same run, with peak memory and growth.

Usage: benchmarks/signals.py [--write] [MILLIONS ...]   (default 1 3 10 30). Each size runs in a process of its own. The day is synthetic
(`_synthetic_day.py`). The reference is the min and max of seven columns. Ratios are of processor time, which others on the machine
disturb less than the clock; both are printed. --write puts the table into docs/benchmarks.md.
"""

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from _synthetic_day import DAY, ZONE

from quietline.home import Home
from quietline.rulebook.load import load_controls
from quietline.rulebook.run import run_control, run_controls
from quietline.rulebook.store import write_findings
from quietline.signals import making
from quietline.signals.figures import figures_of
from quietline.signals.grains import REGISTERS, WEEK, grains, parts_of_caller_day
from quietline.signals.kernels.attempts import by_caller_and_start
from quietline.signals.kernels.callee_day import OF_CALLEES, create_callees
from quietline.signals.kernels.caller_day import STANDS_FOR
from quietline.signals.kernels.counting import most_within
from quietline.signals.kernels.distinct import most_distinct_within
from quietline.signals.kernels.shards import create_measured
from quietline.signals.kernels.text_codes import codes_of, whole
from quietline.signals.roll_up import PIECE_ROWS
from quietline.signals.uniting import unite
from quietline.warehouse.cuts import cuts
from quietline.warehouse.lake import Lake

NEEDED = ("caller", "callee", "start_s", "talk_s", "answered", "direction", "call_key")
FILLS = Path(__file__).with_name("_synthetic_day.py")
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
QUICK_UP_TO = 1
"""Millions of calls up to which work is timed three times."""

SQL_UP_TO = 10
"""Millions of calls up to which the SQL files that compiled loops stand for are timed too."""

FIGURES = figures_of(DAY, ZONE)
FILES_OF = {
    "reciprocity of callers with 20 attempts or more": (
        "called_party", "busy_number", "call_back", "reciprocity",
    ),
    "strangers, lists and their overlap": (
        "wide_caller", "back_caller", "stranger_call", "outreach", "list_entry", "list_call", "list_pair",
    ),
}  # fmt: skip
"""Work that is told → the SQL files that do it."""

Taken = dict[str, tuple[float, float]]
"""Name of the work → seconds on the clock, seconds of processor time."""

ROWS = {
    "bare scan of seven columns": "1",
    "caller-day roll-up, all measures, by compiled loops": "6",
    "caller-day roll-up, all measures, by SQL": "7.5",
    "60-minute maximum of attempts": "3",
    "60-minute maximum of called parties, callers with 20 attempts or more": "5",
    "reciprocity of callers with 20 attempts or more": "3",
    "strangers, lists and their overlap": "3.5",
    "numbers that are called much": "",
    "all controls": "0.5",
    "a whole day from Parquet to findings": "20",
}
"""What is told, and at most how many times the scan it should take."""


def main() -> None:
    """Run each size in a process, print the tables."""
    asked = [word for word in sys.argv[1:] if not word.startswith("--")]
    if "--size" in sys.argv:
        print(json.dumps(_measure(int(asked[0]))))
        return
    sizes = [int(size) for size in asked] or [1, 3, 10, 30]
    found: dict[int, dict[str, list[float]]] = {}
    for size in sizes:
        found[size] = _in_a_process(size)
        if "--write" in sys.argv:
            PAGE.write_text(_page(_table(found), list(found)) + _behind(), encoding="utf-8")
    print(_table(found))


def _in_a_process(size: int) -> dict[str, list[float]]:
    done = subprocess.run(
        [sys.executable, __file__, "--size", str(size)], stdout=subprocess.PIPE, text=True, check=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _measure(millions: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, FILLS, f"{folder}/home", str(millions)], check=True)
        home = Home(Path(folder) / "home")
        taken = _whole_day(home, 3 if millions <= QUICK_UP_TO else 1)
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        taken |= _parts(home, millions)
        return {**taken, "peak": [peak_mb, peak_mb]}


def _whole_day(home: Home, rounds: int) -> Taken:
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls", DAY.replace(day=DAY.day - 1), DAY)
        extremes = ", ".join(f"min({name}), max({name})" for name in NEEDED)
        scan = _best(5, lambda: con.execute(f"select {extremes} from calls").fetchall())
    _note("scan", scan)

    def judge() -> None:
        found = [finding for one in run_controls(home, DAY, DAY) for finding in one.findings]
        write_findings(home, DAY, found)
        for path in (home.lake / "signals").rglob("*.parquet"):
            path.unlink()

    return {
        "bare scan of seven columns": scan,
        "a whole day from Parquet to findings": _note("day", _best(rounds, judge)),
    }


def _parts(home: Home, millions: int) -> Taken:
    rounds = 3 if millions <= QUICK_UP_TO else 1
    with Lake(home).connect() as con:
        _view_what_is_read(con, Lake(home))
        pieces = cuts(Lake(home).files("calls", DAY, DAY), "caller", PIECE_ROWS)
        by_sql = _by_sql(con) if millions <= SQL_UP_TO else {}
        return by_sql | _by_loops(con, pieces, rounds) | _of_groups(con) | _of_controls(con)


def _view_what_is_read(con: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    lake.create_view(con, "calls", DAY.replace(day=DAY.day - 1), DAY)
    lake.create_view(con, "calls", DAY.replace(day=DAY.day - 1), DAY, name=WEEK)
    for register in REGISTERS:
        lake.create_view(con, register)
    making.empty_before(con)


def _by_sql(con: duckdb.DuckDBPyConnection) -> Taken:
    """The SQL files that compiled loops stand for."""

    def roll_up() -> None:
        for name, grain in grains().items():
            if name in STANDS_FOR or name == "attempt":
                making.create_grain(con, grain, FIGURES)
        unite(con, DAY, {part.name: part.name for part in parts_of_caller_day()})

    return {"caller-day roll-up, all measures, by SQL": _note("sql", _best(1, roll_up))}


def _by_loops(con: duckdb.DuckDBPyConnection, pieces: list[str], rounds: int) -> Taken:
    """The compiled loops; they leave the tables from which the other files are made."""

    def roll_up() -> None:
        kept = create_measured(con, FIGURES, pieces)
        unite(con, DAY, {part.name: kept.get(part.name, part.name) for part in parts_of_caller_day()})

    works: dict[str, tuple[str, Callable[[], object]]] = {
        "caller-day roll-up, all measures, by compiled loops": ("kernel", roll_up),
        "60-minute maximum of attempts": ("60", lambda: _attempts_alone(con, pieces)),
        "60-minute maximum of called parties, callers with 20 attempts or more": (
            "callees",
            lambda: _callees_alone(con, pieces),
        ),
        "numbers that are called much": ("called much", lambda: create_callees(con, FIGURES)),
    }
    return {name: _note(short, _best(rounds, work)) for name, (short, work) in works.items()}


def _of_groups(con: duckdb.DuckDBPyConnection) -> Taken:
    """The SQL files for which no loop stands, each made once."""
    each = {
        name: _note(name, _best(1, lambda grain=grain: making.create_grain(con, grain, FIGURES)))
        for name, grain in grains().items()
        if name not in (*STANDS_FOR, *OF_CALLEES)
    }
    return {work: _sum(each, *names) for work, names in FILES_OF.items()}


def _of_controls(con: duckdb.DuckDBPyConnection) -> Taken:
    controls = load_controls()
    judging = _best(1, lambda: [run_control(con, loaded, DAY) for loaded in controls])
    return {"all controls": _note("controls", judging)}


def _ranges(con: duckdb.DuckDBPyConnection, pieces: list[str], columns: str) -> Iterator[pa.Table]:
    for begin, end in zip(["", *pieces], [*pieces, "x"], strict=True):
        yield con.sql(
            f"select {columns}, cast(start_s - {FIGURES['day_start_s']} as integer) as s from calls "
            f"where direction = 'outgoing' and caller >= '{begin}' and caller < '{end}'"
        ).to_arrow_table()


def _runs(records: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Where each caller begins, and starts in order: the two files of the day are brought together."""
    starts = records["s"].to_numpy()
    first, order = by_caller_and_start(whole(records["caller"]), starts)
    return first, np.arange(len(starts)) if order is None else order


def _attempts_alone(con: duckdb.DuckDBPyConnection, pieces: list[str]) -> None:
    for records in _ranges(con, pieces, "caller"):
        first, order = _runs(records)
        most_within(first, records["s"].to_numpy()[order], 3600)


def _callees_alone(con: duckdb.DuckDBPyConnection, pieces: list[str]) -> None:
    for records in _ranges(con, pieces, "caller, coalesce(callee, '') as callee"):
        first, order = _runs(records)
        codes = codes_of(records["callee"])[order]
        most_distinct_within(first, records["s"].to_numpy()[order], codes, np.diff(first) >= 20, 3600)


def _sum(each: Taken, *names: str) -> tuple[float, float]:
    found = [each[name] for name in names if name in each]
    return sum(wall for wall, _ in found), sum(cpu for _, cpu in found)


def _note(name: str, taken: tuple[float, float]) -> tuple[float, float]:
    print(f"{name:<24} {taken[0]:8.2f} s {taken[1]:8.2f} s of processor time", file=sys.stderr, flush=True)
    return taken


def _best(rounds: int, work: Callable[[], object]) -> tuple[float, float]:
    """The quickest of some rounds, by the clock and by processor time: what the machine does beside it only adds."""
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def _table(found: dict[int, dict[str, list[float]]]) -> str:
    sizes = list(found)
    lines = [
        f"| work | goal | {' | '.join(f'{size} M' for size in sizes)} | growth |",
        f"|---|---|{'---|' * len(sizes)}---|",
    ]
    for name, goal in ROWS.items():
        cells = [_ratio(found[size], name) for size in sizes]
        lines.append(f"| {name} | {goal} | {' | '.join(cells)} | {_growth(found, name)} |")
    peaks = " | ".join(f"{found[size]['peak'][0]:,.0f} MB" for size in sizes)
    lines.append(f"| peak memory of a whole day | 2,000 MB | {peaks} | |")
    return "\n".join(lines)


def _ratio(taken: dict[str, list[float]], name: str) -> str:
    if name not in taken:
        return "-"
    scan = taken["bare scan of seven columns"]
    return f"{taken[name][1] / scan[1]:.1f} ({taken[name][0] / scan[0]:.1f})"


def _growth(found: dict[int, dict[str, list[float]]], name: str) -> str:
    """The exponent between the smallest and the largest size that have the work: 1 is in proportion to the calls."""
    sizes = [size for size in found if name in found[size]]
    if len(sizes) < 2:
        return ""
    first, last = sizes[0], sizes[-1]
    return f"{math.log(found[last][name][1] / found[first][name][1]) / math.log(last / first):.2f}"


def _behind() -> str:
    """What the page says of other work, behind the signals."""
    _, mark, rest = PAGE.read_text(encoding="utf-8").partition("\n## ")
    return mark + rest


def _page(table: str, sizes: list[int]) -> str:
    load = os.getloadavg()[2]
    return f"""# Benchmarks

How long the signals and the controls take, as ratios to the bare minimum and maximum of seven columns of the same sorted Parquet, in the
same run. Such a ratio says the same on another machine; seconds do not.

```sh
./dev bench signals --write {" ".join(map(str, sizes))}
```

makes this table. The day is synthetic: six calls a number on average, one number in a hundred makes one call in eight, 300 called parties
receive 15 % of all calls; holders and cells are registered. Columns are millions of calls. Each cell is the ratio of processor time and, in
brackets, of time on the clock. Growth is the exponent from the smallest to the largest day: 1 is in proportion to the calls.

{table}

Measured on {os.cpu_count()} cores with a load of {load:.1f} over the last quarter of an hour. Where the load is higher than the number of cores,
others used the machine too: then the ratio of time on the clock says little, and that of processor time is too high rather than too low.
The days before are not in this lake: what looks back at seven or thirty days reads their files as well.
"""


if __name__ == "__main__":
    main()
